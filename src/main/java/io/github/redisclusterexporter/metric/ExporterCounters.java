package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The counters of the exporter itself, and the group that puts them on the page, after the scrape:
 * the registry would read them before it, without the scrape of the same page.
 */
public final class ExporterCounters implements ScrapeListener {
  private static final double NANOSECONDS = 1e9;

  private static final Subject<ScrapeResult> EXPORTER =
      new Subject<>(List::of, Set.of(), List.of(), scrape -> List.of());

  private final Counter scrapes =
      Counter.builder()
          .name("redis_cluster_exporter_scrapes_total")
          .help(
              "Scrapes by outcome: complete, partial when a node or a command failed, failed when"
                  + " no node answered, rejected when too many were in progress.")
          .labelNames("outcome")
          .withoutExemplars()
          .build();

  private final Counter probeErrors =
      Counter.builder()
          .name("redis_cluster_exporter_probe_errors_total")
          .help("Faults in requests to nodes, by stage and kind.")
          .labelNames("code", "stage")
          .withoutExemplars()
          .build();

  /** All counters are 0, and each exists for every value that its labels can have. */
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

  Counter scrapes() {
    return scrapes;
  }

  Counter probeErrors() {
    return probeErrors;
  }

  Group<ScrapeResult> group(BuildInfo build, ConfigStatus status) {
    return Group.of("exporter", EXPORTER)
        .info(
            "redis_cluster_exporter_build_info",
            List.of("java", "revision", "version"),
            (scrape, points) -> points.add(1, build.java(), build.revision(), build.version()))
        .help("Version and revision of this exporter, and the version of Java that it runs on.")
        .counter(scrapes, List.of("outcome"))
        .gauge(
            "redis_cluster_exporter_scrape_duration_seconds",
            scrape -> OptionalDouble.of(scrape.took().toNanos() / NANOSECONDS))
        .help("How long this scrape took, in seconds, up to the writing of the page.")
        .counter(probeErrors, List.of("code", "stage"))
        .gauge(
            "redis_cluster_exporter_config_last_reload_successful",
            scrape -> OptionalDouble.of(status.isSuccessful() ? 1 : 0))
        .help(
            "1 when the configuration that was last read is in use; 0 when it has errors and the"
                + " one before stays in use.")
        .gauge(
            "redis_cluster_exporter_config_last_reload_success_timestamp_seconds",
            scrape -> OptionalDouble.of(status.lastSuccess().toEpochMilli() / 1e3))
        .help(
            "When the configuration in use was read, at the start or by a reload, in seconds since"
                + " 1970.")
        .build();
  }
}
