package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectStandaloneIT {
  private static final List<String> CLUSTER_ONLY =
      List.of(
          "redis_cluster_up",
          "redis_cluster_state",
          "redis_cluster_known_nodes",
          "redis_cluster_size",
          "redis_cluster_slots_assigned",
          "redis_cluster_slots_ok",
          "redis_cluster_slots_pfail",
          "redis_cluster_slots_fail",
          "redis_cluster_current_epoch");

  @ParameterizedTest
  @ValueSource(strings = {"auto", "false"})
  void aSingleServerHasTheMetricsOfANodeAndNoneOfACluster(String cluster) {
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("pa55word").start();
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_URL",
                    "redis://:pa55word@" + server.address() + "/3",
                    "REDIS_CLUSTER_ENABLED",
                    cluster))) {
      ScrapedPage page = exporter.scrape();
      assertIsOneServer(page, server);
      assertThat(page.value("redis_cluster_node_up", "role", "primary")).isEqualTo(1);
      assertThat(page.value("redis_cluster_keys", "db", "0")).isEqualTo(0);
      assertThat(page.has("redis_cluster_memory_bytes")).isTrue();
      assertThat(page.has("redis_cluster_command_calls_total", "cmd", "info")).isTrue();
      assertThat(page.has("redis_cluster_node_state")).isFalse();
      assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "complete"))
          .isEqualTo(1);
    }
  }

  @Test
  void aReplicaWithoutClusterSupportHasALag() {
    try (RedisServer primary = RedisServer.start(RedisBinary.v70());
        RedisServer replica =
            RedisServer.builder(RedisBinary.v70())
                .directive("replicaof " + primary.address().host() + " " + primary.address().port())
                .start();
        TestExporter exporter = TestExporter.of(replica.address(), primary.address())) {
      String node = replica.address().toString();
      Eventually.await(
          Duration.ofSeconds(30),
          "the lag is measured",
          () -> exporter.scrape().has("redis_cluster_replication_lag_bytes", "node", node));
      for (int i = 0; i < 5; i++) {
        primary.command("SET", "key", "value");
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_replication_lag_bytes", "node", node))
            .isBetween(0.0, 1000.0);
        assertThat(page.has("redis_cluster_replication_lag_seconds", "node", node)).isTrue();
        assertThat(page.all("redis_cluster_replication_lag_bytes")).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "false"})
  void aSingleServerThatIsDownAtFirst(String cluster) {
    RedisServer server = RedisServer.start(RedisBinary.v62());
    server.kill();
    try (server;
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_URL",
                    "redis://" + server.address(),
                    "REDIS_CLUSTER_ENABLED",
                    cluster))) {
      ScrapedPage page = exporter.scrape();
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.value("redis_cluster_node_up", "node", server.address().toString()))
          .isEqualTo(0);
      // Nobody has said yet that it is no cluster, unless the configuration has.
      assertThat(page.has("redis_cluster_up")).isEqualTo(cluster.equals("auto"));

      server.restart();
      page = exporter.scrape();
      assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
      assertIsOneServer(page, server);

      server.kill();
      page = exporter.scrape();
      assertThat(page.value("redis_cluster_node_up")).isEqualTo(0);
      assertIsOneServer(page, server);
    }
  }

  private static void assertIsOneServer(ScrapedPage page, RedisServer server) {
    assertThat(page.status()).isEqualTo(200);
    for (String name : CLUSTER_ONLY) {
      assertThat(page.has(name)).as(name).isFalse();
    }
    assertThat(page.series())
        .allSatisfy(series -> assertThat(series.labels()).doesNotContainKey("node_id"))
        .allSatisfy(
            series ->
                assertThat(series.labels().getOrDefault("node", server.address().toString()))
                    .isEqualTo(server.address().toString()));
  }
}
