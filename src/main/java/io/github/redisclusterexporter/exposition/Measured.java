package io.github.redisclusterexporter.exposition;

import java.util.List;

/** A metric with its series, of which there is at least one. */
public record Measured(Metric metric, List<Series> series) {}
