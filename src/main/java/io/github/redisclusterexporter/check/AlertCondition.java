package io.github.redisclusterexporter.check;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The condition of a shipped alert that a single scrape shows, and that is neither a fault nor a
 * state of the whole cluster. The limits are those of alerts/redis-cluster.rules.yml.
 *
 * @param alerts the alerts that fire; the first one has the runbook
 * @param impact whether users notice it
 * @param title what is wrong
 * @param places where, one line each; empty when all is well
 * @param solution what to check or to change
 */
record AlertCondition(
    List<String> alerts,
    Finding.Impact impact,
    String title,
    Function<CheckFacts, List<String>> places,
    String solution) {

  AlertCondition {
    alerts = List.copyOf(alerts);
  }

  static List<AlertCondition> all() {
    return Stream.of(NodeConditions.ALL, ClusterConditions.ALL, QueueConditions.ALL)
        .flatMap(List::stream)
        .toList();
  }

  /** The solution with the page that explains the alert. */
  String solutionWithRunbook() {
    return solution + "; see docs/runbooks/" + alerts.get(0).toLowerCase(Locale.ROOT) + ".md";
  }
}
