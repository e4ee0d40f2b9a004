package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.List;
import java.util.OptionalDouble;

/** The exporter itself. */
final class ExporterGroup {
  private static final double NANOSECONDS = 1e9;

  private ExporterGroup() {}

  static Group<ScrapeResult> group(BuildInfo build, ExporterCounters counters) {
    return Group.ofExporter("exporter")
        .info(
            "redis_cluster_exporter_build_info",
            List.of("java", "revision", "version"),
            "What this exporter was built from and runs on.",
            (scrape, points) -> points.add(1, build.java(), build.revision(), build.version()))
        .counter(counters.scrapes(), List.of("outcome"))
        .gauge(
            "redis_cluster_exporter_scrape_duration_seconds",
            "How long this scrape took, in seconds, up to the writing of the page.",
            scrape -> OptionalDouble.of(scrape.took().toNanos() / NANOSECONDS))
        .counter(counters.probeErrors(), List.of("code", "stage"))
        .build();
  }
}
