package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.cluster.SlotMap;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.testing.CapturedCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The texts of the topology, shards and failovers groups. */
class ClusterGroupsTest {

  private static String page(Group<?> group, ClusterSnapshot snapshot) {
    return Exposition.of(List.of(group), Exposition.scrape(snapshot, Exposition.ONE_FAILOVER))
        .ofTheWhole();
  }

  @Test
  void theTopologyOfSixNodes() {
    assertThat(page(ClusterGroups.topology(), CapturedCluster.scrape(Collector.all()).snapshot()))
        .isEqualTo(
            """
            redis_cluster_failures_tolerated{unit="host"} 1.0
            redis_cluster_failures_tolerated{unit="node"} 1.0
            redis_cluster_slots_conflicting 0.0
            redis_cluster_slots_importing 0.0
            redis_cluster_slots_migrating 0.0
            redis_cluster_slots_uncovered 0.0
            redis_cluster_views 1.0
            """);
  }

  private static SlotMap uncovered(int count) {
    return new SlotMap(
        Map.of(), new SlotRanges(List.of(new SlotRanges.Range(0, count - 1))), SlotRanges.NONE);
  }

  @Test
  void whatNobodyIsThereToTellIsAbsent() {
    ClusterSnapshot dead =
        new ClusterSnapshot(List.of(Nodes.down("primary")), List.of(), uncovered(16384), false);

    assertThat(page(ClusterGroups.topology(), dead)).isBlank();
  }

  @Test
  void aShardThatNobodyServes() {
    Shard lost = new Shard("slot-0", OptionalInt.empty(), Optional.empty(), List.of());
    Shard served =
        new Shard(
            "slot-5461", OptionalInt.of(9), Optional.of(Nodes.primary()), List.of(Nodes.replica()));

    assertThat(
            page(
                ClusterGroups.shards(),
                new ClusterSnapshot(List.of(), List.of(lost, served), uncovered(9), false)))
        .isEqualTo(
            """
            redis_cluster_shard_healthy_replicas{shard="slot-0"} 0.0
            redis_cluster_shard_healthy_replicas{shard="slot-5461"} 1.0
            redis_cluster_shard_serving{shard="slot-0"} 0.0
            redis_cluster_shard_serving{shard="slot-5461"} 1.0
            redis_cluster_shard_slots{shard="slot-5461"} 9.0
            """);
  }

  @Test
  void aFailover() {
    assertThat(page(ClusterGroups.failovers(), Exposition.snapshot()))
        .contains(
            "redis_cluster_failovers_total{type=\"manual\"} 1.0\n",
            "redis_cluster_failovers_total{type=\"automatic\"} 0.0\n",
            "redis_cluster_last_failover_timestamp_seconds 1.5778368005E9\n",
            "redis_cluster_failover_duration_seconds_bucket{le=\"1.0\"} 0\n",
            "redis_cluster_failover_duration_seconds_bucket{le=\"2.0\"} 1\n",
            "redis_cluster_failover_duration_seconds_sum 1.5\n");
  }

  @Test
  void withoutTheWatchThereIsNoDuration() {
    assertThat(
            Exposition.of(
                    List.of(ClusterGroups.failovers()), Exposition.scrape(Exposition.snapshot()))
                .text())
        .doesNotContain("duration");
  }
}
