package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Facts about the cluster that no single node can tell. */
final class TopologyGroup {
  private TopologyGroup() {}

  static Group<ClusterSnapshot> group() {
    return Group.ofCluster(
            "topology",
            Collector.CLUSTER_NODES,
            Collector.CLUSTER_INFO,
            Collector.INFO,
            Collector.SHARD_ID)
        .gauge(
            "redis_cluster_slots_uncovered",
            "Slots that no reachable primary claims to own: their keys cannot be used"
                + " (CLUSTER NODES of every node, its line about itself).",
            snapshot -> OptionalDouble.of(snapshot.slotsUncovered()))
        .gauge(
            "redis_cluster_slots_conflicting",
            "Slots that more than one reachable primary serves"
                + " (CLUSTER NODES of every node, its line about itself).",
            whenUp(snapshot -> snapshot.slotsConflicting()))
        .gauge(
            "redis_cluster_slots_migrating",
            "Slots on their way out, over all primaries (CLUSTER NODES).",
            whenUp(snapshot -> snapshot.sumOverPrimaries(Line::migrating)))
        .gauge(
            "redis_cluster_slots_importing",
            "Slots on their way in, over all primaries (CLUSTER NODES).",
            whenUp(snapshot -> snapshot.sumOverPrimaries(Line::importing)))
        .gauge(
            "redis_cluster_views",
            "Different opinions among the reachable nodes on who owns which slots; 1 is agreement,"
                + " more for some seconds is normal after a failover (CLUSTER NODES).",
            whenUp(ClusterSnapshot::distinctViews))
        .gauge(
            "redis_cluster_failures_tolerated",
            List.of("unit"),
            "How many more of the unit may be lost, whichever they are, with a majority of the"
                + " primaries left and every slot served after failover; 0 when the next loss can"
                + " be an outage.",
            (snapshot, points) -> {
              for (FailureDomain unit : FailureDomain.values()) {
                snapshot
                    .failuresTolerated(unit)
                    .ifPresent(tolerated -> points.add(tolerated, unit.label()));
              }
            })
        .build();
  }

  /** What nobody was there to tell is not 0. */
  private static Function<ClusterSnapshot, OptionalDouble> whenUp(
      ToDoubleFunction<ClusterSnapshot> reader) {
    return snapshot ->
        snapshot.isUp()
            ? OptionalDouble.of(reader.applyAsDouble(snapshot))
            : OptionalDouble.empty();
  }
}
