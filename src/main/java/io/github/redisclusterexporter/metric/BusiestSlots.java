package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.SlotStats;
import io.github.redisclusterexporter.node.SlotStats.Statistic;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The slots of a cluster that have series: the busiest ones, each measured by the statistic of
 * which it has the largest share.
 *
 * <p>A slot keeps its place until another one is twice as busy. Otherwise slots that are about
 * equally busy would take places from each other in each scrape, and leave a new series each time.
 */
final class BusiestSlots {
  private static final double TWICE = 2;

  private final int most;
  private final Set<Integer> places = new HashSet<>();

  /**
   * No slots yet.
   *
   * @param most the number of places
   */
  BusiestSlots(int most) {
    this.most = most;
  }

  /** The slots with places. */
  synchronized Set<Integer> slots() {
    return Set.copyOf(places);
  }

  /** Takes the snapshot of a page, before its metrics are read. */
  synchronized void update(ClusterSnapshot snapshot) {
    Map<Integer, Double> shares = shares(snapshot);
    List<Map.Entry<Integer, Double>> candidates =
        shares.entrySet().stream()
            .filter(each -> each.getValue() > 0 && !places.contains(each.getKey()))
            .sorted(
                Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    // Slots of a node that did not answer are not less busy.
    boolean maySwap =
        snapshot.slotsUncovered() == 0
            && snapshot.servingNodes().stream()
                .allMatch(node -> replies(node).findAny().isPresent());
    for (Map.Entry<Integer, Double> candidate : candidates) {
      if (places.size() < most) {
        places.add(candidate.getKey());
      } else if (maySwap) {
        Optional<Integer> quietest =
            places.stream().min(Comparator.comparing(slot -> shares.getOrDefault(slot, 0.0)));
        if (quietest
            .filter(slot -> shares.getOrDefault(slot, 0.0) * TWICE < candidate.getValue())
            .isEmpty()) {
          return;
        }
        places.remove(quietest.get());
        places.add(candidate.getKey());
      }
    }
  }

  /** The largest share of each slot in what the servers of the slots report of a statistic. */
  private static Map<Integer, Double> shares(ClusterSnapshot snapshot) {
    Map<Integer, Double> shares = new HashMap<>();
    for (Statistic statistic : Statistic.values()) {
      Map<Integer, Double> values = new HashMap<>();
      for (Node node : snapshot.servingNodes()) {
        replies(node)
            .forEach(
                reply ->
                    reply.slots().keySet().stream()
                        .filter(slot -> isServedBy(node, slot))
                        .forEach(
                            slot ->
                                values.merge(
                                    slot, (double) reply.readable(slot, statistic), Math::max)));
      }
      double all = values.values().stream().mapToDouble(value -> value).sum();
      if (all > 0) {
        values.forEach((slot, value) -> shares.merge(slot, value / all, Math::max));
      }
    }
    return shares;
  }

  private static boolean isServedBy(Node node, int slot) {
    return node.ownLine().filter(line -> line.slots().contains(slot)).isPresent();
  }

  /** All replies of a node; of two about the same slot, either counts. */
  static Stream<SlotStats> replies(Node node) {
    return node.report().stream()
        .flatMap(
            report -> Collector.SLOT_STATS.stream().flatMap(each -> report.get(each).stream()));
  }
}
