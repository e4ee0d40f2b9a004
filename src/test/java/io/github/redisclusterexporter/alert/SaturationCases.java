package io.github.redisclusterexporter.alert;

import java.util.List;

/** Cases of the alerts about what runs out, and about what cannot be restored. */
final class SaturationCases {
  private static final String NODE = "10.0.0.1:7000";
  private static final String INFO =
      "redis_cluster_node_info{n1,role=\"primary\",maxmemory_policy=\"%s\"}";

  private SaturationCases() {}

  static List<RuleSpec> all() {
    return List.of(
        memoryExhausted(),
        memoryNearLimit(),
        memoryFillingUp(),
        machineMemoryLow(),
        connectionsNearLimit(),
        connectionsRejected(),
        mainThreadBusy(),
        latencyHigh(),
        nodeSlow(),
        snapshotTooOld(),
        persistenceFailed());
  }

  private static RuleSpec memory(String alert, String hurt, String value) {
    return RuleSpec.of(alert)
        .value(value)
        .label("node", NODE)
        .series("redis_cluster_memory_bytes{n1}", "410", hurt)
        .series("redis_cluster_memory_not_counted_bytes{n1}", "10", "10")
        .series("redis_cluster_memory_max_bytes{n1}", "1000", "1000")
        .series(INFO.formatted("noeviction"), "1", "1")
        .silent("without a limit", spec -> spec.always("redis_cluster_memory_max_bytes", "0"))
        .silent(
            "where all keys can be evicted",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("allkeys-lru"), "1", "1"))
        .silent(
            "where keys with a time to live can be evicted",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("volatile-lru"), "1", "1")
                    .series("redis_cluster_keys{n1,db=\"0\"}", "1000", "1000")
                    .series("redis_cluster_keys_expiring{n1,db=\"0\"}", "51", "51"))
        .fires(
            "where hardly any key has a time to live",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("volatile-lru"), "1", "1")
                    .series("redis_cluster_keys{n1,db=\"0\"}", "1000", "1000")
                    .series("redis_cluster_keys_expiring{n1,db=\"0\"}", "50", "50"))
        .fires(
            "where keys of one database have a time to live, and more have none",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("volatile-ttl"), "1", "1")
                    .series("redis_cluster_keys{n1,db=\"0\"}", "20", "20")
                    .series("redis_cluster_keys{n1,db=\"1\"}", "980", "980")
                    .series("redis_cluster_keys_expiring{n1,db=\"0\"}", "20", "20")
                    .series("redis_cluster_keys_expiring{n1,db=\"1\"}", "0", "0"))
        .silent(
            "when one exporter tells of no key with a time to live",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("volatile-lru"), "1", "1")
                    .series("redis_cluster_keys{n1,db=\"0\"}", "1000", "1000")
                    .series("redis_cluster_keys_expiring{n1,db=\"0\"}", "51", "51")
                    .second("redis_cluster_keys_expiring", "0", "0"))
        .fires(
            "where hardly any key has a time to live, and one exporter tells of fewer keys",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("volatile-lru"), "1", "1")
                    .series("redis_cluster_keys{n1,db=\"0\"}", "1000", "1000")
                    .series("redis_cluster_keys_expiring{n1,db=\"0\"}", "50", "50")
                    .second("redis_cluster_keys{", "100", "100"))
        .silent(
            "when one exporter tells of another limit",
            spec -> spec.second("redis_cluster_memory_max_bytes", "2000", "2000"));
  }

  private static RuleSpec memoryExhausted() {
    return memory("RedisClusterMemoryExhausted", "990", "98%")
        .oneIsEnough()
        .silent("at 97 percent", spec -> spec.hurt("redis_cluster_memory_bytes", "980"))
        .fires("beyond it", spec -> spec.value("100%").hurt("redis_cluster_memory_bytes", "1010"))
        .silent(
            "while it is told that the primary refuses writes",
            spec -> spec.series(blocked("n1", "memory_full", "firing"), "0", "1"))
        .fires(
            "before it is told that the primary refuses writes",
            spec -> spec.series(blocked("n1", "memory_full", "pending"), "0", "1"))
        .fires(
            "while the primary refuses writes for another reason",
            spec -> spec.series(blocked("n1", "save_failed", "firing"), "0", "1"))
        .fires(
            "while another primary refuses writes",
            spec -> spec.series(blocked("n2", "memory_full", "firing"), "0", "1"))
        .silent(
            "about a replica",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(
                        "redis_cluster_node_info{n1,role=\"replica\",maxmemory_policy=\"noeviction\"}",
                        "1",
                        "1"));
  }

  private static String blocked(String node, String reason, String state) {
    return "ALERTS{%s,alertname=\"RedisClusterWritesBlocked\",reason=\"%s\",alertstate=\"%s\"}"
        .formatted(node, reason, state);
  }

  private static RuleSpec memoryNearLimit() {
    return memory("RedisClusterMemoryNearLimit", "870", "86%")
        .oneIsEnough()
        .silent("at 85 percent", spec -> spec.hurt("redis_cluster_memory_bytes", "860"))
        .fires("beyond it", spec -> spec.value("120%").hurt("redis_cluster_memory_bytes", "1210"))
        .fires(
            "about a replica as well",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(
                        "redis_cluster_node_info{n1,role=\"replica\",maxmemory_policy=\"noeviction\"}",
                        "1",
                        "1"));
  }

  /** It grows by 0.2 percent a minute. */
  private static RuleSpec memoryFillingUp() {
    return RuleSpec.of("RedisClusterMemoryFillingUp")
        .every(60)
        .before(0)
        .bridgesNothing()
        .label("node", NODE)
        .lead(60)
        .value("120.2%")
        .later("120.4%")
        .series("redis_cluster_memory_bytes{n1}", "400", "610+2")
        .series("redis_cluster_memory_not_counted_bytes{n1}", "10", "10")
        .series("redis_cluster_memory_max_bytes{n1}", "1000", "1000")
        .series(INFO.formatted("noeviction"), "1", "1")
        .series("redis_cluster_uptime_seconds{n1}", "100000+60", "100000+60")
        .oneIsEnough()
        .silent(
            "when it grows and there is much room",
            spec -> spec.hurt("redis_cluster_memory_bytes", "300+3.2"))
        .silent(
            "when it is high and steady", spec -> spec.hurt("redis_cluster_memory_bytes", "900"))
        .silent(
            "when it will not be full in time",
            spec -> spec.hurt("redis_cluster_memory_bytes", "615+1"))
        .silent(
            "when it has filled up within 25 minutes and does not go on",
            spec ->
                spec.before(25)
                    .lasts(5400)
                    .without("redis_cluster_memory_bytes")
                    .series("redis_cluster_memory_bytes{n1}", "610+10", "870"))
        .silent(
            "when it begins to grow after three steady hours",
            spec ->
                spec.before(180)
                    .without("redis_cluster_memory_bytes")
                    .series("redis_cluster_memory_bytes{n1}", "630", "630+1.5"))
        .silent(
            "within three hours after the start",
            spec -> spec.hurt("redis_cluster_uptime_seconds", "7000+60"))
        .fires(
            "from three hours after the start",
            spec -> spec.hurt("redis_cluster_uptime_seconds", "10801+60"))
        .silent(
            "when one exporter tells of a start",
            spec -> spec.second("redis_cluster_uptime_seconds", "100+60", "100+60"))
        .silent(
            "where keys are evicted",
            spec ->
                spec.without("redis_cluster_node_info")
                    .series(INFO.formatted("allkeys-lfu"), "1", "1"));
  }

  private static RuleSpec machineMemoryLow() {
    return RuleSpec.of("RedisClusterMachineMemoryLow")
        .label("host", "h1")
        .value("95%")
        .series("redis_cluster_memory_rss_bytes{n1}", "300", "450")
        .series("redis_cluster_memory_rss_bytes{n2}", "300", "500")
        .series("redis_cluster_memory_rss_bytes{n3}", "300", "800")
        .nodes(1, 3, "redis_cluster_memory_system_bytes{n#}", "1000", "1000")
        .series("redis_cluster_node_info{n1,host=\"h1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n2,host=\"h1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n3,host=\"h2\",role=\"primary\"}", "1", "1")
        .oneIsEnough()
        .silent("at 90 percent", spec -> spec.hurt("redis_cluster_memory_rss_bytes{n1", "400"))
        .silent(
            "when the nodes have no addresses",
            spec ->
                spec.without("redis_cluster_node_info{n1")
                    .without("redis_cluster_node_info{n2")
                    .series("redis_cluster_node_info{n1,host=\"\"}", "1", "1")
                    .series("redis_cluster_node_info{n2,host=\"\"}", "1", "1"))
        .silent(
            "when the machine's memory is not known",
            spec -> spec.always("redis_cluster_memory_system_bytes", "0"))
        .fires(
            "although a node has changed its role",
            spec ->
                spec.series("redis_cluster_node_info{n1,host=\"h1\",role=\"replica\"}", "1", "1"))
        .silent(
            "when one exporter tells of more memory",
            spec -> spec.second("redis_cluster_memory_system_bytes", "2000", "2000"));
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
        .silent("at 80 percent", spec -> spec.hurt("redis_cluster_connected_clients", "750"))
        .fires(
            "at all of them",
            spec ->
                spec.value("125%")
                    .hurt("redis_cluster_c", "600")
                    .hurt("redis_cluster_connected_replicas", "610"))
        .silent(
            "when one exporter tells of a higher limit",
            spec -> spec.second("redis_cluster_max_clients", "2000", "2000"));
  }

  private static RuleSpec connectionsRejected() {
    return RuleSpec.of("RedisClusterConnectionsRejected")
        .label("node", NODE)
        .before(24)
        .blur(1)
        .bridgesNothing()
        .oneIsEnough()
        .lasts(6 * 60)
        .linger(105)
        .value("40")
        .endsSlowly()
        .series("redis_cluster_rejected_connections_total{n1}", "+0", "+5")
        .series("redis_cluster_connected_clients{n1}", "300", "950")
        .series("redis_cluster_max_clients{n1}", "1000", "1000")
        .silent(
            "when a node that was frozen refuses three of 10,000 connections",
            spec ->
                spec.hurt("redis_cluster_rejected_connections_total", "3")
                    .hurt("redis_cluster_connected_clients", "400"))
        .silent(
            "when it refuses once and is full",
            spec -> spec.hurt("redis_cluster_rejected_connections_total", "9"))
        .silent("far below the limit", spec -> spec.hurt("redis_cluster_connected_clients", "400"))
        .silent("at 80 percent", spec -> spec.hurt("redis_cluster_connected_clients", "800"))
        .silent(
            "when one exporter tells of a higher limit",
            spec -> spec.second("redis_cluster_max_clients", "2000", "2000"));
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
            spec -> spec.hurt("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"user", "+42"))
        .fires(
            "at all of it",
            spec ->
                spec.value("100%")
                    .hurt("redis_cluster_main_thread_cpu_seconds_total{n1,mode=\"user", "+51"));
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
        .silent("when nearly all are fast", spec -> spec.hurt(bucket.formatted("0.01"), "+991"))
        .silent(
            "just below a hundredth of a second",
            spec -> spec.hurt(bucket.formatted("0.01"), "+990.5"))
        .fires(
            "just above a hundredth of a second",
            spec -> spec.hurt(bucket.formatted("0.01"), "+989"))
        .silent(
            "where little happens",
            spec -> spec.hurt("redis_cluster_commands_processed_total", "+600"))
        .silent(
            "when two commands are fast together",
            spec ->
                spec.series(bucket.formatted("0.01").replace("get", "set"), "+2000", "+2000")
                    .series(bucket.formatted("0.1").replace("get", "set"), "+2000", "+2000")
                    .series(bucket.formatted("+Inf").replace("get", "set"), "+2000", "+2000"))
        .fires(
            "when one exporter counts fewer commands",
            spec -> spec.second("redis_cluster_commands_processed_total", "+1000", "+100"))
        .fires(
            "when the slow log fills, of servers that do not tell more",
            spec ->
                spec.lead(13 * 60)
                    .without("redis_cluster_command_latency_seconds_bucket")
                    .hurt("redis_cluster_slowlog_entries_total", "+36"))
        .fires(
            "when the slow log of one server fills, as one of two exporters tells",
            spec ->
                spec.lead(13 * 60)
                    .without("redis_cluster_command_latency_seconds_bucket")
                    .hurt("redis_cluster_slowlog_entries_total", "+36")
                    .second("redis_cluster_slowlog_entries_total", "+1", "+1"));
  }

  private static RuleSpec nodeSlow() {
    return RuleSpec.of("RedisClusterNodeSlow")
        .label("node", NODE)
        .value("600ms")
        .series("redis_cluster_exporter_probe_duration_seconds{n1}", "0.001", "0.6")
        .series("redis_cluster_exporter_probe_duration_seconds{n2}", "0.001", "0.001")
        .series("redis_cluster_node_up{n1,role=\"primary\"}", "1", "1")
        .silent("when it is down", spec -> spec.hurt("redis_cluster_node_up", "0"))
        .fires(
            "although one exporter gets no answer",
            spec -> spec.second("redis_cluster_node_up", "1", "0"))
        .fires(
            "although a probe fails now and then",
            spec -> spec.hurt("redis_cluster_node_up", "1 20 0 21 1 36 0 37 1"))
        .fires(
            "although the probes fail for almost five minutes",
            spec -> spec.hurt("redis_cluster_node_up", "1 20 0 39 1"))
        .silent(
            "when the probes fail for five minutes, and then again",
            spec -> spec.hurt("redis_cluster_node_up", "1 20 0 41 1 60 0 81 1"))
        .silent(
            "at 0.3 seconds",
            spec -> spec.hurt("redis_cluster_exporter_probe_duration_seconds{n1", "0.3"))
        .fires(
            "just above",
            spec ->
                spec.value("310ms")
                    .hurt("redis_cluster_exporter_probe_duration_seconds{n1", "0.31"));
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
        .silent("when a replica was saved", spec -> spec.hurt(saved + "{n4", "-91500"))
        .silent("at 26 hours", spec -> spec.hurt(saved, "-90600"))
        .silent("when nothing was written since", spec -> spec.hurt(changes, "0"))
        .fires("for a single write", spec -> spec.hurt(changes + "{n1", "1"))
        .fires(
            "although a node has changed its role",
            spec -> spec.series("redis_cluster_node_info{n1,shard=\"s1\",role=\"x\"}", "1", "1"))
        .fires("when one exporter tells of no writes", spec -> spec.second(changes, "0", "0"));
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
            spec ->
                spec.label("part", "aof_write")
                    .hurt("redis_cluster_rdb", "1")
                    .hurt("redis_cluster_aof_last_write_success", "0"))
        .fires(
            "when the append-only file cannot be rewritten, as one of two exporters tells",
            spec ->
                spec.label("part", "aof_rewrite")
                    .hurt("redis_cluster_rdb", "1")
                    .hurt("redis_cluster_aof_last_rewrite_success", "0")
                    .second("redis_cluster_aof_last_rewrite_success", "1", "1"))
        .fires(
            "when the append-only file cannot be written, as one of two exporters tells",
            spec ->
                spec.label("part", "aof_write")
                    .hurt("redis_cluster_rdb", "1")
                    .hurt("redis_cluster_aof_last_write_success", "0")
                    .second("redis_cluster_aof_last_write_success", "1", "1"));
  }
}
