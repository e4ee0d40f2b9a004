package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoFirst;
import static io.github.redisclusterexporter.metric.InfoReaders.infoIs;
import static io.github.redisclusterexporter.metric.InfoReaders.infoOnce;
import static io.github.redisclusterexporter.metric.InfoReaders.infoRatio;
import static io.github.redisclusterexporter.metric.InfoReaders.isPositive;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;
import static io.github.redisclusterexporter.metric.InfoReaders.onPrimaries;
import static io.github.redisclusterexporter.metric.InfoReaders.onReplicas;
import static io.github.redisclusterexporter.metric.InfoReaders.only;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.NumberKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Metrics of a node from the section Replication of INFO, and resyncs from the section Stats. */
final class ReplicationGroups {
  private ReplicationGroups() {}

  static Group<Node> replication() {
    return group("replication")
        .gauge("redis_cluster_replication_link_up", onReplicas(infoIs("master_link_status", "up")))
        .help("On replicas: 1 when the link to the primary is up (INFO master_link_status).")
        .gauge(
            "redis_cluster_replication_sync_in_progress",
            onReplicas(info("master_sync_in_progress", NumberKind.FLAG)))
        .help(
            "On replicas: 1 while a full copy of the primary's dataset is being received"
                + " (INFO master_sync_in_progress).")
        .gauge(
            "redis_cluster_replication_offset_bytes",
            node -> info(isReplica(node) ? "slave_repl_offset" : "master_repl_offset").apply(node))
        .help(
            "Position in the replication stream, in bytes: on primaries what was written, on"
                + " replicas what was applied (INFO master_repl_offset, slave_repl_offset).")
        .gauge("redis_cluster_replication_lag_bytes", lag(lag -> OptionalDouble.of(lag.bytes())))
        .help(
            "On replicas: bytes of the primary's replication stream that the replica has not"
                + " applied; absent when the two were not measured in this scrape or do not share"
                + " a history (INFO of the primary, then of the replica).")
        .gauge("redis_cluster_replication_lag_seconds", lag(Node.ReplicationLag::seconds))
        .help(
            "On replicas: age of the data, in seconds: the time since the primary's stream was at"
                + " the position of the replica. Absent when the lag in bytes is absent, and after"
                + " the first measurement if the replica is behind.")
        .gauge("redis_cluster_replication_backlog_bytes", info("repl_backlog_size"))
        .help(
            "Size of the replication backlog, in bytes; a replica that is behind by more needs a"
                + " full copy when its link breaks (INFO repl_backlog_size).")
        .counter("redis_cluster_full_resyncs_total", info("sync_full"))
        .help("Full copies of the dataset given to replicas (INFO sync_full).")
        .counter(
            "redis_cluster_partial_resyncs_total",
            List.of("result"),
            labelled(
                Map.of("accepted", info("sync_partial_ok"), "refused", info("sync_partial_err"))))
        .help(
            "Requests of replicas to continue after a broken link; one that is refused becomes a"
                + " full copy (INFO sync_partial_ok, sync_partial_err).")
        .gauge(
            "redis_cluster_replication_last_io_seconds",
            onReplicas(infoOnce("master_last_io_seconds_ago")))
        .help(
            "On replicas: time since the primary last sent something, in seconds; absent while the"
                + " link is down (INFO master_last_io_seconds_ago).")
        .gauge(
            "redis_cluster_replication_backlog_history_bytes",
            onPrimaries(info("repl_backlog_histlen")))
        .help(
            "On primaries: how much of the replication stream is in the backlog, in bytes"
                + " (INFO repl_backlog_histlen).")
        .counter(
            "redis_cluster_replication_network_bytes_total",
            List.of("direction"),
            labelled(
                Map.of(
                    "input", info("total_net_repl_input_bytes"),
                    "output", info("total_net_repl_output_bytes"))))
        .help(
            "Bytes received from the primary, and sent to replicas"
                + " (INFO total_net_repl_input_bytes, total_net_repl_output_bytes).")
        .gauge("redis_cluster_replication_sync_progress_ratio", syncProgress())
        .help(
            "On replicas, while a full copy is received: the part that has arrived; absent when the"
                + " size is unknown (INFO master_sync_perc).")
        .gauge(
            "redis_cluster_replication_async_loading",
            onReplicas(info("async_loading", NumberKind.FLAG)))
        .help(
            "On replicas: 1 while a full copy is loaded and the old data is still served"
                + " (INFO async_loading).")
        .gauge("redis_cluster_replica_priority", onReplicas(info("slave_priority")))
        .help(
            "On replicas: their priority in a failover by Sentinel, lowest first; 0 excludes them"
                + " (INFO slave_priority).")
        .gauge(
            "redis_cluster_replica_read_only", onReplicas(info("slave_read_only", NumberKind.FLAG)))
        .help("On replicas: 1 when they refuse writes of clients (INFO slave_read_only).")
        .gauge(
            "redis_cluster_replicas_waiting_resync",
            onPrimaries(info("replicas_waiting_psync", NumberKind.CONNECTIONS)))
        .help(
            "On primaries: replicas that receive a full copy over a second connection and have not"
                + " yet asked for the stream (INFO replicas_waiting_psync).")
        .gauge(
            "redis_cluster_replication_sync_buffer_bytes",
            onReplicas(infoFirst("replicas_repl_buffer_size", "replica_full_sync_buffer_size")))
        .help(
            "On replicas: what the primary has sent since the full copy began and the replica"
                + " cannot apply yet, in bytes (INFO replicas_repl_buffer_size,"
                + " replica_full_sync_buffer_size).")
        .gauge(
            "redis_cluster_replication_sync_buffer_peak_bytes",
            onReplicas(infoFirst("replicas_repl_buffer_peak", "replica_full_sync_buffer_peak")))
        .help(
            "On replicas: the most that this buffer has held, in bytes"
                + " (INFO replicas_repl_buffer_peak, replica_full_sync_buffer_peak).")
        .build();
  }

  /** According to the node itself, in this scrape. */
  private static boolean isReplica(Node node) {
    return node.info().map(Role::of).equals(Optional.of(Role.REPLICA));
  }

  private static Function<Node, OptionalDouble> lag(
      Function<Node.ReplicationLag, OptionalDouble> part) {
    return node -> node.lag().map(part).orElseGet(OptionalDouble::empty);
  }

  /** Without the size of the copy, the server writes 0. */
  private static Function<Node, OptionalDouble> syncProgress() {
    return onReplicas(
        only(
            isPositive("master_sync_in_progress").and(isPositive("master_sync_total_bytes")),
            infoRatio("master_sync_perc")));
  }
}
