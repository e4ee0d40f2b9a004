package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.Fault;

/**
 * Why no usable answer came from an address.
 *
 * @param message a sentence that names the address and holds no secret
 */
public record ProbeFailure(HostPort address, Fault fault, String message) {}
