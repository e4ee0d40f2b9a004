package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.ScrapedPage.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The metrics of a page that show the state of the cluster: those of the cluster and the shards,
 * and sums of those of the nodes. The names omit the prefix {@code redis_cluster_}.
 */
final class Signals {
  /** Instead of a value: the series does not exist. */
  static final double ABSENT = Double.NaN;

  /** Instead of a value: it depends on the times at which the failover monitor checks. */
  static final double ANY = Double.POSITIVE_INFINITY;

  private static final String PREFIX = "redis_cluster_";
  private static final Set<String> CLUSTER_AND_SHARDS =
      Set.of(
          "up",
          "state",
          "known_nodes",
          "size",
          "slots_assigned",
          "slots_ok",
          "slots_pfail",
          "slots_fail",
          "slots_uncovered",
          "slots_conflicting",
          "slots_migrating",
          "slots_importing",
          "views",
          "failures_tolerated",
          "failovers_total",
          "shard_serving",
          "shard_slots",
          "shard_healthy_replicas",
          "failover_duration_seconds_count");
  private static final Set<String> SUMMED_OVER_NODES =
      Set.of(
          "node_up",
          "node_state",
          "node_loading",
          "node_flagged",
          "node_writes_blocked",
          "node_slots",
          "node_slots_migrating",
          "node_slots_importing",
          "replication_link_up",
          "replication_sync_in_progress");

  private static final String MEASURED_LAGS = "count(replication_lag_bytes)";
  static final String LAGGING_REPLICAS = "count(replication_lag_seconds > 1)";

  /** Three primaries with one replica each, on one host, before any failover. */
  static final Map<String, Double> HEALTHY = healthy();

  private Signals() {}

  private static Map<String, Double> healthy() {
    Map<String, Double> healthy = new TreeMap<>();
    for (String one : List.of("up", "state", "views", "failures_tolerated{node}")) {
      healthy.put(one, 1.0);
    }
    for (String none :
        List.of(
            "slots_pfail",
            "slots_fail",
            "slots_uncovered",
            "slots_conflicting",
            "slots_migrating",
            "slots_importing",
            "failures_tolerated{host}",
            "failovers_total{automatic}",
            "failovers_total{forced}",
            "failovers_total{manual}",
            "failovers_total{takeover}",
            "failovers_total{unknown}",
            "failover_duration_seconds_count",
            "node_loading",
            "node_flagged{fail}",
            "node_flagged{pfail}",
            "node_slots_migrating",
            "node_slots_importing",
            "node_writes_blocked{save_failed}",
            "node_writes_blocked{aof_write_failed}",
            "node_writes_blocked{replicas_missing}",
            "node_writes_blocked{memory_full}",
            "replication_sync_in_progress")) {
      healthy.put(none, 0.0);
    }
    for (String all : List.of("slots_assigned", "slots_ok", "node_slots")) {
      healthy.put(all, 16384.0);
    }
    for (String six : List.of("known_nodes", "node_up", "node_state")) {
      healthy.put(six, 6.0);
    }
    healthy.put("size", 3.0);
    healthy.put("replication_link_up", 3.0);
    healthy.put(MEASURED_LAGS, 3.0);
    healthy.put(LAGGING_REPLICAS, 0.0);
    Map.of("slot-0", 5461.0, "slot-5461", 5462.0, "slot-10923", 5461.0)
        .forEach(
            (shard, slots) -> {
              healthy.put("shard_serving{" + shard + "}", 1.0);
              healthy.put("shard_healthy_replicas{" + shard + "}", 1.0);
              healthy.put("shard_slots{" + shard + "}", slots);
            });
    return healthy;
  }

  /** The signals of a page, without those that are absent from it. */
  static Map<String, Double> of(ScrapedPage page) {
    return of(page, Map.of());
  }

  /**
   * As {@link #of(ScrapedPage)}.
   *
   * @param shards other names for shards, by their names on the page
   */
  static Map<String, Double> of(ScrapedPage page, Map<String, String> shards) {
    Map<String, Double> signals = new TreeMap<>();
    for (Series series : page.series()) {
      if (series.name().startsWith(PREFIX)) {
        String name = series.name().substring(PREFIX.length());
        if (CLUSTER_AND_SHARDS.contains(name)) {
          signals.put(name + label(series, shards), series.value());
        } else if (SUMMED_OVER_NODES.contains(name)) {
          signals.merge(name + label(series, shards), series.value(), Double::sum);
        }
      }
    }
    signals.put(MEASURED_LAGS, (double) page.all(PREFIX + "replication_lag_bytes").size());
    signals.put(
        LAGGING_REPLICAS,
        (double)
            page.all(PREFIX + "replication_lag_seconds").stream()
                .filter(lag -> lag.value() > 1)
                .count());
    return signals;
  }

  /** The value of the label that distinguishes series, in braces. */
  private static String label(Series series, Map<String, String> shards) {
    Map<String, String> labels = new TreeMap<>(series.labels());
    labels.keySet().removeAll(Set.of("redis_cluster", "node", "node_id", "role"));
    labels.computeIfPresent("shard", (label, shard) -> shards.getOrDefault(shard, shard));
    String text = String.join(",", labels.values());
    return text.isEmpty() ? "" : "{" + text + "}";
  }

  /** The differences from the expected signals; empty if there are none. */
  static String difference(Map<String, Double> signals, Map<String, Double> expected) {
    StringBuilder difference = new StringBuilder();
    Map<String, Double> all = new TreeMap<>(signals);
    expected.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      double actual = signals.getOrDefault(name, ABSENT);
      double wanted = expected.getOrDefault(name, ABSENT);
      if (wanted != ANY && Double.compare(actual, wanted) != 0) {
        difference.append("%n  %s is %s, expected %s".formatted(name, actual, wanted));
      }
    }
    return difference.toString();
  }
}
