package io.github.redisclusterexporter.config;

import java.util.Optional;

/**
 * The exporter's own pages.
 *
 * @param host address to listen on; empty for all
 * @param port 0 lets the system choose one
 * @param maxConcurrentScrapes scrapes under way at once; one more is answered 503
 * @param file TLS and passwords; empty for neither
 */
public record WebConfig(String host, int port, int maxConcurrentScrapes, Optional<WebFile> file) {}
