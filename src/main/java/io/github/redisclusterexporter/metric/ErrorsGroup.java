package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.InfoPairs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which errors a node replies. Clients can make up prefixes by scripts, so their number is capped.
 */
final class ErrorsGroup {
  private static final String PREFIX = "errorstat_";

  private final NameBudget budget;

  private ErrorsGroup(NameBudget budget) {
    this.budget = budget;
  }

  static Group<Node> group(NameBudget budget) {
    return Group.ofNodes("errors", Collector.CLUSTER_NODES, Collector.INFO)
        .counter(
            "redis_cluster_errors_total",
            List.of("error"),
            "Error replies by their first word; Redis 6.2 and later (INFO errorstats).",
            new ErrorsGroup(budget)::read)
        .build();
  }

  private void read(Node node, DataPoints points) {
    Map<String, Double> sums = new TreeMap<>();
    infoOf(node)
        .ifPresent(
            info ->
                info.withPrefix(PREFIX)
                    .forEach(
                        (error, value) ->
                            InfoPairs.parse(PREFIX + error, value)
                                .number("count")
                                .ifPresent(
                                    count -> sums.merge(budget.admit(error), count, Double::sum))));
    sums.forEach((error, count) -> points.add(count, error));
  }
}
