package io.github.redisclusterexporter.dashboard;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of the firing alerts. */
final class FiringAlerts {
  private static final List<Word> SEVERITIES =
      List.of(
          new Word("3", "page", Colour.PAGE),
          new Word("2", "ticket", Colour.TICKET),
          new Word("1", "note", Colour.NEUTRAL));

  private FiringAlerts() {}

  /** Of the cluster. */
  static Panel panel() {
    return of(12)
        .rows(
            query("shard, node, queue"),
            severity(),
            alert(),
            Column.label("shard").width(95),
            Column.label("node").link("Node dashboard", NodeBoard.address()).width(130),
            Column.label("queue").link("Queues dashboard", QueuesBoard.address()),
            runbook());
  }

  /** Of all clusters. */
  static Panel panelOfFleet() {
    return of(24)
        .rows(
            query("redis_cluster, shard, node, queue"),
            severity(),
            alert(),
            Column.label("cluster", "redis_cluster")
                .link("Overview dashboard", OverviewBoard.address()),
            Column.label("shard"),
            Column.label("node"),
            Column.label("queue"),
            runbook());
  }

  private static Panel of(int width) {
    return Panel.table("Firing alerts", width, 8)
        .asks(
            "Which alerts fire?",
            "none; notes only describe events.",
            "Click an alert for its runbook.")
        .empty("none")
        .highestFirst("severity");
  }

  /** The value is the severity: as a text, it could not be sorted. */
  private static String query(String labels) {
    String by = "max by (alertname, runbook, " + labels + ") (label_replace(";
    String copy = ", \"runbook\", \"$1\", \"alertname\", \"(.*)\"))";
    return Queries.withShortShards(
        by
            + firing("severity=\"critical\"")
            + copy
            + " * 3 or "
            + by
            + firing("severity=\"warning\"")
            + copy
            + " * 2 or "
            + by
            + firing("severity=\"info\"")
            + copy);
  }

  private static String firing(String severity) {
    return Queries.firing(
        severity,
        "component=~\"redis-cluster|redis-queue\"",
        "alertname!=\"RedisClusterWatchdog\"");
  }

  private static Column severity() {
    return Column.ofRows("severity").words(SEVERITIES).width(75);
  }

  private static Column alert() {
    return Column.label("alert", "alertname")
        .link("Runbook", directory() + "${__data.fields.runbook.text}")
        .width(290);
  }

  private static Column runbook() {
    return Column.label("runbook").texts(pages()).hidden();
  }

  /**
   * Addresses are in lower case, names are not, and Grafana has no way from the one to the other.
   */
  private static Map<String, String> pages() {
    Map<String, String> pages = new TreeMap<>();
    Rules.ALL.forEach(alert -> pages.put(alert.name(), alert.runbook().getFileName().toString()));
    return pages;
  }

  /** What the addresses of all runbooks begin with. */
  private static String directory() {
    String first = Rules.ALL.get(0).annotation("runbook_url");
    return first.substring(0, first.lastIndexOf('/') + 1);
  }
}
