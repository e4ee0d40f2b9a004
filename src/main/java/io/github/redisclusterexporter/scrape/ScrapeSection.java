package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.config.Settings;
import java.time.Duration;

/** Reads and checks {@code scrape}. */
public final class ScrapeSection {
  private static final String TIMEOUT = "scrape.timeout";
  private static final String MARGIN = "scrape.timeout-margin";

  private ScrapeSection() {}

  public static ScrapeConfig read(Settings settings) {
    Duration interval = settings.duration("scrape.watch-interval");
    ScrapeConfig scrape =
        new ScrapeConfig(
            settings.duration(TIMEOUT, ScrapeConfig.LONGEST),
            settings.duration(MARGIN),
            settings.bool("scrape.watch") ? interval : Duration.ZERO);
    if (settings.valid(TIMEOUT)
        && settings.valid(MARGIN)
        && scrape.timeoutMargin().compareTo(scrape.timeout()) >= 0) {
      settings.conflict(
          MARGIN, "is not less than " + settings.name(TIMEOUT) + "; nothing would be left of it");
    }
    return scrape;
  }
}
