package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;
import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.List;
import java.util.OptionalDouble;

/** Whether a node is there, and what it is. */
final class ServerGroup {
  private ServerGroup() {}

  static Group<Node> group() {
    return Group.ofNodes(
            "server",
            Collector.CLUSTER_NODES,
            Collector.CLUSTER_INFO,
            Collector.INFO,
            Collector.SHARD_ID)
        .gauge(
            "redis_cluster_node_up",
            List.of("role"),
            "1 when the node answered INFO in this scrape and is not loading its dataset, else 0;"
                + " one for every node that any view knows or the configuration names.",
            (node, points) -> points.add(node.isUp() ? 1 : 0, node.role().label()))
        .info(
            "redis_cluster_node_info",
            List.of(
                "availability_zone",
                "host",
                "maxmemory_policy",
                "primary_id",
                "role",
                "shard",
                "version"),
            "Facts about the node to join other metrics with (CLUSTER NODES, INFO).",
            (node, points) ->
                points.add(
                    1,
                    text(node, "availability_zone"),
                    node.host(),
                    text(node, "maxmemory_policy"),
                    node.primaryId().orElse(""),
                    node.role().label(),
                    node.shard().orElse(""),
                    node.report().map(report -> report.server().version()).orElse("")))
        .gauge(
            "redis_cluster_node_state",
            "1 when the node itself finds the cluster ok, 0 when it does not"
                + " (CLUSTER INFO cluster_state).",
            node ->
                node.report()
                    .flatMap(NodeReport::clusterInfo)
                    .map(clusterInfo -> clusterInfo.is("cluster_state", "ok"))
                    .orElseGet(OptionalDouble::empty))
        .gauge(
            "redis_cluster_node_loading",
            "1 while the node loads its dataset and serves nothing (INFO loading).",
            info("loading"))
        .gauge(
            "redis_cluster_uptime_seconds",
            "Seconds since the server process started (INFO uptime_in_seconds).",
            info("uptime_in_seconds"))
        .build();
  }

  private static String text(Node node, String field) {
    return infoOf(node).flatMap(info -> info.text(field)).orElse("");
  }
}
