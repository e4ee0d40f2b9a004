package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the page about the dashboards: what each panel answers. */
final class DashboardsPage {
  /** Queries to start with in Prometheus, without a dashboard. */
  static final Map<String, String> FIRST_QUESTIONS = firstQuestions();

  private static final String HEAD =
      """
      # Dashboards

      <!-- Generated from the dashboards by DashboardsPageTest; run it with -Ddocs.update=true. -->

      The dashboards require Grafana 11.1 or later, Prometheus 2.42 or later, and the rules in
      [alerts](../alerts/README.md): some panels show series that the rules record. The README explains how to
      load them into Grafana.

      - If two exporters monitor the same cluster, the dashboards merge their series: nothing is shown or counted
        twice. The labels `instance` and `pod` distinguish the exporters, as in the alerts.
      - The description of each panel has a question that the panel answers, the normal state, and what to do in
        other states. If it names alerts, links at the top of the panel open their runbooks.
      - Threshold lines have the values of the alert rules. Above an orange line, an alert opens a ticket; above a
        red line, an alert pages.
      - Redis Cluster / Fleet has a row for each cluster; a click on a cluster opens its overview. The panels of the
        other dashboards have marks for failovers, starts of nodes, and the times at which an alert paged.
      - The dashboards are generated from `src/test/java/io/github/redisclusterexporter/dashboard`. To change them,
        edit these classes, and write the files with `mvn test -Ddocs.update=true`.

      ![The overview after a failover: the node that is down, the replica that took over its shard, and the shard
      without a replica](pictures/overview-in-a-failover.png)

      ![The queues: waiting, pending and failed tasks, and the rates of added and delivered tasks](pictures/queues.png)

      ![Ten clusters: one does not answer, one has a shard that is down, and five would not survive the next
      failure](pictures/fleet.png)

      [tools/pictures](../tools/pictures/README.md) drew the pictures without a Grafana server; some types of panels
      look slightly different in Grafana. The first two pictures show data of `./demo --port-base 28000`. Two minutes
      before the time of the first picture, `kill -9` ended the primary at port 28000. The third picture shows ten
      clusters on one machine; some of them have no replicas.

      ## Without Grafana

      Use these queries in Prometheus, at <http://localhost:9090/graph> while the demo runs:

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
    all.put(
        "Which nodes are primaries, which are replicas?",
        "max by (shard, role, node) (redis_cluster_node_info)");
    all.put("How many slots does each node have?", "max by (node) (redis_cluster_node_slots)");
    all.put("How many failovers were there?", "max by (type) (redis_cluster_failovers_total)");
    all.put(
        "How many seconds do the replicas lag?",
        "min by (node) (redis_cluster_replication_lag_seconds)");
    all.put("Is every shard served?", "max by (shard) (redis_cluster_shard_serving)");
    all.put(
        "How many more nodes or hosts may fail?",
        "max by (unit) (redis_cluster_failures_tolerated)");
    all.put(
        "How many tasks wait in the queues?", "max by (queue, group) (redis_cluster_queue_depth)");
    all.put("Which alerts fire?", "ALERTS{alertstate=\"firing\"}");
    return all;
  }

  private void board(Board board) {
    page.append("\n## ").append(board.title()).append("\n\n").append(board.question());
    page.append("\n\n| row | panel | question | normal |\n|---|---|---|---|\n");
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
