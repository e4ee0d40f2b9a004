package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import java.util.Optional;

/**
 * An address to ask.
 *
 * @param address the address to dial
 * @param expected the id of the node believed to be there; empty for a seed
 */
public record ProbeTarget(HostPort address, Optional<String> expected) {}
