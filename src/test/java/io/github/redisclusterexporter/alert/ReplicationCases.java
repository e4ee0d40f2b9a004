package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about what a failover would lose. */
final class ReplicationCases {
  private ReplicationCases() {}

  static List<RuleSpec> all() {
    return List.of(replicaLinkDown(), replicaLagging());
  }

  private static RuleSpec replicaLinkDown() {
    return RuleSpec.of("RedisClusterReplicaLinkDown")
        .label("node", "10.0.0.4:7000")
        .label("shard", "s1")
        .series("redis_cluster_node_info{n4,shard=\"s1\",role=\"replica\"}", "1", "1")
        .series("redis_cluster_node_info{n5,shard=\"s2\",role=\"replica\"}", "1", "1")
        .series("redis_cluster_replication_link_up{n4}", "1", "0")
        .series("redis_cluster_replication_link_up{n5}", "1", "1")
        .series("redis_cluster_replication_sync_in_progress{n4}", "0", "0")
        .optional("redis_cluster_replication_sync_in_progress")
        .silent("while it is copied", hurt("redis_cluster_replication_sync_in_progress", "1"))
        .silent(
            "while it is copied, as one of two exporters tells",
            hurt("redis_cluster_replication_sync_in_progress", "1"),
            second("redis_cluster_replication_sync_in_progress", "0", "0"));
  }

  private static RuleSpec replicaLagging() {
    return RuleSpec.of("RedisClusterReplicaLagging")
        .label("node", "10.0.0.4:7000")
        .series("redis_cluster_replication_lag_seconds{n4}", "1", "31")
        .series("redis_cluster_replication_lag_seconds{n5}", "1", "1")
        .series("redis_cluster_replication_lag_bytes{n4}", "0", "50")
        .series("redis_cluster_replication_backlog_bytes{n4}", "100", "100")
        .series("redis_cluster_replication_backlog_bytes{n5}", "0", "0")
        .series("redis_cluster_replication_lag_bytes{n5}", "0", "50")
        .optional("redis_cluster_replication_lag_bytes", "redis_cluster_replication_backlog_bytes")
        .silent("at 30 seconds", hurt("redis_cluster_replication_lag_seconds", "30"))
        .silent("at half of the backlog", without("redis_cluster_replication_lag_seconds"))
        .fires(
            "at 60 percent of the backlog",
            without("redis_cluster_replication_lag_seconds"),
            hurt("redis_cluster_replication_lag_bytes{n4", "60"))
        .silent(
            "when one exporter tells of fewer bytes",
            without("redis_cluster_replication_lag_seconds"),
            hurt("redis_cluster_replication_lag_bytes{n4", "60"),
            second("redis_cluster_replication_lag_bytes{n4", "0", "40"))
        .silent(
            "when one exporter tells of a longer backlog",
            without("redis_cluster_replication_lag_seconds"),
            hurt("redis_cluster_replication_lag_bytes{n4", "60"),
            second("redis_cluster_replication_backlog_bytes{n4", "200", "200"));
  }
}
