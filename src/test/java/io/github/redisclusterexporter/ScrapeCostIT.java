package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.ServerCollectors;
import io.github.redisclusterexporter.testing.ServerWatch;
import io.github.redisclusterexporter.testing.ServerWatch.Doings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What scrapes do to the servers, by the servers' own count. */
@Tag("timing")
class ScrapeCostIT {
  private static final int SCRAPES = 10;

  static Stream<RedisBinary> binaries() {
    return RedisBinary.versions();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void aScrapeIsOnePipelineOnAKeptConnection(RedisBinary binary) {
    try (RedisCluster cluster =
            RedisCluster.builder()
                .binary(binary)
                // Replication's own traffic would be counted among the reads.
                .directive("repl-ping-replica-period 3600")
                .start();
        TestExporter exporter = TestExporter.unwatched(cluster.node(0).address())) {
      exporter.scrape();
      assertCost(
          cluster, exporter, "/metrics", 1, ServerCollectors.callsPerScrape(cluster.node(0)));
      assertCost(
          cluster,
          exporter,
          "/metrics?name[]=redis_cluster_memory_bytes&name[]=redis_cluster_keys",
          1,
          Map.of(binary.isAtLeast(7) ? "cluster|nodes" : "cluster", 1, "info", 1));
      assertCost(
          cluster,
          exporter,
          "/metrics?name[]=redis_cluster_slots_ok",
          1,
          binary.isAtLeast(7)
              ? Map.of("cluster|nodes", 1, "cluster|info", 1)
              : Map.of("cluster", 2));
      assertCost(
          cluster, exporter, "/metrics?name[]=redis_cluster_exporter_build_info", 0, Map.of());
      assertCost(cluster, exporter, "/metrics?name[]=no_such_metric", 0, Map.of());
    }
  }

  /** What happens between scrapes, as docs say: one INFO a look, of the primary alone. */
  @ParameterizedTest
  @MethodSource("binaries")
  void theWatchAsksEachPrimaryOneThingOnTheSameConnection(RedisBinary binary) {
    try (RedisCluster cluster =
            RedisCluster.builder()
                .binary(binary)
                .directive("repl-ping-replica-period 3600")
                .start();
        TestExporter exporter =
            TestExporter.start(
                Map.of("REDIS_CLUSTER_NODES", cluster.node(0).address().toString()),
                Map.of("scrape.watch-interval", "100ms"))) {
      exporter.scrape();
      try (ServerWatch primary = ServerWatch.on(cluster.node(0));
          ServerWatch replica = ServerWatch.on(cluster.node(3))) {
        long[] looks = {0};
        Eventually.await(
            Duration.ofSeconds(20),
            "the watch has looked some times",
            () -> {
              Doings doings = primary.doings();
              looks[0] += doings.calls().getOrDefault("info", 0L);
              assertThat(doings.connections()).isZero();
              assertThat(doings.calls().keySet()).isSubsetOf("info");
              return looks[0] >= SCRAPES;
            });
        assertThat(replica.doings().connections()).isZero();
        assertThat(replica.doings().calls()).isEmpty();
      }
    }
  }

  private static void assertCost(
      RedisCluster cluster,
      TestExporter exporter,
      String path,
      int readsPerScrape,
      Map<String, Integer> callsPerScrape) {
    List<ServerWatch> watches = cluster.nodes().stream().map(ServerWatch::on).toList();
    try {
      for (int i = 0; i < SCRAPES; i++) {
        assertThat(exporter.get(path).status()).isEqualTo(200);
      }
      for (ServerWatch watch : watches) {
        Doings doings = watch.doings();
        assertThat(doings.connections()).as(path).isZero();
        assertThat(doings.reads()).as(path).isEqualTo((long) SCRAPES * readsPerScrape);
        assertThat(doings.calls()).as(path).hasSameSizeAs(callsPerScrape);
        callsPerScrape.forEach(
            (command, calls) ->
                assertThat(doings.calls()).as(path).containsEntry(command, (long) SCRAPES * calls));
      }
    } finally {
      watches.forEach(ServerWatch::close);
    }
  }
}
