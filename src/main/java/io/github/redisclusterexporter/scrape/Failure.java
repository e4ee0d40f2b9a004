package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.redis.Fault;

/**
 * Why no usable answer came from an address.
 *
 * @param message a sentence that names the address and holds no secret
 */
public record Failure(HostPort address, Fault fault, String message) {}
