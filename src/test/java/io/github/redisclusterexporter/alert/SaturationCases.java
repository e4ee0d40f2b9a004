package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.label;
import static io.github.redisclusterexporter.alert.Change.lead;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about connections, slow nodes and what cannot be restored. */
final class SaturationCases {
  private static final String NODE = "10.0.0.1:7000";

  private SaturationCases() {}

  static List<RuleSpec> all() {
    return List.of(
        connectionsNearLimit(),
        connectionsRejected(),
        connectionsRejectedUntilThereIsRoom(),
        mainThreadBusy(),
        latencyHigh(),
        nodeSlow(),
        snapshotTooOld(),
        persistenceFailed());
  }

  private static RuleSpec connectionsNearLimit() {
    return RuleSpec.of("RedisClusterConnectionsNearLimit")
        .label("node", NODE)
        .value("85%")
        .oneIsEnough()
        .series("redis_cluster_connected_clients{n1}", "300", "800")
        .series("redis_cluster_connected_replicas{n1}", "10", "10")
        .series("redis_cluster_bus_connections{n1}", "40", "40")
        .series("redis_cluster_max_clients{n1}", "1000", "1000")
        .silent("at 80 percent", hurt("redis_cluster_connected_clients", "750"))
        .fires(
            "at all of them",
            value("125%"),
            hurt("redis_cluster_c", "600"),
            hurt("redis_cluster_connected_replicas", "610"))
        .fires(
            "when one exporter tells of no replicas and of no nodes",
            second("redis_cluster_connected_replicas", "0", "0"),
            second("redis_cluster_bus_connections", "0", "0"))
        .silent(
            "when one exporter tells of a higher limit",
            second("redis_cluster_max_clients", "2000", "2000"));
  }

  private static RuleSpec rejected() {
    return RuleSpec.of("RedisClusterConnectionsRejected")
        .label("node", NODE)
        .before(24)
        .blur(1)
        .bridgesNothing()
        .oneIsEnough()
        .value("40")
        .series("redis_cluster_rejected_connections_total{n1}", "+0", "+5")
        .series("redis_cluster_connected_clients{n1}", "300", "950")
        .series("redis_cluster_max_clients{n1}", "1000", "1000");
  }

  private static RuleSpec connectionsRejected() {
    return rejected()
        .lasts(6 * 60)
        .linger(105)
        .endsSlowly()
        .fires(
            "for one rejection in two minutes",
            value("1"),
            hurt("redis_cluster_rejected_connections_total", "+0.1"))
        .silent(
            "when a node that was frozen refuses three of 10,000 connections",
            hurt("redis_cluster_rejected_connections_total", "3"),
            hurt("redis_cluster_connected_clients", "400"))
        .silent(
            "when it refuses once and is full",
            hurt("redis_cluster_rejected_connections_total", "9"))
        .silent("far below the limit", hurt("redis_cluster_connected_clients", "400"))
        .silent("at 80 percent", hurt("redis_cluster_connected_clients", "800"))
        .silent(
            "when one exporter tells of a higher limit",
            second("redis_cluster_max_clients", "2000", "2000"));
  }

  /** The limit is raised after ten minutes. */
  private static RuleSpec connectionsRejectedUntilThereIsRoom() {
    return rejected()
        .variant("until the limit is raised")
        .lasts(18 * 60)
        .ends(10 * 60)
        .hurt("redis_cluster_max_clients", "1000 64 2000");
  }

