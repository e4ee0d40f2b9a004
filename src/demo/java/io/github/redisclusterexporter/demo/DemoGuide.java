package io.github.redisclusterexporter.demo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a running demo prints: the addresses to open, what to try, and queries to look at. */
record DemoGuide(DemoPorts ports, boolean hasPrometheus, boolean hasAlertmanager) {

  /** A question, and the query that Prometheus draws as its answer. */
  record Query(String question, String promql) {}

  static final List<Query> QUERIES =
      List.of(
          new Query("Which nodes are up?", "sum by (role) (redis_cluster_node_up)"),
          new Query("Is each slot served?", "redis_cluster_slots_ok"),
          new Query(
              "How many commands does each node run?",
              "rate(redis_cluster_commands_processed_total[1m])"),
          new Query("How far do replicas lag?", "redis_cluster_replication_lag_seconds"),
          new Query("How many tasks wait?", "redis_cluster_queue_depth"));

  /**
   * The lines for a terminal.
   *
   * @param port of the primary to kill
   * @param pid its process
   */
  List<String> lines(int port, long pid) {
    String exporter = "http://127.0.0.1:" + ports.exporter();
    String prometheus = "http://127.0.0.1:" + ports.prometheus();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Open this first:");
    lines.add("  status page   " + exporter + "/");
    lines.add("");
    lines.add("  metrics       " + exporter + "/metrics");
    lines.add("  cluster       127.0.0.1:" + ports.redis() + "-" + (ports.redis() + 5));
    if (hasPrometheus) {
      lines.add("  prometheus    " + prometheus);
      lines.add("  alerts        " + prometheus + "/alerts");
    }
    if (hasAlertmanager) {
      lines.add("  alertmanager  http://127.0.0.1:" + ports.alertmanager());
    }
    lines.add("");
    lines.add("Try this in another terminal: kill the primary on port " + port);
    lines.add("  kill -9 " + pid);
    lines.add(
        "and load the status page again: a shard is not served; after about 5 s, its replica is"
            + " the primary.");
    if (hasPrometheus) {
      lines.add(
          "The alert RedisClusterFailover fires in about 20 s, RedisClusterNodeDown after 5 min.");
      lines.add("");
      lines.add("Graphs of the last 15 minutes in Prometheus:");
      QUERIES.forEach(
          query -> lines.add("  %-38s %s".formatted(query.question(), link(prometheus, query))));
    } else {
      lines.add(
          "Some metrics: curl -s "
              + exporter
              + "/metrics | grep -E '^redis_cluster_(node_up|slots_ok|queue_depth)'");
      lines.add("With Prometheus on the PATH, the demo starts it with the alert rules.");
    }
    lines.add("");
    lines.add("Ctrl-C stops everything.");
    return lines;
  }

  private static String link(String prometheus, Query query) {
    return prometheus
        + "/graph?g0.expr="
        + URLEncoder.encode(query.promql(), StandardCharsets.UTF_8).replace("+", "%20")
        + "&g0.tab=0&g0.range_input=15m";
  }
}
