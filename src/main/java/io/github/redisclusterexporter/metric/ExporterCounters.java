package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeEvents;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.core.metrics.Counter;

/**
 * What the exporter counts about itself. {@link ExporterGroup} puts the counters on the page, after
 * the scrape: the registry would read them before it, without the scrape that the page is about.
 */
public final class ExporterCounters implements ScrapeEvents {
  private final Counter scrapes =
      Counter.builder()
          .name("redis_cluster_exporter_scrapes_total")
          .help(
              "Scrapes by how they went: complete, partial when a node or a command failed, failed"
                  + " when no node answered, rejected when too many were under way.")
          .labelNames("outcome")
          .withoutExemplars()
          .build();

  private final Counter probeErrors =
      Counter.builder()
          .name("redis_cluster_exporter_probe_errors_total")
          .help("Faults met while asking nodes, by the stage they happened at and what they were.")
          .labelNames("code", "stage")
          .withoutExemplars()
          .build();

  /** All counters are 0, and each is there for every value that its labels can have. */
  public ExporterCounters() {
    for (ScrapeResult.Outcome outcome : ScrapeResult.Outcome.values()) {
      scrapes.initLabelValues(outcome.label());
    }
    for (Fault fault : Fault.values()) {
      probeErrors.initLabelValues(fault.code(), fault.stage());
    }
  }

  @Override
  public void scraped(ScrapeResult.Outcome outcome) {
    scrapes.labelValues(outcome.label()).inc();
  }

  @Override
  public void failed(Fault fault) {
    probeErrors.labelValues(fault.code(), fault.stage()).inc();
  }

  /** By {@code outcome}. */
  Counter scrapes() {
    return scrapes;
  }

  /** By {@code code} and {@code stage}. */
  Counter probeErrors() {
    return probeErrors;
  }
}
