package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.List;

/** What the nodes say to each other. */
final class BusGroup {
  private static final List<String> TYPES =
      List.of(
          "auth-ack",
          "auth-req",
          "fail",
          "meet",
          "mfstart",
          "module",
          "ping",
          "pong",
          "publish",
          "publishshard",
          "update");

  private BusGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("bus", Collector.CLUSTER_NODES, Collector.CLUSTER_INFO)
        .counter(
            "redis_cluster_bus_messages_total",
            List.of("direction", "type"),
            "Messages of the cluster bus, sent once for each link and received once"
                + " (CLUSTER INFO cluster_stats_messages_*).",
            (node, points) ->
                node.report()
                    .flatMap(NodeReport::clusterInfo)
                    .ifPresent(clusterInfo -> read(clusterInfo, points)))
        .build();
  }

  private static void read(Info clusterInfo, DataPoints points) {
    for (String type : TYPES) {
      for (String direction : List.of("received", "sent")) {
        // The server leaves out what is still 0.
        points.add(
            clusterInfo.number("cluster_stats_messages_" + type + "_" + direction).orElse(0),
            direction,
            type);
      }
    }
  }
}
