package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What a node claims to own, and what the others think of it. */
final class SlotsGroup {
  private SlotsGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("slots", Collector.CLUSTER_NODES)
        .gauge(
            "redis_cluster_node_slots",
            "On primaries: slots that the node claims to own (CLUSTER NODES, its line about"
                + " itself).",
            ownLine(line -> line.slots().size()))
        .gauge(
            "redis_cluster_node_slots_migrating",
            "On primaries: slots on their way out (CLUSTER NODES, its line about itself).",
            ownLine(Line::migrating))
        .gauge(
            "redis_cluster_node_slots_importing",
            "On primaries: slots on their way in (CLUSTER NODES, its line about itself).",
            ownLine(Line::importing))
        .gauge(
            "redis_cluster_node_flagged",
            List.of("flag"),
            "Reachable other nodes that flag the node: pfail when they suspect it, fail when a"
                + " majority has agreed (CLUSTER NODES).",
            (node, points) -> {
              if (node.id().isPresent() && node.role() != Role.UNKNOWN) {
                points.add(node.failureReports().failedBy(), "fail");
                points.add(node.failureReports().suspectedBy(), "pfail");
              }
            })
        .build();
  }

  private static Function<Node, OptionalDouble> ownLine(ToIntFunction<Line> number) {
    return node ->
        node.report()
            .flatMap(NodeReport::view)
            .flatMap(view -> view.myself())
            .filter(Line::isPrimary)
            .map(line -> OptionalDouble.of(number.applyAsInt(line)))
            .orElseGet(OptionalDouble::empty);
  }
}
