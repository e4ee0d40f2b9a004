package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.CaseSeries.Phase;
import io.github.redisclusterexporter.alert.CaseSeries.State;
import io.github.redisclusterexporter.alert.RuleCase.InputSeries;
import java.util.ArrayList;
import java.util.List;

/** A loaded cluster without a fault, watched by two exporters: no alert but the watchdog fires. */
final class HealthyCases {
  static final int STEP = 60;

  private static final String CHECKS =
      """
          promql_expr_test:
            - expr: max_over_time(ALERTS{alertname!="RedisClusterWatchdog",alertstate="firing"}[%2$dh])
              eval_time: %1$dh59m
              exp_samples: []
            - expr: min_over_time(ALERTS{alertname="RedisClusterWatchdog"}[%1$dh])
              eval_time: %1$dh59m
              exp_samples:
                - labels: '{alertname="RedisClusterWatchdog",alertstate="firing",component="redis-cluster",scope="exporter",severity="info"}'
                  value: 1
      """;

  private static final int HOURS = 4;

  /** Steps until queues and memory go the other way. */
  private static final int WAVE = 5;

  private HealthyCases() {}

  /** The content of the file. */
  static String file() {
    RuleSpec spec = RuleSpec.of("RedisClusterUnreachable");
    cluster(spec);
    nodes(spec);
    counters(spec);
    queues(spec);
    List<Phase> waves = new ArrayList<>();
    for (int i = 0; i < HOURS * 60 / WAVE; i++) {
      waves.add(new Phase(i % 2 == 0 ? State.WELL : State.HURT, WAVE, ""));
    }
    List<InputSeries> inputs = CaseInputs.of(spec.series(), "ab", false, waves);
    return new RuleCase("", "a loaded cluster without a fault", STEP, inputs, List.of()).input()
        + CHECKS.formatted(HOURS - 1, HOURS);
  }

  private static void cluster(RuleSpec spec) {
    same(spec, "redis_cluster_up", "1");
    same(spec, "redis_cluster_known_nodes", "6");
    same(spec, "redis_cluster_size", "3");
    same(spec, "redis_cluster_slots_uncovered", "0");
    same(spec, "redis_cluster_slots_conflicting", "0");
    same(spec, "redis_cluster_slots_migrating", "0");
    same(spec, "redis_cluster_slots_importing", "0");
    same(spec, "redis_cluster_views", "1");
    same(spec, "redis_cluster_failures_tolerated{unit=\"node\"}", "1");
    same(spec, "redis_cluster_failures_tolerated{unit=\"host\"}", "1");
    same(spec, "redis_cluster_last_failover_timestamp_seconds", "-86400");
    for (String type : List.of("automatic", "manual", "forced", "takeover", "unknown")) {
      same(spec, "redis_cluster_failovers_total{type=\"" + type + "\"}", "2");
    }
    for (int shard = 1; shard <= 3; shard++) {
      same(spec, "redis_cluster_shard_serving{shard=\"s" + shard + "\"}", "1");
      same(spec, "redis_cluster_shard_slots{shard=\"s" + shard + "\"}", "5461");
      same(spec, "redis_cluster_shard_healthy_replicas{shard=\"s" + shard + "\"}", "1");
    }
    same(spec, "redis_cluster_exporter_build_info{version=\"1.0.0\"}", "1");
    same(spec, "redis_cluster_exporter_config_last_reload_successful", "1");
    same(spec, "redis_cluster_exporter_probe_errors_total{stage=\"auth\",code=\"noauth\"}", "0");
    same(spec, "up{job=\"redis-cluster\",instance=\"exporter-a:9121\"}", "1");
  }