  private static RuleSpec mainThreadBusy() {
    return RuleSpec.of("RedisClusterMainThreadBusy")
        .label("node", NODE)
        .every(60)
        .before(0)
        .lead(240)
        .blur(1)
        .bridgesNothing()
        .oneIsEnough()
        .value("95%")
        .series("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"user\"}", "+6", "+48")
        .series("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"system\"}", "+6", "+9")
        .silent(
            "at 85 percent",
            hurt("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"user", "+42"))
        .fires(
            "at all of it",
            value("100%"),
            hurt("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"user", "+51"));
  }

  private static RuleSpec latencyHigh() {
    String bucket = "redis_cluster_command_latency_seconds_bucket{n1,cmd=\"get\",le=\"%s\"}";
    return RuleSpec.of("RedisClusterLatencyHigh")
        .label("node", NODE)
        .every(60)
        .before(0)
        .lead(240)
        .blur(1)
        .bridgesNothing()
        .series(bucket.formatted("0.001"), "+990", "+900")
        .series(bucket.formatted("0.01"), "+1000", "+980")
        .series(bucket.formatted("0.1"), "+1000", "+1000")
        .series(bucket.formatted("+Inf"), "+1000", "+1000")
        .series("redis_cluster_commands_processed_total{n1}", "+1000", "+660")
        .series("redis_cluster_slowlog_entries_total{n1}", "+1", "+29")
        .linger(180)
        .optional("redis_cluster_slowlog_entries_total")
        .silent("when nearly all are fast", hurt(bucket.formatted("0.01"), "+991"))
        .silent("just below a hundredth of a second", hurt(bucket.formatted("0.01"), "+990.5"))
        .fires("just above a hundredth of a second", hurt(bucket.formatted("0.01"), "+989.8"))
        .silent("where little happens", hurt("redis_cluster_commands_processed_total", "+600"))
        .silent(
            "when two commands are fast together",
            series(bucket.formatted("0.01").replace("get", "set"), "+2000", "+2000"),
            series(bucket.formatted("0.1").replace("get", "set"), "+2000", "+2000"),
            series(bucket.formatted("+Inf").replace("get", "set"), "+2000", "+2000"))
        .fires(
            "when one exporter counts fewer commands",
            second("redis_cluster_commands_processed_total", "+1000", "+100"))
        .fires(
            "when the slow log fills, of servers that do not tell more",
            lead(13 * 60),
            without("redis_cluster_command_latency_seconds_bucket"),
            hurt("redis_cluster_slowlog_entries_total", "+36"))
        .fires(
            "when the slow log of one server fills, as one of two exporters tells",
            lead(13 * 60),
            without("redis_cluster_command_latency_seconds_bucket"),
            hurt("redis_cluster_slowlog_entries_total", "+36"),
            second("redis_cluster_slowlog_entries_total", "+1", "+1"));
  }

  private static RuleSpec nodeSlow() {
    return RuleSpec.of("RedisClusterNodeSlow")
        .label("node", NODE)
        .value("600ms")
        .series("redis_cluster_exporter_probe_duration_seconds{n1}", "0.001", "0.6")
        .series("redis_cluster_exporter_probe_duration_seconds{n2}", "0.001", "0.001")
        .series("redis_cluster_node_up{n1,role=\"primary\"}", "1", "1")
        .silent("when it is down", hurt("redis_cluster_node_up", "0"))
        .fires("although one exporter gets no answer", second("redis_cluster_node_up", "1", "0"))
        .fires(
            "although a probe fails now and then",
            hurt("redis_cluster_node_up", "1 20 0 21 1 36 0 37 1"))
        .fires(
            "although the probes fail for almost five minutes",
            hurt("redis_cluster_node_up", "1 20 0 39 1"))
        .silent(
            "when the probes fail for five minutes, and then again",
            hurt("redis_cluster_node_up", "1 20 0 41 1 60 0 81 1"))
        .silent("at 0.3 seconds", hurt("redis_cluster_exporter_probe_duration_seconds{n1", "0.3"))
        .fires(
            "just above",
            value("310ms"),
            hurt("redis_cluster_exporter_probe_duration_seconds{n1", "0.31"));
  }

  private static RuleSpec snapshotTooOld() {
    String saved = "redis_cluster_rdb_last_save_timestamp_seconds";
    String changes = "redis_cluster_rdb_changes_since_last_save";
    return RuleSpec.of("RedisClusterSnapshotTooOld")
        .every(300)
        .before(2)
        .label("shard", "s1")
        .value("1d 2h 15m 0s")
        .later("1d 2h 20m 0s")
        .bridgesNothing()
        .series(saved + "{n1}", "-91800", "-93300")
        .series(saved + "{n4}", "-100", "-93300")
        .series(changes + "{n1}", "0", "5")
        .series(changes + "{n4}", "0", "0")
        .series("redis_cluster_node_info{n1,shard=\"s1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n4,shard=\"s1\",role=\"replica\"}", "1", "1")
        .silent("when a replica was saved", hurt(saved + "{n4", "-91500"))
        .silent("at 26 hours", hurt(saved, "-90600"))
        .silent("when nothing was written since", hurt(changes, "0"))
        .fires("for a single write", hurt(changes + "{n1", "1"))
        .fires(
            "although a node has changed its role",
            series("redis_cluster_node_info{n1,shard=\"s1\",role=\"x\"}", "1", "1"))
        .fires("when one exporter tells of no writes", second(changes, "0", "0"));
  }

  private static RuleSpec persistenceFailed() {
    return RuleSpec.of("RedisClusterPersistenceFailed")
        .label("node", NODE)
        .label("part", "snapshot")
        .oneIsEnough()
        .series("redis_cluster_rdb_last_save_success{n1}", "1", "0")
        .series("redis_cluster_rdb_last_save_success{n2}", "1", "1")
        .series("redis_cluster_aof_last_write_success{n1}", "1", "1")
        .series("redis_cluster_aof_last_rewrite_success{n1}", "1", "1")
        .optional("redis_cluster_aof_last_write_success", "redis_cluster_aof_last_rewrite_success")
        .fires(
            "when the append-only file cannot be written",
            label("part", "aof_write"),
            hurt("redis_cluster_rdb", "1"),
            hurt("redis_cluster_aof_last_write_success", "0"))
        .fires(
            "when the append-only file cannot be rewritten, as one of two exporters tells",
            label("part", "aof_rewrite"),
            hurt("redis_cluster_rdb", "1"),
            hurt("redis_cluster_aof_last_rewrite_success", "0"),
            second("redis_cluster_aof_last_rewrite_success", "1", "1"))
        .fires(
            "when the append-only file cannot be written, as one of two exporters tells",
            label("part", "aof_write"),
            hurt("redis_cluster_rdb", "1"),
            hurt("redis_cluster_aof_last_write_success", "0"),
            second("redis_cluster_aof_last_write_success", "1", "1"));
  }
}
