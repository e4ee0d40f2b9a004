package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoMilliseconds;
import static io.github.redisclusterexporter.metric.InfoReaders.isPositive;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;
import static io.github.redisclusterexporter.metric.InfoReaders.only;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NumberKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Metrics of a node about its clients: the section Clients of INFO, and what others have of it. */
final class ClientGroups {
  private ClientGroups() {}

  static Group<Node> clients() {
    return group("clients")
        .gauge("redis_cluster_connected_clients", info("connected_clients", NumberKind.CONNECTIONS))
        .help("Client connections, replicas not counted (INFO connected_clients).")
        .gauge("redis_cluster_blocked_clients", info("blocked_clients", NumberKind.CONNECTIONS))
        .help(
            "Clients that wait in a blocking command, as idle queue workers do"
                + " (INFO blocked_clients).")
        .gauge("redis_cluster_connected_replicas", info(ClientGroups::connectedReplicas))
        .help(
            "Replicas connected to this node, each once while it uses two connections for a full"
                + " copy (INFO connected_slaves, slaveN).")
        .gauge("redis_cluster_bus_connections", info("cluster_connections", NumberKind.CONNECTIONS))
        .help(
            "Connections of the cluster bus, which count towards maxclients"
                + " (INFO cluster_connections).")
        .gauge("redis_cluster_max_clients", info("maxclients", NumberKind.CONNECTIONS))
        .help("Connections of all kinds that the server admits (INFO maxclients).")
        .counter("redis_cluster_connections_received_total", info("total_connections_received"))
        .help("Connections accepted (INFO total_connections_received).")
        .counter("redis_cluster_rejected_connections_total", info("rejected_connections"))
        .help("Connections turned away because of maxclients (INFO rejected_connections).")
        .counter("redis_cluster_evicted_clients_total", info("evicted_clients"))
        .help(
            "Clients disconnected because all clients together used more than maxmemory-clients"
                + " (INFO evicted_clients).")
        .counter(
            "redis_cluster_client_disconnections_total",
            List.of("reason"),
            labelled(
                Map.of(
                    "output_buffer", info("client_output_buffer_limit_disconnections"),
                    "query_buffer", info("client_query_buffer_limit_disconnections"))))
        .help(
            "Clients disconnected because a buffer exceeded its limit"
                + " (INFO client_*_buffer_limit_disconnections).")
        .gauge(
            "redis_cluster_client_pause_remaining_seconds",
            only(
                isPositive("paused_timeout_milliseconds"),
                infoMilliseconds("paused_timeout_milliseconds")))
        .help(
            "How long commands are still delayed by CLIENT PAUSE or a failover, in seconds; absent"
                + " when they are not (INFO paused_timeout_milliseconds).")
        .build();
  }

  /** Publish and subscribe. */
  static Group<Node> pubsub() {
    return group("pubsub")
        .gauge("redis_cluster_pubsub_channels", info("pubsub_channels"))
        .help("Channels with subscribers (INFO pubsub_channels).")
        .gauge("redis_cluster_pubsub_patterns", info("pubsub_patterns"))
        .help("Patterns of channels with subscribers (INFO pubsub_patterns).")
        .gauge("redis_cluster_pubsub_shard_channels", info("pubsubshard_channels"))
        .help("Shard channels with subscribers (INFO pubsubshard_channels).")
        .gauge("redis_cluster_pubsub_clients", info("pubsub_clients", NumberKind.CONNECTIONS))
        .help("Clients that subscribe (INFO pubsub_clients).")
        .build();
  }

  /** Keys that the server watches for clients. */
  static Group<Node> tracking() {
    return group("tracking")
        .gauge("redis_cluster_tracking_clients", info("tracking_clients", NumberKind.CONNECTIONS))
        .help("Clients that use client-side caching (INFO tracking_clients).")
        .gauge("redis_cluster_tracking_keys", info("tracking_total_keys"))
        .help("Keys that are tracked for client-side caching (INFO tracking_total_keys).")
        .gauge("redis_cluster_tracking_items", info("tracking_total_items"))
        .help(
            "Tracked keys, each once for every client that is told of changes"
                + " (INFO tracking_total_items).")
        .gauge("redis_cluster_tracking_prefixes", info("tracking_total_prefixes"))
        .help("Prefixes of keys that are tracked (INFO tracking_total_prefixes).")
        .gauge("redis_cluster_watching_clients", info("watching_clients", NumberKind.CONNECTIONS))
        .help("Clients that have called WATCH (INFO watching_clients).")
        .gauge("redis_cluster_watched_keys", info("total_watched_keys"))
        .help("Keys that clients watch (INFO total_watched_keys).")
        .gauge("redis_cluster_blocking_keys", info("total_blocking_keys"))
        .help("Keys on which clients wait in a blocking command (INFO total_blocking_keys).")
        .gauge(
            "redis_cluster_client_recent_max_buffer_bytes",
            List.of("buffer"),
            labelled(
                Map.of(
                    "input", info("client_recent_max_input_buffer"),
                    "output", info("client_recent_max_output_buffer"))))
        .help(
            "Largest buffer of a client in the last seconds, in bytes"
                + " (INFO client_recent_max_input_buffer, client_recent_max_output_buffer).")
        .gauge(
            "redis_cluster_blocked_clients_with_timeout",
            info("clients_in_timeout_table", NumberKind.CONNECTIONS))
        .help(
            "Clients that wait in a blocking command with a time limit"
                + " (INFO clients_in_timeout_table).")
        .gauge("redis_cluster_blocking_keys_on_deletion", info("total_blocking_keys_on_nokey"))
        .help(
            "Keys on which clients wait in a command that also ends when the key is deleted, such"
                + " as XREADGROUP (INFO total_blocking_keys_on_nokey).")
        .counter(
            "redis_cluster_reply_buffer_resizes_total",
            List.of("result"),
            labelled(
                Map.of(
                    "expanded", info("reply_buffer_expands"),
                    "shrunk", info("reply_buffer_shrinks"))))
        .help(
            "Changes of the size of clients' reply buffers"
                + " (INFO reply_buffer_expands, reply_buffer_shrinks).")
        .build();
  }

  /** Valkey 8 can send a full copy over a second connection, and counts that one, too. */
  private static OptionalDouble connectedReplicas(Info info) {
    OptionalDouble connections = info.number("connected_slaves", NumberKind.CONNECTIONS);
    List<Info> replicas = List.copyOf(info.composed("slave").values());
    Set<String> mainChannels =
        replicas.stream()
            .filter(replica -> isChannel(replica, "main-channel"))
            .map(ClientGroups::address)
            .collect(Collectors.toSet());
    long second =
        replicas.stream()
            .filter(replica -> isChannel(replica, "rdb-channel"))
            .filter(replica -> mainChannels.contains(address(replica)))
            .count();
    return connections.isPresent()
        ? OptionalDouble.of(
            NumberKind.CONNECTIONS.check("connected_slaves", connections.getAsDouble() - second))
        : connections;
  }

  private static boolean isChannel(Info replica, String type) {
    return replica.text("type").equals(Optional.of(type));
  }

  private static String address(Info replica) {
    return replica.text("ip").orElse("") + " " + replica.text("port").orElse("");
  }
}