  private static void nodes(RuleSpec spec) {
    for (int node = 1; node <= 6; node++) {
      String role = node <= 3 ? "primary" : "replica";
      String shard = "s" + (node <= 3 ? node : node - 3);
      String labels =
          "{n%d,role=\"%s\",shard=\"%s\",host=\"h%d\",maxmemory_policy=\"%s\"}"
              .formatted(node, role, shard, node, node == 2 ? "allkeys-lru" : "noeviction");
      same(spec, "redis_cluster_node_info" + labels, "1");
      same(spec, "redis_cluster_node_up{n" + node + ",role=\"" + role + "\"}", "1");
    }
    spec.nodes(1, 3, "redis_cluster_node_slots{n#}", "5461", "5461")
        .nodes(1, 6, "redis_cluster_node_state{n#}", "1", "1")
        .nodes(1, 6, "redis_cluster_node_loading{n#}", "0", "0")
        .nodes(1, 6, "redis_cluster_node_flagged{n#,flag=\"pfail\"}", "0", "0")
        .nodes(1, 6, "redis_cluster_node_flagged{n#,flag=\"fail\"}", "0", "0")
        .nodes(1, 3, "redis_cluster_node_writes_blocked{n#,reason=\"save_failed\"}", "0", "0")
        .nodes(1, 3, "redis_cluster_node_writes_blocked{n#,reason=\"memory_full\"}", "0", "0")
        .nodes(1, 6, "redis_cluster_uptime_seconds{n#}", "+60", "+60")
        .nodes(1, 6, "redis_cluster_memory_bytes{n#}", "560+8", "600-8")
        .nodes(1, 6, "redis_cluster_memory_not_counted_bytes{n#}", "10", "10")
        .nodes(1, 6, "redis_cluster_memory_max_bytes{n#}", "1000", "1000")
        .always("redis_cluster_memory_bytes{n2", "1005")
        .nodes(1, 6, "redis_cluster_memory_rss_bytes{n#}", "1200", "1200")
        .nodes(1, 6, "redis_cluster_memory_system_bytes{n#}", "4000", "4000")
        .nodes(1, 6, "redis_cluster_keys{n#,db=\"0\"}", "100000", "99000")
        .nodes(1, 6, "redis_cluster_keys_expiring{n#,db=\"0\"}", "50000", "49000")
        .nodes(1, 6, "redis_cluster_connected_clients{n#}", "200", "700")
        .nodes(1, 6, "redis_cluster_connected_replicas{n#}", "1", "1")
        .nodes(1, 6, "redis_cluster_bus_connections{n#}", "10", "10")
        .nodes(1, 6, "redis_cluster_max_clients{n#}", "1000", "1000")
        .nodes(4, 6, "redis_cluster_replication_link_up{n#}", "1", "1")
        .nodes(4, 6, "redis_cluster_replication_sync_in_progress{n#}", "0", "0")
        .nodes(4, 6, "redis_cluster_replication_lag_seconds{n#}", "1", "2")
        .nodes(4, 6, "redis_cluster_replication_lag_bytes{n#}", "0", "200000")
        .nodes(1, 6, "redis_cluster_replication_backlog_bytes{n#}", "1048576", "1048576")
        .nodes(1, 6, "redis_cluster_rdb_last_save_timestamp_seconds{n#}", "-70000", "-70000")
        .nodes(1, 6, "redis_cluster_rdb_changes_since_last_save{n#}", "5000", "5000")
        .nodes(1, 6, "redis_cluster_rdb_last_save_success{n#}", "1", "1")
        .nodes(1, 6, "redis_cluster_aof_last_write_success{n#}", "1", "1")
        .nodes(1, 6, "redis_cluster_aof_last_rewrite_success{n#}", "1", "1")
        .nodes(1, 6, "redis_cluster_exporter_probe_duration_seconds{n#}", "0.001", "0.2")
        .nodes(1, 6, "redis_cluster_exporter_collector_success{n#,collector=\"info\"}", "1", "1");
  }

