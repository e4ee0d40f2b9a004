package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.List;
import java.util.OptionalDouble;

/** The exporter itself. */
final class ExporterGroup {
  private static final double NANOSECONDS = 1e9;

  private ExporterGroup() {}

  static Group<ScrapeResult> group(BuildInfo build) {
    return Group.ofExporter("exporter")
        .info(
            "redis_cluster_exporter_build_info",
            List.of("java", "revision", "version"),
            "What this exporter was built from and runs on.",
            (scrape, points) -> points.add(1, build.java(), build.revision(), build.version()))
        .counter(
            "redis_cluster_exporter_scrapes_total",
            List.of("outcome"),
            "Scrapes by how they went: complete, partial when a node or a command failed, failed"
                + " when no node answered, rejected when too many were under way.",
            (scrape, points) ->
                scrape.outcomes().forEach((outcome, count) -> points.add(count, outcome.label())))
        .gauge(
            "redis_cluster_exporter_scrape_duration_seconds",
            "How long this scrape took, in seconds, up to the writing of the page.",
            scrape -> OptionalDouble.of(scrape.took().toNanos() / NANOSECONDS))
        .counter(
            "redis_cluster_exporter_probe_errors_total",
            List.of("code", "stage"),
            "Faults met while asking nodes, by the stage they happened at and what they were.",
            (scrape, points) ->
                scrape
                    .faults()
                    .forEach((fault, count) -> points.add(count, fault.code(), fault.stage())))
        .build();
  }
}
