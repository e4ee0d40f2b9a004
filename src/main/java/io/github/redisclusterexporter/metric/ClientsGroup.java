package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;

/**
 * Who is connected. The server admits while clients, replicas and bus together are below the
 * maximum.
 */
final class ClientsGroup {
  private ClientsGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("clients", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_connected_clients",
            "Client connections, replicas not counted (INFO connected_clients).",
            info("connected_clients"))
        .gauge(
            "redis_cluster_blocked_clients",
            "Clients that wait in a blocking command, as idle queue workers do"
                + " (INFO blocked_clients).",
            info("blocked_clients"))
        .gauge(
            "redis_cluster_connected_replicas",
            "Replicas connected to this node (INFO connected_slaves).",
            info("connected_slaves"))
        .gauge(
            "redis_cluster_bus_connections",
            "Connections of the cluster bus, which count towards maxclients"
                + " (INFO cluster_connections).",
            info("cluster_connections"))
        .gauge(
            "redis_cluster_max_clients",
            "Connections of all kinds that the server admits (INFO maxclients).",
            info("maxclients"))
        .counter(
            "redis_cluster_connections_received_total",
            "Connections accepted (INFO total_connections_received).",
            info("total_connections_received"))
        .counter(
            "redis_cluster_rejected_connections_total",
            "Connections turned away because of maxclients (INFO rejected_connections).",
            info("rejected_connections"))
        .build();
  }
}
