package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;
import static io.github.redisclusterexporter.metric.NodeReaders.infoIs;
import static io.github.redisclusterexporter.metric.NodeReaders.isReplica;
import static io.github.redisclusterexporter.metric.NodeReaders.onReplicas;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import java.util.OptionalDouble;
import java.util.function.Function;

/** How replicas follow their primaries. */
final class ReplicationGroup {
  private ReplicationGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("replication", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_replication_link_up",
            "On replicas: 1 when the link to the primary is up (INFO master_link_status).",
            onReplicas(infoIs("master_link_status", "up")))
        .gauge(
            "redis_cluster_replication_sync_in_progress",
            "On replicas: 1 while a full copy of the primary's dataset is being received"
                + " (INFO master_sync_in_progress).",
            onReplicas(info("master_sync_in_progress")))
        .gauge(
            "redis_cluster_replication_offset_bytes",
            "Position in the replication stream, in bytes: on primaries what was written, on"
                + " replicas what was applied (INFO master_repl_offset, slave_repl_offset).",
            node -> info(isReplica(node) ? "slave_repl_offset" : "master_repl_offset").apply(node))
        .gauge(
            "redis_cluster_replication_lag_bytes",
            "On replicas: bytes of the primary's replication stream that the replica has not"
                + " applied; absent when the two were not measured in this scrape or do not share"
                + " a history (INFO of the primary, then of the replica).",
            lag(lag -> OptionalDouble.of(lag.bytes())))
        .gauge(
            "redis_cluster_replication_lag_seconds",
            "On replicas: how old the data is, in seconds, by when the primary's stream had reached"
                + " what the replica has; absent when the lag in bytes is, and while the stream was"
                + " looked at only once and the replica is behind.",
            lag(Node.ReplicationLag::seconds))
        .gauge(
            "redis_cluster_replication_backlog_bytes",
            "Size of the replication backlog, in bytes; a replica that is behind by more needs a"
                + " full copy when its link breaks (INFO repl_backlog_size).",
            info("repl_backlog_size"))
        .counter(
            "redis_cluster_full_resyncs_total",
            "Full copies of the dataset given to replicas (INFO sync_full).",
            info("sync_full"))
        .build();
  }

  private static Function<Node, OptionalDouble> lag(
      Function<Node.ReplicationLag, OptionalDouble> part) {
    return node -> node.lag().map(part).orElseGet(OptionalDouble::empty);
  }
}
