package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** How asking each node went. */
final class ProbeGroup {
  private static final double NANOSECONDS = 1e9;

  private ProbeGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("probe", Collector.CLUSTER_NODES)
        .gauge(
            "redis_cluster_exporter_probe_duration_seconds",
            "How long this scrape waited for the node, in seconds, connecting included.",
            node -> node.probeDuration().map(ProbeGroup::seconds).orElseGet(OptionalDouble::empty))
        .gauge(
            "redis_cluster_exporter_collector_success",
            List.of("collector"),
            "1 when the node answered what the collector asked; 0 when it refused or failed; absent"
                + " where the server does not have it.",
            (node, points) ->
                node.report()
                    .ifPresent(
                        report ->
                            report
                                .collected()
                                .forEach(
                                    (ask, success) -> points.add(success ? 1 : 0, ask.label()))))
        .build();
  }

  private static OptionalDouble seconds(Duration duration) {
    return OptionalDouble.of(duration.toNanos() / NANOSECONDS);
  }
}
