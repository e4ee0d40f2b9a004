package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Limits the series for names that servers or their clients choose: the busiest names have places,
 * the others are counted together. A name keeps its place, so that no series disappears.
 *
 * <p>Names that arrive first are not always the busiest later, so the last third of the places is
 * hard to get: each of them requires four times as many uses as the one before, and the very last
 * one a quarter of all uses.
 */
final class SeriesLimit {
  /** The label of all other names. It is never admitted as a name: a script may choose it. */
  static final String OTHER = "other";

  /** With fewer uses than this, their distribution says little about the workload. */
  private static final double FEW_USES = 1 << 16;

  private static final double GROWTH = 4;

  private final int most;
  private final Set<String> reserved;

  private final Set<String> admitted = new HashSet<>();

  /** One for each metric; all are created before the first page. */
  private final List<BudgetedValues> values = new ArrayList<>();

  SeriesLimit(int most) {
    this(most, Set.of());
  }

  /**
   * A budget without names.
   *
   * @param most the number of places
   * @param reserved names with places in addition, from the beginning
   */
  SeriesLimit(int most, Set<String> reserved) {
    this.most = most;
    this.reserved = Set.copyOf(reserved);
  }

  /**
   * The values of a metric by name, which this budget splits.
   *
   * @param width the number of counters that each name has
   */
  BudgetedValues values(int width) {
    BudgetedValues created = new BudgetedValues(this, width);
    values.add(created);
    return created;
  }

  /**
   * Takes the nodes of a page, before its metrics are read. Nodes that are gone are forgotten.
   *
   * @param prefix of the fields of INFO, whose names end with the names for this budget
   * @param uses the parts of these fields that tell, added up, how busy a name is
   */
  void update(List<Node> nodes, String prefix, List<String> uses) {
    values.forEach(each -> each.retainOnly(nodes));
    if (nodes.stream().allMatch(node -> havePlaces(node.infoPairs(prefix).keySet()))) {
      return;
    }
    Map<String, Double> sums = new HashMap<>();
    for (Node node : nodes) {
      node.infoPairs(prefix)
          .forEach(
              (name, parts) -> {
                for (String use : uses) {
                  sums.merge(name, parts.readable(use).orElse(0), Double::sum);
                }
              });
    }
    admit(sums);
  }

  private synchronized boolean havePlaces(Set<String> names) {
    for (String name : names) {
      if (!hasPlace(name)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Gives the places that are left to the busiest of these names.
   *
   * @param uses how often each name was used, on all nodes together
   */
  synchronized void admit(Map<String, Double> uses) {
    double all = Math.max(FEW_USES, uses.values().stream().mapToDouble(each -> each).sum());
    List<Map.Entry<String, Double>> busiest =
        uses.entrySet().stream()
            .filter(each -> !hasPlace(each.getKey()))
            .filter(each -> !each.getKey().equals(OTHER))
            .sorted(
                Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    for (Map.Entry<String, Double> name : busiest) {
      if (name.getValue() < required(all)) {
        return;
      }
      admitted.add(name.getKey());
    }
  }

  /** How many uses the next place requires. */
  private double required(double all) {
    int left = most - admitted.size();
    if (left <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    return left > most / 3 ? 0 : all / Math.pow(GROWTH, left);
  }

  /** Whether the name has series of its own. */
  synchronized boolean hasPlace(String name) {
    return reserved.contains(name) || admitted.contains(name);
  }
}
