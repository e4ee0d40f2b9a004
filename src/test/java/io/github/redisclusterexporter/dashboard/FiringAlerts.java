package io.github.redisclusterexporter.dashboard;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who asks for help. */
final class FiringAlerts {
  private static final List<Word> SEVERITIES =
      List.of(
          new Word("critical", "page", Colour.PAGE),
          new Word("warning", "ticket", Colour.TICKET),
          new Word("info", "note", Colour.NEUTRAL));

  private FiringAlerts() {}

  static Panel panel() {
    return Panel.table("Alerts that fire", 12, 8)
        .asks(
            "Which alerts fire?",
            "none; alerts of severity info only describe an event.",
            "The last column links to the runbook.")
        .empty("none")
        .rows(
            "max by (alertname, runbook, severity, shard, node, queue) (label_replace("
                + Queries.firing("alertname!=\"RedisClusterWatchdog\"")
                + ", \"runbook\", \"$1\", \"alertname\", \"(.*)\"))",
            Column.label("alert", "alertname"),
            Column.label("severity").words(SEVERITIES),
            Column.label("shard"),
            Column.label("node").link("This node", NodeBoard.address()),
            Column.label("queue").link("This queue", QueuesBoard.address()),
            Column.label("what to do", "runbook")
                .texts(pages())
                .link("What to do", directory() + "${__value.text}"));
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
