package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertComplete;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Assertions for the tests of faults. */
final class Faults {
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  static final Duration BOUND = Duration.ofSeconds(20);

  private Faults() {}

  /** Requests a page, which must arrive in time. */
  static ScrapedPage scrape(TestExporter exporter) {
    ScrapedPage page = exporter.scrape(TIMEOUT);
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    assertThat(page.took()).isLessThan(TIMEOUT);
    return page;
  }

  /** That node is down, and the metrics of all others are complete. */
  static void assertOnlyDown(ScrapedPage page, RedisCluster cluster, RedisServer down) {
    assertThat(page.value("redis_cluster_up")).isEqualTo(1);
    assertThat(page.all("redis_cluster_node_up")).hasSize(cluster.nodes().size());
    assertThat(page.value("redis_cluster_node_up", "node", down.address().toString())).isZero();
    cluster.nodes().stream()
        .filter(node -> node != down)
        .forEach(node -> assertComplete(page, node));
  }

  /** The error counters that are not 0, by {@code stage code}. */
  static Map<String, Double> counted(ScrapedPage page) {
    Map<String, Double> counted = new TreeMap<>();
    page.all("redis_cluster_exporter_probe_errors_total").stream()
        .filter(series -> series.value() > 0)
        .forEach(
            series ->
                counted.put(
                    series.labels().get("stage") + " " + series.labels().get("code"),
                    series.value()));
    return counted;
  }
}
