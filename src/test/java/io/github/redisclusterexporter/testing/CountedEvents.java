package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.EnumMap;
import java.util.Map;

/** Counts what it is told. */
public final class CountedEvents implements ScrapeListener {
  private final Map<ScrapeResult.Outcome, Long> outcomes =
      new EnumMap<>(ScrapeResult.Outcome.class);
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);

  @Override
  public synchronized void scraped(ScrapeResult.Outcome outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
  }

  @Override
  public synchronized void failed(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** Scrapes by outcome, without those that did not occur. */
  public synchronized Map<ScrapeResult.Outcome, Long> outcomes() {
    return Map.copyOf(outcomes);
  }

  /** Faults by kind, without those that did not occur. */
  public synchronized Map<Fault, Long> faults() {
    return Map.copyOf(faults);
  }
}
