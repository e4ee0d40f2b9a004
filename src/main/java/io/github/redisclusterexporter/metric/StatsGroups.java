package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.clusterInfo;
import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoOnce;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Map;

/**
 * Metrics of a node that do not belong to a more specific group, most of them from the section
 * Stats of INFO.
 */
final class StatsGroups {
  private StatsGroups() {}

  static Group<Node> stats() {
    return group("stats")
        .counter("redis_cluster_commands_processed_total", info("total_commands_processed"))
        .help("Commands processed (INFO total_commands_processed).")
        .counter("redis_cluster_network_input_bytes_total", info("total_net_input_bytes"))
        .help("Bytes received from clients (INFO total_net_input_bytes).")
        .counter("redis_cluster_network_output_bytes_total", info("total_net_output_bytes"))
        .help("Bytes sent to clients (INFO total_net_output_bytes).")
        .counter("redis_cluster_keyspace_hits_total", info("keyspace_hits"))
        .help("Look-ups of keys that were there (INFO keyspace_hits).")
        .counter("redis_cluster_keyspace_misses_total", info("keyspace_misses"))
        .help("Look-ups of keys that were not there (INFO keyspace_misses).")
        .counter("redis_cluster_expired_keys_total", info("expired_keys"))
        .help("Keys removed because their time was over (INFO expired_keys).")
        .counter("redis_cluster_evicted_keys_total", info("evicted_keys"))
        .help("Keys removed because memory was full (INFO evicted_keys).")
        .counter("redis_cluster_error_replies_total", info("total_error_replies"))
        .help("Error replies sent (INFO total_error_replies).")
        .counter("redis_cluster_unexpected_error_replies_total", info("unexpected_error_replies"))
        .help(
            "Errors that should not happen: a replica failed to apply what its primary sent, or the"
                + " append-only file could not be loaded (INFO unexpected_error_replies).")
        .gauge("redis_cluster_lazyfree_pending_objects", info("lazyfree_pending_objects"))
        .help(
            "Values that are removed but whose memory is not yet free"
                + " (INFO lazyfree_pending_objects).")
        .build();
  }

  static Group<Node> acl() {
    return group("acl")
        .counter(
            "redis_cluster_acl_denied_total",
            List.of("reason"),
            labelled(
                Map.of(
                    "auth", info("acl_access_denied_auth"),
                    "command", info("acl_access_denied_cmd"),
                    "key", info("acl_access_denied_key"),
                    "channel", info("acl_access_denied_channel"),
                    "database", info("acl_access_denied_db"),
                    "tls_certificate", info("acl_access_denied_tls_cert"))))
        .help(
            "Logins that failed, and commands that the permissions of their user forbid, by what"
                + " was denied (INFO acl_access_denied_*).")
        .build();
  }

  /** What the server does inside, for those who know how. */
  static Group<Node> internals() {
    return Group.of("internals", Group.NODES, Collector.INFO, Collector.CLUSTER_INFO)
        .counter("redis_cluster_lazyfreed_objects_total", info("lazyfreed_objects"))
        .help("Values whose memory was freed in the background (INFO lazyfreed_objects).")
        .gauge("redis_cluster_memory_rehashing_bytes", info("mem_overhead_db_hashtable_rehashing"))
        .help(
            "Memory of tables of keys that are being replaced by larger or smaller ones, in bytes"
                + " (INFO mem_overhead_db_hashtable_rehashing).")
        .counter("redis_cluster_dump_payload_checks_total", info("dump_payload_sanitizations"))
        .help(
            "Values, of RESTORE for example, whose content the server checked in full"
                + " (INFO dump_payload_sanitizations).")
        .gauge("redis_cluster_migrate_cached_sockets", info("migrate_cached_sockets"))
        .help(
            "Connections to other servers that MIGRATE keeps for its next call"
                + " (INFO migrate_cached_sockets).")
        .gauge("redis_cluster_replication_previous_offset_bytes", infoOnce("second_repl_offset"))
        .help(
            "Position in the replication stream, in bytes, up to which replicas that know only the"
                + " previous replication id can continue without a full copy; absent before the"
                + " first change of the id (INFO second_repl_offset).")
        .counter(
            "redis_cluster_bus_pubsub_bytes_total",
            List.of("direction"),
            labelled(
                Map.of(
                    "received", clusterInfo("cluster_stats_pubsub_bytes_received"),
                    "sent", clusterInfo("cluster_stats_pubsub_bytes_sent"))))
        .help(
            "Part of the bytes of the cluster bus that is for messages of PUBLISH and SPUBLISH"
                + " (CLUSTER INFO cluster_stats_pubsub_bytes_*).")
        .counter(
            "redis_cluster_bus_module_bytes_total",
            List.of("direction"),
            labelled(
                Map.of(
                    "received", clusterInfo("cluster_stats_module_bytes_received"),
                    "sent", clusterInfo("cluster_stats_module_bytes_sent"))))
        .help(
            "Part of the bytes of the cluster bus that is for messages of modules"
                + " (CLUSTER INFO cluster_stats_module_bytes_*).")
        .build();
  }
}
