package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.RandomLoop;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WholePageTest {
  private static final Set<Collector> EVERYTHING = Collector.all();

  @Test
  void everyFamilyHasTheLabelsItDeclares() {
    Map<String, List<String>> declared = new HashMap<>();
    for (Group<?> group : Catalogs.full().groups()) {
      for (Metric<?> metric : group.metrics()) {
        List<String> labels = new ArrayList<>(List.of("redis_cluster"));
        labels.addAll(group.subject().labels());
        labels.addAll(metric.labels());
        declared.put(metric.baseName(), labels);
      }
    }
    // One family waits for the first snapshot, another for the first failover.
    ScrapeResult captured =
        CapturedCluster.scrape(EVERYTHING, node -> node.withInfo("rdb_saves", "1"));
    ScrapeResult scrape = Exposition.scrape(captured.snapshot(), Exposition.ONE_FAILOVER);
    PageMetrics metrics =
        Exposition.page(
            "test", Catalogs.full(), (collectors, timeout) -> scrape, new ExporterCounters());
    MetricSnapshots page = metrics.collect();

    assertThat(page.stream().map(snapshot -> snapshot.getMetadata().getName()).toList())
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            declared.keySet().stream()
                .filter(name -> !name.startsWith("redis_cluster_queue"))
                .toList());
    for (MetricSnapshot snapshot : page) {
      String name = snapshot.getMetadata().getName();
      for (DataPointSnapshot point : snapshot.getDataPoints()) {
        assertThat(point.getLabels().stream().map(Label::getName))
            .as(name)
            .containsExactlyInAnyOrderElementsOf(declared.getOrDefault(name, List.of()));
      }
    }
  }

  @Test
  void aDownNodeIsThereAndNothingElseOfIt() {
    Exposition page =
        Exposition.of(
            Catalogs.full().groups(),
            Exposition.scrape(Exposition.snapshot(Nodes.primary(), Nodes.down("gone"))));

    assertThat(page.of("gone").lines().map(line -> line.replaceAll("[{ ].*", "")))
        .containsExactly(
            "redis_cluster_exporter_probe_duration_seconds",
            "redis_cluster_node_info",
            "redis_cluster_node_flagged",
            "redis_cluster_node_flagged",
            "redis_cluster_node_up");
    assertThat(page.of("gone")).contains("redis_cluster_node_up{role=\"primary\"} 0.0");
  }

  @Test
  void thereIsAPageWhateverNodesSay() {
    RandomLoop.run(
        50,
        random -> {
          List<Group<?>> groups = Catalogs.full().groups();
          Exposition page =
              Exposition.of(
                  groups, CapturedCluster.scrape(EVERYTHING, node -> damaged(node, random)));
          assertThat(page.series()).contains("redis_cluster_up{redis_cluster=\"test\"} 1.0");
        });
  }

  private static CapturedNode damaged(CapturedNode node, Random random) {
    return node.withInfo(
        info -> {
          StringBuilder damaged = new StringBuilder(info);
          // The profile at the beginning decides what is asked, and that has tests of its own.
          int start = info.indexOf("# Clients");
          for (int i = random.nextInt(40); i > 0; i--) {
            damaged.setCharAt(
                start + random.nextInt(info.length() - start), (char) (' ' + random.nextInt(200)));
          }
          return damaged.toString();
        });
  }
}
