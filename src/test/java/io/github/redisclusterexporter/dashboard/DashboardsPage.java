package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the page about the dashboards: what each panel answers. */
final class DashboardsPage {
  /** The first questions of anybody, as they are asked of Prometheus without a dashboard. */
  static final Map<String, String> FIRST_QUESTIONS = firstQuestions();

  private static final String HEAD =
      """
      # Dashboards

      <!-- Made from the dashboards by DashboardsPageTest; run it with -Ddocs.update=true. -->

      For Grafana 11.1 or later and Prometheus 2.42 or later, with the rules of [alerts](../alerts/README.md)
      loaded: some panels show what they record. The README says how to get them into Grafana.

      - Two exporters of one cluster are one source: nothing is shown or counted twice. Series are told
        apart by `instance` and `pod`, as in the alerts.
      - Every panel says in its description what it asks, what is normal, and what to do or where to look
        otherwise. An alert that it names is linked at its top.
      - The limits that are drawn are those of the alerts, taken from the rules: orange is worth a ticket,
        red a page.
      - Failovers, starts of nodes and pages are marked on every panel.
      - They are made from `src/test/java/io/github/redisclusterexporter/dashboard`: change them there, and
        write them with `mvn test -Ddocs.update=true`.

      ## Without Grafana

      These can be asked of Prometheus as they are, at <http://localhost:9090/graph> while the demo runs:

      | question | query |
      |---|---|
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private DashboardsPage() {}

  static String write(List<Board> boards) {
    DashboardsPage page = new DashboardsPage();
    FIRST_QUESTIONS.forEach((question, query) -> page.row(question, "`" + query + "`"));
    boards.forEach(page::board);
    return page.page.toString();
  }

  private static Map<String, String> firstQuestions() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Which nodes are up?", "max by (node) (redis_cluster_node_up)");
    all.put("Who is primary, who replica?", "max by (shard, role, node) (redis_cluster_node_info)");
    all.put("Who has how many slots?", "max by (node) (redis_cluster_node_slots)");
    all.put("How many failovers were there?", "max by (type) (redis_cluster_failovers_total)");
    all.put(
        "How far behind are the replicas?",
        "min by (node) (redis_cluster_replication_lag_seconds)");
    all.put("Is every shard served?", "max by (shard) (redis_cluster_shard_serving)");
    all.put("May another node be lost?", "max by (unit) (redis_cluster_failures_tolerated)");
    all.put("What waits in the queues?", "max by (queue, group) (redis_cluster_queue_depth)");
    all.put("Who asks for help?", "ALERTS{alertstate=\"firing\"}");
    return all;
  }

  private void board(Board board) {
    page.append("\n## ").append(board.title()).append("\n\n").append(board.question());
    page.append("\n\n| row | panel | answers | normal |\n|---|---|---|---|\n");
    for (Row row : board.rows()) {
      List<String> heading = new ArrayList<>(List.of(row.title()));
      for (Panel panel : row.panels()) {
        row(
            heading.isEmpty() ? "" : heading.remove(0),
            panel.title(),
            panel.question(),
            panel.normal());
      }
    }
  }

  private void row(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
