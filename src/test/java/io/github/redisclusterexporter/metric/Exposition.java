package io.github.redisclusterexporter.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.cluster.Failovers.Outages;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.cluster.SlotMap;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;

/**
 * A page as text.
 *
 * @param text in the Prometheus format
 * @param malformed values that were there and could not be read
 */
record Exposition(String text, int malformed) {
  static final Failovers NO_FAILOVERS =
      new Failovers(Map.of(), Optional.empty(), List.of(), Optional.empty());

  private static final ExpositionFormatWriter WRITER =
      ExpositionFormats.init().getPrometheusTextFormatWriter();

  /** For pages whose groups are given. */
  private static final Catalog NO_CATALOG = Catalogs.full();

  /** A manual one, found half a second after the beginning of 2020, 1.5 s after the last look. */
  static final Failovers ONE_FAILOVER =
      new Failovers(
          Map.of(Failovers.Type.AUTOMATIC, 0L, Failovers.Type.MANUAL, 1L),
          Optional.of(Instant.parse("2020-01-01T00:00:00.500Z")),
          List.of(),
          Optional.of(new Outages(List.of(0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), 1.5)));

  static Exposition of(Group<?> group, Node... nodes) {
    return of(List.of(group), scrape(snapshot(nodes)));
  }

  static Exposition of(List<Group<?>> groups, ScrapeResult scrape) {
    ExporterCounters counters = new ExporterCounters();
    ClusterMetrics metrics =
        new ClusterMetrics("test", NO_CATALOG, (collectors, timeout) -> scrape, counters);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      WRITER.write(
          out, PageMetrics.snapshots(List.of(metrics), List.of(metrics.read(groups, scrape))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double malformed = counters.probeErrors().labelValues("malformed", "parse").get();
    return new Exposition(out.toString(UTF_8), (int) malformed);
  }

  /** The page of some clusters. */
  static PageMetrics page(ClusterMetrics... clusters) {
    return new PageMetrics(
        wanted -> new PageMetrics.Lease(List.of(clusters), () -> {}), ForkJoinPool.commonPool());
  }

  /** The page of one cluster. */
  static PageMetrics page(
      String name, Catalog catalog, ClusterMetrics.Source source, ExporterCounters counters) {
    return page(new ClusterMetrics(name, catalog, source, counters));
  }

  static ClusterSnapshot snapshot(Node... nodes) {
    Map<String, SlotRanges> owned =
        Arrays.stream(nodes)
            .filter(node -> node.role() == Role.PRIMARY)
            .flatMap(node -> node.id().stream())
            .collect(Collectors.toMap(id -> id, id -> SlotRanges.NONE, (one, same) -> one));
    return new ClusterSnapshot(
        List.of(nodes), List.of(), new SlotMap(owned, SlotRanges.NONE, SlotRanges.NONE), false);
  }

  static ScrapeResult scrape(ClusterSnapshot snapshot) {
    return scrape(snapshot, NO_FAILOVERS);
  }

  static ScrapeResult scrape(ClusterSnapshot snapshot, Failovers failovers) {
    return new ScrapeResult(
        snapshot, failovers, Duration.ofMillis(250), List.of(), List.of(), List.of(), List.of());
  }

  /** All series, with all their labels. */
  List<String> series() {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** The series of a node, a line each, without the labels that all of them share. */
  String of(String node) {
    return series().stream()
        .filter(line -> line.contains("node=\"" + node + "\""))
        .map(Exposition::withoutSharedLabels)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** The series that are of no node. */
  String ofTheWhole() {
    return series().stream()
        .filter(line -> !line.contains("node=\""))
        .map(Exposition::withoutSharedLabels)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String withoutSharedLabels(String line) {
    return line.replaceAll("(?<=[{,])(node|node_id|redis_cluster)=\"[^\"]*\",?", "")
        .replace(",}", "}")
        .replace("{}", "");
  }
}
