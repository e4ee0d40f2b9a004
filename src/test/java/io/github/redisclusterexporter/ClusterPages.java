package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a page says of a cluster. */
public final class ClusterPages {
  private ClusterPages() {}

  /**
   * Exactly these nodes are down; all others are up, with everything that was to be had of them.
   */
  public static void assertAllCompleteBut(
      ScrapedPage page, RedisCluster cluster, RedisServer... expectedDown) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    List<RedisServer> down = Arrays.asList(expectedDown);
    assertThat(page.all("redis_cluster_node_up")).hasSize(cluster.nodes().size());
    for (RedisServer node : cluster.nodes()) {
      if (down.contains(node)) {
        assertDown(page, node);
      } else {
        assertComplete(page, node);
      }
    }
    assertThat(page.value("redis_cluster_up"))
        .isEqualTo(down.size() == cluster.nodes().size() ? 0 : 1);
  }

  public static void assertComplete(ScrapedPage page, RedisServer node) {
    String address = node.address().toString();
    assertThat(page.value("redis_cluster_node_up", "node", address)).as(address).isEqualTo(1);
    assertThat(page.value("redis_cluster_memory_bytes", "node", address)).isPositive();
    if (node.binary().isAtLeast(7)) {
      // Before, an empty log is no number: it may have been reset.
      assertThat(page.has("redis_cluster_slowlog_entries_total", "node", address)).isTrue();
    }
    assertThat(page.has("redis_cluster_command_calls_total", "node", address, "cmd", "info"))
        .isTrue();
    assertThat(page.has("redis_cluster_exporter_probe_duration_seconds", "node", address)).isTrue();
    assertThat(page.all("redis_cluster_exporter_collector_success", "node", address))
        .isNotEmpty()
        .allSatisfy(series -> assertThat(series.value()).isEqualTo(1));
  }

  /** Known to be there, and nothing but that. */
  public static void assertDown(ScrapedPage page, RedisServer node) {
    String address = node.address().toString();
    assertThat(page.value("redis_cluster_node_up", "node", address)).as(address).isEqualTo(0);
    assertThat(familiesOf(page, address))
        .isSubsetOf(
            "redis_cluster_node_up",
            "redis_cluster_node_info",
            "redis_cluster_node_flagged",
            "redis_cluster_exporter_probe_duration_seconds");
  }

  /** Addresses of the nodes that are up in that role. */
  static Set<String> up(ScrapedPage page, String role) {
    return page.all("redis_cluster_node_up", "role", role).stream()
        .filter(series -> series.value() == 1)
        .map(series -> series.labels().getOrDefault("node", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<String> addresses(List<RedisServer> nodes) {
    return nodes.stream()
        .map(node -> node.address().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names as in the lines of TYPE. */
  static Set<String> families(ScrapedPage page) {
    return page.body()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<String> familiesOf(ScrapedPage page, String address) {
    Set<String> names = new HashSet<>();
    for (Series series : page.series()) {
      if (address.equals(series.labels().get("node"))) {
        names.add(series.name());
      }
    }
    return names;
  }
}
