package io.github.redisclusterexporter.metric;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long the scraper waits, by the header that Prometheus sends with each scrape. */
final class ScrapeTimeout {

  static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  /**
   * Plain decimals are all that Prometheus writes. Java's own parser would also take NaN, Infinity
   * and hexadecimal; nine digits of seconds fit into nanoseconds in a long.
   */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?");

  private ScrapeTimeout() {}

  /** Empty when the header is missing or says nothing usable. */
  static Optional<Duration> parse(@Nullable String header) {
    if (header == null || !SECONDS.matcher(header.strip()).matches()) {
      return Optional.empty();
    }
    long nanos = new BigDecimal(header.strip()).movePointRight(9).longValue();
    return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
  }
}