  private static void counters(RuleSpec spec) {
    String bucket = "redis_cluster_command_latency_seconds_bucket{n#,cmd=\"get\",le=\"%s\"}";
    spec.nodes(1, 6, "redis_cluster_commands_processed_total{n#}", "+60000", "+90000")
        .nodes(1, 6, "redis_cluster_errors_total{n#,error=\"MOVED\"}", "+30", "+30")
        .nodes(1, 6, "redis_cluster_errors_total{n#,error=\"WRONGTYPE\"}", "+600", "+600")
        .nodes(1, 6, "redis_cluster_errors_total{n#,error=\"CLUSTERDOWN\"}", "12", "12")
        .nodes(1, 6, "redis_cluster_rejected_connections_total{n#}", "5", "5")
        .nodes(1, 6, "redis_cluster_main_thread_cpu_seconds_total{n#,mode=\"user\"}", "+20", "+40")
        .nodes(1, 6, "redis_cluster_main_thread_cpu_seconds_total{n#,mode=\"system\"}", "+5", "+9")
        .nodes(1, 6, "redis_cluster_slowlog_entries_total{n#}", "+2", "+9")
        .nodes(1, 6, bucket.formatted("0.001"), "+59000", "+85000")
        .nodes(1, 6, bucket.formatted("0.01"), "+59990", "+89500")
        .nodes(1, 6, bucket.formatted("+Inf"), "+60000", "+90000");
  }

  /** A stream that is worked off, one with an idle group, a list, finished jobs, dead letters. */
  private static void queues(RuleSpec spec) {
    for (String queue : List.of("tasks", "mail", "done", "dead", "jobs:active")) {
      same(spec, "redis_cluster_queue_up{queue=\"" + queue + "\"}", "1");
    }
    info(spec, "tasks", "stream", "work", "true");
    info(spec, "mail", "list", "work", "true");
    info(spec, "done", "zset", "log", "true");
    info(spec, "dead", "stream", "dead_letter", "true");
    info(spec, "jobs:active", "list", "work", "false");
    String tasks = "{queue=\"tasks\",group=\"workers\"}";
    String idle = "{queue=\"tasks\",group=\"idle\"}";
    spec.series("redis_cluster_queue_depth" + tasks, "3", "3")
        .series("redis_cluster_queue_depth_exact" + tasks, "1", "1")
        .series("redis_cluster_queue_consumers" + tasks, "4", "4")
        .series("redis_cluster_queue_entries_read_total" + tasks, "+100", "+100")
        .series("redis_cluster_queue_entries_added_total{queue=\"tasks\"}", "+100", "+100")
        .series("redis_cluster_queue_length{queue=\"tasks\"}", "1000", "1000")
        .series("redis_cluster_queue_oldest_pending_deliveries" + tasks, "1", "2")
        .series("redis_cluster_queue_max_age_seconds{queue=\"tasks\"}", "60", "60")
        .series(
            "redis_cluster_queue_oldest_age_seconds" + tasks.replace("}", ",state=\"waiting\"}"),
            "2",
            "30")
        .series(
            "redis_cluster_queue_oldest_age_seconds" + tasks.replace("}", ",state=\"pending\"}"),
            "5",
            "40")
        .series("redis_cluster_queue_depth" + idle, "+100", "+100")
        .series("redis_cluster_queue_depth_exact" + idle, "1", "1")
        .series("redis_cluster_queue_consumers" + idle, "0", "0")
        .series("redis_cluster_queue_entries_read_total" + idle, "0", "0")
        .series("redis_cluster_queue_depth{queue=\"mail\"}", "20-2", "10+2")
        .series("redis_cluster_queue_depth{queue=\"done\"}", "+5", "+5")
        .series("redis_cluster_queue_depth{queue=\"dead\"}", "3", "3")
        .series("redis_cluster_queue_length{queue=\"dead\"}", "3", "3")
        .series("redis_cluster_queue_depth{queue=\"jobs:active\"}", "8", "8");
  }

  private static void info(RuleSpec spec, String queue, String type, String purpose, String watch) {
    same(
        spec,
        "redis_cluster_queue_info{queue=\"%s\",node=\"10.0.0.1:7000\",type=\"%s\",purpose=\"%s\",watch=\"%s\"}"
            .formatted(queue, type, purpose, watch),
        "1");
  }

  private static void same(RuleSpec spec, String selector, String value) {
    spec.series(selector, value, value);
  }
}
