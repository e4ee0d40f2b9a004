package io.github.redisclusterexporter.config;

/**
 * The exporter's own pages.
 *
 * @param host address to listen on; empty for all
 * @param port 0 lets the system choose one
 * @param maxConcurrentScrapes scrapes under way at once; one more is answered 503
 */
public record WebConfig(String host, int port, int maxConcurrentScrapes) {}
