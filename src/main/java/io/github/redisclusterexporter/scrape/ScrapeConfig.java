package io.github.redisclusterexporter.scrape;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a scrape may take, and what happens between scrapes.
 *
 * @param timeout when the scraper does not send {@code X-Prometheus-Scrape-Timeout-Seconds}
 * @param timeoutMargin taken off the scraper's timeout, for writing and sending the page
 * @param watchInterval how often is looked between scrapes who serves each shard; zero not to
 */
public record ScrapeConfig(Duration timeout, Duration timeoutMargin, Duration watchInterval) {
  /** No matter what the scraper announces: the HTTP server cuts off a request at twice this. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * The time that nodes may take in one scrape.
   *
   * @param announced what the scraper said it will wait
   */
  public Duration budget(Optional<Duration> announced) {
    Duration whole = announced.orElse(timeout);
    if (whole.compareTo(LONGEST) > 0) {
      whole = LONGEST;
    }
    // A scraper in a hurry gets what can be had in half of its time rather than nothing.
    Duration half = whole.dividedBy(2);
    Duration left = whole.minus(timeoutMargin);
    return left.compareTo(half) < 0 ? half : left;
  }
}
