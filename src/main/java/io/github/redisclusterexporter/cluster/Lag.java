package io.github.redisclusterexporter.cluster;

/**
 * How far a replica is behind its primary.
 *
 * @param bytes of the replication stream that it has not applied; never negative
 * @param seconds how old its data is
 */
public record Lag(double bytes, double seconds) {}
