package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import java.util.Optional;

/**
 * An address to probe.
 *
 * @param expectedId the id of the node that is expected there; empty for a seed
 */
public record ProbeTarget(HostPort address, Optional<String> expectedId) {}
