package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.ClusterPages.addresses;
import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.ClusterPages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that join and leave. */
class ScrapeMembershipIT {

  @Test
  void aNodeIsThereFromJoiningToLeaving() {
    try (RedisCluster cluster = RedisCluster.start();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      List<RedisServer> old = cluster.nodes();
      assertAllCompleteBut(exporter.scrape(), cluster);

      RedisServer added = cluster.addNode();
      ScrapedPage page = exporter.scrape();
      assertAllCompleteBut(page, cluster);
      assertThat(up(page, "primary")).contains(added.address().toString());
      assertThat(page.value("redis_cluster_known_nodes")).isEqualTo(7);
      assertThat(page.value("redis_cluster_size")).isEqualTo(3);
      assertThat(connections(added)).isEqualTo(1);

      String id = cluster.id(added);
      old.forEach(node -> node.command("CLUSTER", "FORGET", id));
      page = exporter.scrape();
      assertThat(page.all("redis_cluster_node_up")).hasSize(6);
      assertThat(page.series())
          .noneMatch(series -> added.address().toString().equals(series.labels().get("node")));
      assertThat(up(page, "primary")).hasSize(3).isSubsetOf(addresses(old));
      Eventually.await(
          Duration.ofSeconds(5),
          "the connection to the node that left is closed",
          () -> connections(added) == 0);
      assertThat(old).allSatisfy(node -> assertThat(connections(node)).isEqualTo(1));
    }
  }

  @Test
  void aDeadNodeIsDownUntilItIsForgotten() {
    try (RedisCluster cluster = RedisCluster.start();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      RedisServer replica = cluster.node(5);
      String id = cluster.id(replica);
      assertAllCompleteBut(exporter.scrape(), cluster);
      replica.kill();
      assertAllCompleteBut(exporter.scrape(), cluster, replica);

      cluster.nodes().stream()
          .filter(RedisServer::isAlive)
          .forEach(node -> node.command("CLUSTER", "FORGET", id));
      assertThat(exporter.scrape().all("redis_cluster_node_up")).hasSize(5);
    }
  }

  private static long connections(RedisServer server) {
    return server
        .text("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=redis-cluster-exporter "))
        .count();
  }
}
