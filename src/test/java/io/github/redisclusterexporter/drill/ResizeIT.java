package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.Checked;
import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster grows and shrinks under load, and no page shows a fault meanwhile. */
class ResizeIT {
  /** Long, because a node that a busy machine does not let run has not failed. */
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(15);

  /** Slots that the new shard gets at first. */
  private static final int SLOTS = Tier.choose("drills.slots", 200, 600);

  /** Slots of one atomic migration. */
  private static final int BATCH = 128;

  /** The weight of the new shard, of which that of each other one is 1. */
  private static final double WEIGHT = Tier.current() == Tier.FULL ? 0.25 : 0.07;

  static Stream<RedisBinary> versions() {
    return RedisBinary.forTier();
  }

  @ParameterizedTest
  @MethodSource("versions")
  @Timeout(1800)
  void addNodeReshardRebalanceDrainAndDelNode(RedisBinary redis) {
    if (!RedisCli.isAvailable()) {
      MissingTools.report("redis-cli", "a cluster that grows and shrinks");
      return;
    }
    try (RedisCluster cluster =
            RedisCluster.builder().binary(redis).nodeTimeout(NODE_TIMEOUT).start();
        RedisServer primary = fresh(redis);
        RedisServer replica = fresh(redis);
        Writes writes = Writes.start(cluster.addresses());
        TestExporter exporter = TestExporter.start(seeds(cluster));
        WatchedPages pages = WatchedPages.start(exporter)) {
      Set<String> names = WatchedPages.shardsOf(exporter.scrape());
      ClusterOperator operator = new ClusterOperator(cluster);
      String id = cluster.id(primary);
      String replicaId = cluster.id(replica);

      operator.addPrimary(primary);
      operator.addReplica(replica, id);
      pages.await("the new shard has a replica", page -> replicasWithLink(page) == 4);

      operator.move(cluster.id(cluster.node(0)), id, SLOTS);
      pages.await("the new shard is there", page -> WatchedPages.shardsOf(page).size() == 4);
      Set<String> grown = WatchedPages.shardsOf(exporter.scrape());
      assertThat(grown).containsAll(names);
      operator.rebalance(id, WEIGHT);
      int slots = slotsOf(primary);
      assertThat(slots).isGreaterThan(SLOTS);

      if (redis.isValkey()) {
        // Valkey 8.1 hangs for five seconds when such a replica connects to its new primary.
        pages.exempt(replicaId);
      }
      operator.move(id, cluster.id(cluster.node(1)), slots);
      pages.await("the shard is drained", page -> WatchedPages.shardsOf(page).equals(names));
      assertThat(slotsOf(primary)).isZero();
      operator.remove(replica);
      operator.remove(primary);
      pages.await("the nodes are gone", page -> page.all("redis_cluster_node_up").size() == 6);

      assertThat(pages.faults()).as("on %d pages", pages.count()).isEmpty();
      assertThat(pages.shards()).isEqualTo(grown);
      assertThat(writes.count()).as("last failure: %s", writes.lastFailure()).isPositive();
      Checked check = Checked.of(seeds(cluster));
      assertThat(check.code()).as(check.text()).isZero();
    }
  }

  static Stream<RedisBinary> versionsWithAtomicMigrations() {
    return RedisBinary.versions().filter(redis -> redis.isAtLeast(9));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("versionsWithAtomicMigrations")
  @Timeout(1200)
  void aShardIsDrainedByAtomicMigrations(RedisBinary redis) {
    try (RedisCluster cluster =
            RedisCluster.builder().primaries(4).binary(redis).nodeTimeout(NODE_TIMEOUT).start();
        Writes writes = Writes.start(cluster.addresses());
        TestExporter exporter = TestExporter.start(seeds(cluster));
        WatchedPages pages = WatchedPages.start(exporter)) {
      Set<String> names = WatchedPages.shardsOf(exporter.scrape());
      RedisServer from = cluster.node(0);
      pages.await("no slot moves", page -> page.has("redis_cluster_slots_migrating"));
      from.command("DEBUG", "SLOTMIGRATION", "PREVENT-PAUSE", "1");
      migrate(cluster, 0, BATCH - 1);
      pages.await(
          "the numbers of moving slots are omitted",
          page ->
              !page.has("redis_cluster_slots_migrating")
                  && !page.has("redis_cluster_slots_importing"));
      from.command("DEBUG", "SLOTMIGRATION", "PREVENT-PAUSE", "0");
      awaitMigrated(cluster, BATCH - 1);
      pages.await("no slot moves", page -> page.has("redis_cluster_slots_migrating"));

      for (int first = BATCH; first < RedisCluster.SLOTS / 4; first += BATCH) {
        migrate(cluster, first, first + BATCH - 1);
        awaitMigrated(cluster, first + BATCH - 1);
      }
      pages.await("the shard is drained", page -> WatchedPages.shardsOf(page).size() == 3);

      assertThat(pages.faults()).as("on %d pages", pages.count()).isEmpty();
      assertThat(pages.shards()).isEqualTo(names);
      assertThat(writes.count()).as("last failure: %s", writes.lastFailure()).isPositive();
    }
  }

  private static void migrate(RedisCluster cluster, int first, int last) {
    cluster
        .node(0)
        .command(
            "CLUSTER",
            "MIGRATESLOTS",
            "SLOTSRANGE",
            Integer.toString(first),
            Integer.toString(last),
            "NODE",
            cluster.id(cluster.node(1)));
  }

  private static void awaitMigrated(RedisCluster cluster, int slot) {
    Eventually.await(
        "both nodes agree on slot " + slot,
        () ->
            RedisCluster.ownerOf(slot, List.of(cluster.node(0))).isEmpty()
                && RedisCluster.ownerOf(slot, List.of(cluster.node(1))).isPresent());
  }

  private static RedisServer fresh(RedisBinary redis) {
    return RedisServer.builder(redis)
        .directive("cluster-enabled yes")
        .directive("cluster-node-timeout " + NODE_TIMEOUT.toMillis())
        .directive("repl-diskless-sync-delay 0")
        .start();
  }

  private static Map<String, String> seeds(RedisCluster cluster) {
    return Map.of("REDIS_CLUSTER_NODES", TestExporter.nodes(cluster.addresses()));
  }

  private static long replicasWithLink(ScrapedPage page) {
    return page.all("redis_cluster_replication_link_up").stream()
        .filter(series -> series.value() == 1)
        .count();
  }

  private static int slotsOf(RedisServer primary) {
    return primary
        .text("CLUSTER", "NODES")
        .lines()
        .filter(line -> line.contains("myself"))
        .flatMap(line -> Stream.of(line.split(" ", -1)).skip(8))
        .mapToInt(ResizeIT::countSlots)
        .sum();
  }

  private static int countSlots(String range) {
    String[] ends = range.split("-", 2);
    return Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
  }
}
