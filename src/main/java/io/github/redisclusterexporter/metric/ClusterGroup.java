package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.node.Collector;
import java.util.OptionalDouble;

/** Whether the cluster is there, and what its nodes say of the whole. */
final class ClusterGroup {
  private ClusterGroup() {}

  static Group<ClusterSnapshot> group() {
    return Group.ofCluster("cluster", Collector.CLUSTER_NODES, Collector.CLUSTER_INFO)
        .gauge(
            "redis_cluster_up",
            "1 when at least one node answered with its view of the cluster, else 0"
                + " (CLUSTER NODES).",
            snapshot -> OptionalDouble.of(snapshot.isUp() ? 1 : 0))
        .gauge(
            "redis_cluster_state",
            "1 when every reachable primary with slots finds the cluster ok, one that was replaced"
                + " and does not know it left out; 0 when one does not or none is reachable; absent"
                + " when one does not tell and none finds it failed (CLUSTER INFO cluster_state).",
            ClusterSnapshot::state)
        .gauge(
            "redis_cluster_known_nodes",
            "Nodes that the view with the highest epoch knows, those that it is just meeting and"
                + " dead ones included (CLUSTER INFO cluster_known_nodes).",
            snapshot -> snapshot.newestClusterInfo("cluster_known_nodes"))
        .gauge(
            "redis_cluster_size",
            "Primaries with slots in the view with the highest epoch (CLUSTER INFO cluster_size).",
            snapshot -> snapshot.newestClusterInfo("cluster_size"))
        .gauge(
            "redis_cluster_slots_assigned",
            "Slots with an owner, the lowest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_assigned).",
            snapshot -> snapshot.lowestClusterInfo("cluster_slots_assigned"))
        .gauge(
            "redis_cluster_slots_ok",
            "Slots whose owner is not flagged, the lowest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_ok).",
            snapshot -> snapshot.lowestClusterInfo("cluster_slots_ok"))
        .gauge(
            "redis_cluster_slots_pfail",
            "Slots whose owner is suspected to have failed, the highest number that any reachable"
                + " node tells (CLUSTER INFO cluster_slots_pfail).",
            snapshot -> snapshot.highestClusterInfo("cluster_slots_pfail"))
        .gauge(
            "redis_cluster_slots_fail",
            "Slots whose owner has failed, the highest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_fail).",
            snapshot -> snapshot.highestClusterInfo("cluster_slots_fail"))
        .gauge(
            "redis_cluster_current_epoch",
            "Highest epoch that any reachable node has seen; elections and moved slots raise it"
                + " (CLUSTER INFO cluster_current_epoch).",
            snapshot -> snapshot.highestClusterInfo("cluster_current_epoch"))
        .build();
  }
}
