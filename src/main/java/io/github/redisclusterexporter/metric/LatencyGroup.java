package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How the time of the commands is distributed.
 *
 * <p>The server tells only the bounds at which a count grows, so they differ from node to node.
 * Here they are the same everywhere, each one of the server's own, so that the counts are exact and
 * add up over nodes.
 */
final class LatencyGroup {
  private static final List<Long> BOUNDS_MICROSECONDS =
      List.of(16L, 66L, 264L, 1_056L, 4_227L, 16_908L, 67_633L, 270_532L, 1_073_741L);
  private static final double MICROSECONDS = 1e6;

  private final NameBudget budget;

  private LatencyGroup(NameBudget budget) {
    this.budget = budget;
  }

  static Group<Node> group(NameBudget budget) {
    return Group.ofNodes(
            "latency",
            Collector.CLUSTER_NODES,
            Collector.INFO,
            Collector.COMMANDSTATS,
            Collector.LATENCY)
        .histogram(
            "redis_cluster_command_latency_seconds",
            List.of("cmd"),
            BOUNDS_MICROSECONDS.stream().map(bound -> bound / MICROSECONDS).toList(),
            "Time that calls of the command took, in seconds; Redis 7.0 and later"
                + " (LATENCY HISTOGRAM, the sum from INFO commandstats).",
            new LatencyGroup(budget)::read)
        .build();
  }

  private void read(Node node, DataPoints points) {
    Map<String, List<Long>> buckets = new TreeMap<>();
    Map<String, Double> sums = new TreeMap<>();
    node.report()
        .flatMap(report -> report.get(Collector.LATENCY))
        .orElse(Map.of())
        .forEach(
            (name, histogram) ->
                // A sum of 0 in its place would look like a counter that was reset.
                seconds(node, name)
                    .ifPresent(
                        seconds -> {
                          String command = budget.admit(name);
                          buckets.merge(command, buckets(histogram), LatencyGroup::plus);
                          sums.merge(command, seconds, Double::sum);
                        }));
    buckets.forEach(
        (command, counts) -> points.add(counts, sums.getOrDefault(command, 0.0), command));
  }

  private static List<Long> buckets(LatencyHistogram histogram) {
    List<Long> counts = new ArrayList<>();
    long below = 0;
    for (long bound : BOUNDS_MICROSECONDS) {
      long atMost = histogram.atMost(bound);
      counts.add(atMost - below);
      below = atMost;
    }
    counts.add(histogram.calls() - below);
    return counts;
  }

  private static List<Long> plus(List<Long> one, List<Long> other) {
    List<Long> sum = new ArrayList<>(one.size());
    for (int i = 0; i < one.size(); i++) {
      sum.add(one.get(i) + other.get(i));
    }
    return sum;
  }

  private static OptionalDouble seconds(Node node, String command) {
    OptionalDouble microseconds =
        infoOf(node)
            .map(info -> info.composed("cmdstat_").get(command))
            .map(fields -> fields.number("usec"))
            .orElseGet(OptionalDouble::empty);
    return microseconds.isPresent()
        ? OptionalDouble.of(microseconds.getAsDouble() / MICROSECONDS)
        : microseconds;
  }
}
