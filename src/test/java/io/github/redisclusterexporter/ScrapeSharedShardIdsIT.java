package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replicas are reset, which keeps their shard id from 7.2 to 8.0, and get slots of their old
 * primaries.
 */
class ScrapeSharedShardIdsIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  static Stream<RedisBinary> versions() {
    return RedisBinary.forTier();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void eachPrimaryIsAShardOfItsOwn(RedisBinary redis) {
    try (RedisCluster cluster = RedisCluster.builder().binary(redis).start();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      Set<String> before = shards(exporter.scrape());
      for (RedisServer replica : cluster.replicas()) {
        becomePrimary(cluster, replica, cluster.primaryOf(replica));
      }
      cluster.awaitHealthy();
      for (int i = 0; i < 3; i++) {
        for (int slot = i * 5462; slot < i * 5462 + 3; slot++) {
          moveSlot(cluster, slot, cluster.node(i), cluster.node(i + 3));
        }
      }
      Eventually.await(BOUND, "six shards", () -> shards(exporter.scrape()).size() == 6);
      assertThat(shards(exporter.scrape())).containsAll(before);
      assertThat(slots(exporter.scrape())).isEqualTo(RedisCluster.SLOTS);
      assertThat(serving(exporter.scrape())).isEqualTo(6);
      try (TestExporter other = TestExporter.of(cluster.node(1).address())) {
        assertThat(serving(other.scrape())).isEqualTo(6);
        assertThat(slots(other.scrape())).isEqualTo(RedisCluster.SLOTS);
        if (redis.isAtLeast(7, 2)) {
          assertThat(shards(other.scrape())).isEqualTo(shards(exporter.scrape()));
        }
      }

      cluster.node(3).kill();
      assertThat(serving(exporter.scrape())).isEqualTo(5);
      assertThat(exporter.scrape().all("redis_cluster_shard_serving")).hasSize(6);
      assertThat(exporter.scrape().value("redis_cluster_slots_uncovered")).isEqualTo(3);
      cluster.node(3).restart();
      cluster.awaitHealthy();

      RedisServer replica = cluster.addNode();
      replica.command("CLUSTER", "REPLICATE", cluster.id(cluster.node(1)));
      cluster.awaitHealthy();
      Set<String> names = shards(exporter.scrape());
      cluster.node(1).kill();
      Eventually.await(
          BOUND,
          "the failover has its duration",
          () -> exporter.scrape().value("redis_cluster_failover_duration_seconds_count") == 1);
      assertThat(serving(exporter.scrape())).isEqualTo(6);
      assertThat(shards(exporter.scrape())).isEqualTo(names);
    }
  }

  private static void becomePrimary(RedisCluster cluster, RedisServer replica, RedisServer other) {
    replica.command("CLUSTER", "RESET", "SOFT");
    replica.command(
        "CLUSTER", "MEET", other.address().host(), Integer.toString(other.address().port()));
    Eventually.await(
        BOUND,
        "all know " + replica + " as a primary",
        () ->
            cluster.nodes().stream()
                .allMatch(
                    node ->
                        node.text("CLUSTER", "NODES")
                            .lines()
                            .filter(line -> line.startsWith(cluster.id(replica)))
                            .anyMatch(line -> line.contains("master"))));
  }

  private static void moveSlot(RedisCluster cluster, int slot, RedisServer from, RedisServer to) {
    String number = Integer.toString(slot);
    to.command("CLUSTER", "SETSLOT", number, "IMPORTING", cluster.id(from));
    from.command("CLUSTER", "SETSLOT", number, "MIGRATING", cluster.id(to));
    to.command("CLUSTER", "SETSLOT", number, "NODE", cluster.id(to));
    from.command("CLUSTER", "SETSLOT", number, "NODE", cluster.id(to));
  }

  private static Set<String> shards(ScrapedPage page) {
    return page.all("redis_cluster_shard_serving").stream()
        .map(series -> series.labels().get("shard"))
        .collect(Collectors.toSet());
  }

  private static double serving(ScrapedPage page) {
    return sum(page, "redis_cluster_shard_serving");
  }

  private static double slots(ScrapedPage page) {
    return sum(page, "redis_cluster_shard_slots");
  }

  private static double sum(ScrapedPage page, String name) {
    return page.all(name).stream().mapToDouble(ScrapedPage.Series::value).sum();
  }
}
