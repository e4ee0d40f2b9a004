package io.github.redisclusterexporter.config;

import java.time.Duration;

/**
 * How long a scrape may take.
 *
 * @param timeout when the scraper does not send {@code X-Prometheus-Scrape-Timeout-Seconds}
 * @param timeoutMargin taken off the scraper's timeout, for writing and sending the page
 */
public record ScrapeConfig(Duration timeout, Duration timeoutMargin) {}
