package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.OptionalDouble;

/** How many commands were slow. */
final class SlowlogGroup {
  private SlowlogGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("slowlog", Ask.CLUSTER_NODES, Ask.INFO, Ask.COMMANDSTATS, Ask.SLOWLOG)
        .counter(
            "redis_cluster_slowlog_entries_total",
            "Commands that were slower than slowlog-log-slower-than since the server started;"
                + " absent between a reset of the log and its next entry (SLOWLOG GET).",
            SlowlogGroup::entries)
        .build();
  }

  private static OptionalDouble entries(Node node) {
    return node.report()
        .flatMap(NodeReport::slowlog)
        .map(
            slowlog ->
                slowlog.newestId().isPresent()
                    ? OptionalDouble.of(slowlog.newestId().getAsLong() + 1.0)
                    : whenEmpty(node))
        .orElseGet(OptionalDouble::empty);
  }

  /** Nothing was ever slow, or the log was reset and goes on counting where it was. */
  private static OptionalDouble whenEmpty(Node node) {
    boolean wasReset = infoOf(node).flatMap(info -> info.text("cmdstat_slowlog|reset")).isPresent();
    return wasReset ? OptionalDouble.empty() : OptionalDouble.of(0);
  }
}
