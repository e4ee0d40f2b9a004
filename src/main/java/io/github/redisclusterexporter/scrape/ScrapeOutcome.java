package io.github.redisclusterexporter.scrape;

import java.util.Locale;

/** How a scrape went. Its name in lower case is the {@code outcome} label. */
public enum ScrapeOutcome {
  /** Every node answered everything. */
  COMPLETE,
  /** Some node, or some command on some node, did not. */
  PARTIAL,
  /** No node answered. */
  FAILED,
  /** Turned away because too many scrapes were under way. */
  REJECTED;

  /** As in the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
