package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/** Queues in several databases of a cluster, which Valkey has from version 9 on. */
class QueueDatabasesIT {
  static Stream<RedisBinary> versions() {
    return RedisBinary.versions().filter(redis -> redis.isAtLeast(9));
  }

  private static void push(RedisCluster cluster, String database, String key, int entries) {
    int slot =
        ((Number) Objects.requireNonNull(cluster.node(0).command("CLUSTER", "KEYSLOT", key)))
            .intValue();
    RedisServer owner = cluster.ownerOf(slot).orElseThrow();
    try (Connection connection = owner.client().connect()) {
      connection.sendCommand(Command.SELECT, database);
      assertThat(connection.getStatusCodeReply()).isEqualTo("OK");
      for (int i = 0; i < entries; i++) {
        connection.sendCommand(Command.RPUSH, key, "entry");
        Object unused = Objects.requireNonNull(connection.getOne());
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("versions")
  void eachQueueAndPatternInItsDatabase(RedisBinary binary) {
    try (RedisCluster cluster =
        RedisCluster.builder().binary(binary).directive("cluster-databases 16").start()) {
      push(cluster, "0", "q", 1);
      push(cluster, "3", "q", 3);
      push(cluster, "3", "jobs:right", 2);
      push(cluster, "0", "jobs:wrong", 2);
      try (TestExporter exporter =
          TestExporter.withQueues(
              Checked.seed(cluster),
              Map.of("queue-search.interval", "50ms"),
              "q",
              "{ name = third, key = q, db = 3 }",
              "{ name = last, key = q, db = 0 }",
              "{ name = p, pattern = \"jobs:*\", db = 3 }")) {
        Eventually.await(
            Duration.ofSeconds(30),
            "the search is complete",
            () ->
                exporter.scrape().value("redis_cluster_queue_pattern_complete", "pattern", "p")
                    == 1);
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(depth(page, "q")).isEqualTo(1);
          assertThat(depth(page, "third")).isEqualTo(3);
          assertThat(depth(page, "last")).isEqualTo(1);
          assertThat(depth(page, "jobs:right")).isEqualTo(2);
          assertThat(up(page, "third")).isEqualTo(1);
          assertThat(node(page, "third")).isEqualTo(node(page, "q"));
          assertThat(page.all("redis_cluster_queue_up")).hasSize(4);
          assertThat(page.all("redis_cluster_node_up")).hasSize(6);
          assertThat(errors(page)).isZero();
        }
      }
    }
  }
}
