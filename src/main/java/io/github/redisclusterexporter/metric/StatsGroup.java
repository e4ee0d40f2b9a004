package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;

/** What a node has done since it started. */
final class StatsGroup {
  private StatsGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("stats", Collector.CLUSTER_NODES, Collector.INFO)
        .counter(
            "redis_cluster_commands_processed_total",
            "Commands processed (INFO total_commands_processed).",
            info("total_commands_processed"))
        .counter(
            "redis_cluster_network_input_bytes_total",
            "Bytes received from clients (INFO total_net_input_bytes).",
            info("total_net_input_bytes"))
        .counter(
            "redis_cluster_network_output_bytes_total",
            "Bytes sent to clients (INFO total_net_output_bytes).",
            info("total_net_output_bytes"))
        .counter(
            "redis_cluster_keyspace_hits_total",
            "Look-ups of keys that were there (INFO keyspace_hits).",
            info("keyspace_hits"))
        .counter(
            "redis_cluster_keyspace_misses_total",
            "Look-ups of keys that were not there (INFO keyspace_misses).",
            info("keyspace_misses"))
        .counter(
            "redis_cluster_expired_keys_total",
            "Keys removed because their time was over (INFO expired_keys).",
            info("expired_keys"))
        .counter(
            "redis_cluster_evicted_keys_total",
            "Keys removed because memory was full (INFO evicted_keys).",
            info("evicted_keys"))
        .counter(
            "redis_cluster_error_replies_total",
            "Error replies sent (INFO total_error_replies).",
            info("total_error_replies"))
        .build();
  }
}
