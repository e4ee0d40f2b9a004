package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** How many commands were slow. */
final class SlowlogGroup {
  private SlowlogGroup() {}

  static Group<Node> group() {
    return Group.ofNodes(
            "slowlog",
            Collector.CLUSTER_NODES,
            Collector.INFO,
            Collector.COMMANDSTATS,
            Collector.SLOWLOG)
        .counter(
            "redis_cluster_slowlog_entries_total",
            "Commands that were slower than slowlog-log-slower-than since the server started; absent"
                + " while the log is empty, unless the server shows that nobody has reset it,"
                + " which needs 7.0 (SLOWLOG GET).",
            SlowlogGroup::entries)
        .build();
  }

  private static OptionalDouble entries(Node node) {
    return node.report()
        .flatMap(report -> report.get(Collector.SLOWLOG))
        .map(
            slowlog ->
                slowlog.newestId().isPresent()
                    ? OptionalDouble.of(slowlog.newestId().getAsLong() + 1.0)
                    : whenEmpty(node))
        .orElseGet(OptionalDouble::empty);
  }

  /**
   * Nothing was ever slow, or the log was reset and goes on counting where it was. Only the
   * statistics of the commands tell which, and only from 7.0 on, where they tell subcommands apart.
   */
  private static OptionalDouble whenEmpty(Node node) {
    boolean tellsSubcommands =
        node.report().filter(report -> report.server().compatibility().isAtLeast(7, 0)).isPresent();
    Optional<Info> statistics = infoOf(node).filter(info -> !info.withPrefix("cmdstat_").isEmpty());
    if (!tellsSubcommands || statistics.isEmpty()) {
      return OptionalDouble.empty();
    }
    // Resetting the statistics wipes out the trace of an earlier reset of the log.
    boolean mayHaveBeenReset =
        Stream.of("cmdstat_slowlog|reset", "cmdstat_config|resetstat")
            .anyMatch(command -> statistics.get().text(command).isPresent());
    return mayHaveBeenReset ? OptionalDouble.empty() : OptionalDouble.of(0);
  }
}
