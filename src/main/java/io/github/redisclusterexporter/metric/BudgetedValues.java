package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Splits the counters that nodes have by name: names with a place in the budget keep their values,
 * the others are counted in {@link SeriesLimit#OTHER}.
 *
 * <p>That counter starts at zero when a node is first seen, and then counts what its names gain. A
 * sum of their values would fall when one of them gets a place, and jump when another start of the
 * exporter chooses other names; Prometheus would take both for events.
 */
final class BudgetedValues {
  /** Data of overlapping scrapes may come in the wrong order, but not by more than this. */
  private static final Duration OVERTAKING = Duration.ofMinutes(1);

  private final SeriesLimit budget;
  private final int width;
  private final Map<String, Others> byNode = new HashMap<>();

  /** What one node counted in {@link SeriesLimit#OTHER}. */
  private static final class Others {
    private final double[] counted;

    /** The values in the last scrape. */
    private Map<String, double[]> last;

    private Optional<Instant> time;

    /** Once there is a series, it stays. */
    private boolean exist;

    Others(int width, Map<String, double[]> first, Optional<Instant> time) {
      counted = new double[width];
      last = first;
      this.time = time;
      exist = !first.isEmpty();
    }

    void count(Map<String, double[]> values, Optional<Instant> scraped) {
      if (!isAfter(scraped)) {
        values.forEach((name, own) -> count(own, last.getOrDefault(name, new double[own.length])));
        last = values;
        time = scraped;
        exist |= !values.isEmpty();
      }
    }

    private boolean isAfter(Optional<Instant> scraped) {
      return time.isPresent()
          && scraped.isPresent()
          && scraped.get().isBefore(time.get())
          && scraped.get().isAfter(time.get().minus(OVERTAKING));
    }

    private void count(double[] now, double[] before) {
      boolean wasReset = IntStream.range(0, now.length).anyMatch(i -> now[i] < before[i]);
      for (int i = 0; i < now.length; i++) {
        counted[i] += wasReset ? now[i] : now[i] - before[i];
      }
    }
  }

  /**
   * For one metric.
   *
   * @param width the number of counters that each name has
   */
  BudgetedValues(SeriesLimit budget, int width) {
    this.budget = budget;
    this.width = width;
  }

  /** Forgets all nodes but these. */
  synchronized void retainOnly(List<Node> nodes) {
    Set<String> keys = nodes.stream().map(BudgetedValues::key).collect(Collectors.toSet());
    byNode.keySet().retainAll(keys);
  }

  private static String key(Node node) {
    return node.id().orElseGet(node::name);
  }

  /**
   * Passes on the values of one node by label.
   *
   * @param values by name; NaN where a value cannot be read, which omits it and each sum with it
   */
  synchronized void split(
      Node node, Map<String, double[]> values, BiConsumer<String, double[]> byLabel) {
    Map<String, double[]> withoutPlace = new HashMap<>();
    boolean areReadable = true;
    for (Map.Entry<String, double[]> value : values.entrySet()) {
      boolean isReadable = isReadable(value.getValue());
      if (!budget.hasPlace(value.getKey())) {
        withoutPlace.put(value.getKey(), value.getValue());
        areReadable &= isReadable;
      } else if (isReadable) {
        byLabel.accept(value.getKey(), value.getValue());
      }
    }
    if (areReadable) {
      Optional<Instant> time = node.info().flatMap(Info::serverTime);
      Others others =
          byNode.computeIfAbsent(key(node), first -> new Others(width, withoutPlace, time));
      others.count(withoutPlace, time);
      if (others.exist) {
        byLabel.accept(SeriesLimit.OTHER, others.counted.clone());
      }
    }
  }

  private static boolean isReadable(double[] values) {
    for (double value : values) {
      if (Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }
}
