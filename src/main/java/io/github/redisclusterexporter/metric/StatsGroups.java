package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;

import io.github.redisclusterexporter.cluster.Node;
import java.util.List;
import java.util.Map;

/** Metrics of a node from the section Stats of INFO that do not belong to a more specific group. */
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
}
