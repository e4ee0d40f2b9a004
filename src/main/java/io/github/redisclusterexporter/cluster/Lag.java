package io.github.redisclusterexporter.cluster;

import java.util.OptionalDouble;

/**
 * How far a replica is behind its primary.
 *
 * @param bytes of the replication stream that it has not applied; never negative
 * @param seconds how old its data is; empty while only one look at the stream was taken, which
 *     cannot tell
 */
public record Lag(double bytes, OptionalDouble seconds) {}
