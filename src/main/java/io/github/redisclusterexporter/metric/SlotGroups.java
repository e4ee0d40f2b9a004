package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.SlotStats.Statistic;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;

/** Metrics of single slots, which move from node to node. */
final class SlotGroups {
  private static final double MICROSECONDS = 1e6;
  private static final List<String> LABELS = List.of("slot");

  private static final Subject<ClusterSnapshot> CLUSTER =
      new Subject<>(
          scrape -> scrape.snapshot().isStandalone() ? List.of() : List.of(scrape.snapshot()),
          Set.of(Collector.CLUSTER_NODES, Collector.INFO),
          List.of(),
          snapshot -> List.of());

  private SlotGroups() {}

  /**
   * The busiest slots of the cluster.
   *
   * @param most how many have series
   */
  static Group<ClusterSnapshot> slotStats(int most) {
    BusiestSlots busiest = new BusiestSlots(most);
    return Group.of("slot-stats", CLUSTER, Collector.SLOT_STATS.toArray(Collector[]::new))
        .prepare(snapshots -> snapshots.forEach(busiest::update))
        .gauge("redis_cluster_slot_keys", LABELS, values(busiest, Statistic.KEYS, 1))
        .help("Keys in the slot (CLUSTER SLOT-STATS key-count).")
        .counter(
            "redis_cluster_slot_cpu_seconds_total",
            LABELS,
            values(busiest, Statistic.CPU, MICROSECONDS))
        .help(
            "CPU time spent on commands for the slot since its node began to serve it, in seconds"
                + " (CLUSTER SLOT-STATS cpu-usec).")
        .counter(
            "redis_cluster_slot_network_bytes_total",
            List.of("slot", "direction"),
            values(busiest, Statistic.NETWORK_INPUT, 1, "input")
                .andThen(values(busiest, Statistic.NETWORK_OUTPUT, 1, "output")))
        .help(
            "Bytes that commands for the slot transferred since its node began to serve it"
                + " (CLUSTER SLOT-STATS network-bytes-in, network-bytes-out).")
        .gauge("redis_cluster_slot_memory_bytes", LABELS, values(busiest, Statistic.MEMORY, 1))
        .help(
            "Memory that the keys of the slot use, in bytes; Redis only"
                + " (CLUSTER SLOT-STATS memory-bytes).")
        .build();
  }

  /** Of the busiest slots, each from the node that serves it. */
  private static BiConsumer<ClusterSnapshot, DataPoints> values(
      BusiestSlots busiest, Statistic statistic, double divisor, String... further) {
    return (snapshot, points) -> {
      for (int slot : busiest.slots()) {
        points
            .attempt(() -> value(snapshot, slot, statistic), OptionalDouble.empty())
            .ifPresent(value -> points.add(value / divisor, labels(slot, further)));
      }
    };
  }

  private static String[] labels(int slot, String... further) {
    String[] labels = new String[further.length + 1];
    labels[0] = Integer.toString(slot);
    System.arraycopy(further, 0, labels, 1, further.length);
    return labels;
  }

  private static OptionalDouble value(ClusterSnapshot snapshot, int slot, Statistic statistic) {
    return snapshot
        .servingNode(slot)
        .flatMap(
            node ->
                BusiestSlots.replies(node)
                    .filter(each -> each.slots().containsKey(slot))
                    .findFirst())
        .map(reply -> reply.value(slot, statistic))
        .orElseGet(OptionalDouble::empty);
  }
}
