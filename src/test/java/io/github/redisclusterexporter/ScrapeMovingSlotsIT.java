package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** Slots move one by one, in the proper order, while the cluster is scraped. */
class ScrapeMovingSlotsIT {
  private static final int SLOTS = 2000;

  static Stream<RedisBinary> versions() {
    return RedisBinary.forTier();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void noPageShowsAFaultAndNoShardIsRenamed(RedisBinary redis) {
    // No node fails, also if a busy machine does not let it run.
    try (RedisCluster cluster =
            RedisCluster.builder().binary(redis).nodeTimeout(Duration.ofMinutes(5)).start();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      Set<String> names = shards(exporter.scrape());
      CompletableFuture<Void> moves = CompletableFuture.runAsync(() -> moveSlots(cluster));
      List<String> faults = new ArrayList<>();
      Set<String> allNames = new LinkedHashSet<>(names);
      int pages = 0;
      while (!moves.isDone()) {
        ScrapedPage page = exporter.scrape();
        pages++;
        allNames.addAll(shards(page));
        expect(page, "redis_cluster_slots_uncovered", 0, faults);
        expect(page, "redis_cluster_slots_conflicting", 0, faults);
        expect(page, "redis_cluster_up", 1, faults);
        page.all("redis_cluster_failures_tolerated", "unit", "node").stream()
            .filter(series -> series.value() != 1)
            .forEach(series -> faults.add(series.toString()));
      }
      moves.join();

      assertThat(faults).as("on %d pages", pages).isEmpty();
      assertThat(allNames).isEqualTo(names);
      assertThat(pages).isGreaterThan(20);
      assertThat(
              exporter.scrape().all("redis_cluster_shard_slots").stream()
                  .map(ScrapedPage.Series::value))
          .containsExactlyInAnyOrder(5461.0 - SLOTS, 5462.0 + SLOTS, 5461.0);
    }
  }

  private static void expect(ScrapedPage page, String name, double value, List<String> faults) {
    if (page.value(name) != value) {
      faults.add(name + " " + page.value(name));
    }
  }

  private static Set<String> shards(ScrapedPage page) {
    Set<String> names = new LinkedHashSet<>();
    page.all("redis_cluster_shard_serving")
        .forEach(series -> names.add(series.labels().get("shard")));
    return names;
  }

  private static void moveSlots(RedisCluster cluster) {
    RedisServer from = cluster.node(0);
    RedisServer to = cluster.node(1);
    String fromId = cluster.id(from);
    String toId = cluster.id(to);
    try (Connection source = from.client().connect();
        Connection target = to.client().connect()) {
      for (int slot = 0; slot < SLOTS; slot++) {
        setSlot(target, slot, "IMPORTING", fromId);
        setSlot(source, slot, "MIGRATING", toId);
        setSlot(target, slot, "NODE", toId);
        setSlot(source, slot, "NODE", toId);
      }
    }
  }

  private static void setSlot(Connection on, int slot, String state, String node) {
    on.sendCommand(Protocol.Command.CLUSTER, "SETSLOT", String.valueOf(slot), state, node);
    assertThat(on.getStatusCodeReply()).isEqualTo("OK");
  }
}
