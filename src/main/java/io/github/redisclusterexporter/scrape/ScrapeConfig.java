package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.config.ConfigNode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Time limits of a scrape, and checks between scrapes.
 *
 * @param timeout used if a request has no {@code X-Prometheus-Scrape-Timeout-Seconds}
 * @param timeoutMargin part of the timeout that is kept for writing and sending the page
 * @param watchInterval interval between checks of each shard's primary; zero disables them
 */
public record ScrapeConfig(Duration timeout, Duration timeoutMargin, Duration watchInterval) {
  /** No matter what the scraper announces: the HTTP server cuts off a request at twice this. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** Reads and checks the section {@code scrape}. */
  public static ScrapeConfig read(ConfigNode section) {
    ConfigNode timeoutKey = section.at("timeout");
    ConfigNode marginKey = section.at("timeout-margin");
    Duration timeout = timeoutKey.duration(LONGEST);
    Duration margin = marginKey.duration(LONGEST_WAIT);
    Duration interval = section.at("watch-interval").duration(LONGEST_WAIT);
    if (timeoutKey.isValid() && marginKey.isValid() && margin.compareTo(timeout) >= 0) {
      marginKey.conflict("is not less than " + timeoutKey + "; nothing would be left of it");
    }
    return new ScrapeConfig(timeout, margin, section.at("watch").bool() ? interval : Duration.ZERO);
  }

  /**
   * The time limit for the nodes in one scrape.
   *
   * @param announced the timeout in the request
   */
  public Duration budget(Optional<Duration> announced) {
    Duration whole = Collections.min(List.of(announced.orElse(timeout), LONGEST));
    // With a very short timeout, half of it gives an incomplete page instead of none.
    return Collections.max(List.of(whole.minus(timeoutMargin), whole.dividedBy(2)));
  }
}
