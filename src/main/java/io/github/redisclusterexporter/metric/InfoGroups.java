package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Metrics of a node that are fields of INFO, in one group for each of its sections. */
final class InfoGroups {
  private static final Pattern DATABASE = Pattern.compile("\\d+");

  private InfoGroups() {}

  private static Group.Builder<Node> group(String name) {
    return Group.of(name, Group.NODES, Collector.INFO);
  }

  static Group<Node> clients() {
    return group("clients")
        .gauge("redis_cluster_connected_clients", info("connected_clients", NumberKind.CONNECTIONS))
        .help("Client connections, replicas not counted (INFO connected_clients).")
        .gauge("redis_cluster_blocked_clients", info("blocked_clients", NumberKind.CONNECTIONS))
        .help(
            "Clients that wait in a blocking command, as idle queue workers do"
                + " (INFO blocked_clients).")
        .gauge("redis_cluster_connected_replicas", info(InfoGroups::connectedReplicas))
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
        .build();
  }

  /** Valkey 8 can send a full copy over a second connection, and counts that one, too. */
  private static OptionalDouble connectedReplicas(Info info) {
    OptionalDouble connections = info.number("connected_slaves", NumberKind.CONNECTIONS);
    List<Info> replicas = List.copyOf(info.composed("slave").values());
    Set<String> mainChannels =
        replicas.stream()
            .filter(replica -> isChannel(replica, "main-channel"))
            .map(InfoGroups::address)
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

  static Group<Node> memory() {
    return group("memory")
        .gauge("redis_cluster_memory_bytes", info("used_memory"))
        .help("Memory that the server has allocated, in bytes (INFO used_memory).")
        .gauge("redis_cluster_memory_max_bytes", info("maxmemory"))
        .help("Memory that the server may allocate, in bytes; 0 is no limit (INFO maxmemory).")
        .gauge(
            "redis_cluster_memory_not_counted_bytes",
            part("mem_not_counted_for_evict", "used_memory"))
        .help(
            "Part of the memory that is left out when it is compared with the maximum, in bytes"
                + " (INFO mem_not_counted_for_evict).")
        .gauge("redis_cluster_memory_rss_bytes", info("used_memory_rss"))
        .help(
            "Memory of the process as the operating system sees it, in bytes"
                + " (INFO used_memory_rss).")
        .gauge("redis_cluster_memory_system_bytes", info("total_system_memory"))
        .help("Memory of the machine, in bytes (INFO total_system_memory).")
        .gauge("redis_cluster_memory_peak_bytes", whole("used_memory_peak", "used_memory"))
        .help("Most memory that was ever allocated, in bytes (INFO used_memory_peak).")
        .gauge(
            "redis_cluster_memory_dataset_bytes", difference("used_memory_dataset", "used_memory"))
        .help("Memory that the keys and values use, in bytes (INFO used_memory_dataset).")
        .gauge(
            "redis_cluster_memory_fragmentation_ratio",
            info("mem_fragmentation_ratio", NumberKind.AMOUNT))
        .help(
            "Resident memory by allocated memory; large on a nearly empty server"
                + " (INFO mem_fragmentation_ratio).")
        .build();
  }

  static Group<Node> persistence() {
    return group("persistence")
        .gauge("redis_cluster_rdb_last_save_timestamp_seconds", info(ServerState::lastSave))
        .help(
            "When the last snapshot was saved, in seconds since 1970; absent before the first"
                + " since the server started (INFO rdb_last_save_time).")
        .gauge("redis_cluster_rdb_last_save_success", infoIs("rdb_last_bgsave_status", "ok"))
        .help(
            "1 when the last snapshot was written, 0 when that failed"
                + " (INFO rdb_last_bgsave_status).")
        .gauge("redis_cluster_rdb_changes_since_last_save", info("rdb_changes_since_last_save"))
        .help("Writes that no snapshot holds yet (INFO rdb_changes_since_last_save).")
        .gauge(
            "redis_cluster_rdb_save_in_progress", info("rdb_bgsave_in_progress", NumberKind.FLAG))
        .help("1 while a snapshot is being written (INFO rdb_bgsave_in_progress).")
        .gauge("redis_cluster_aof_enabled", info("aof_enabled", NumberKind.FLAG))
        .help("1 when the append-only file is on (INFO aof_enabled).")
        .gauge("redis_cluster_aof_last_write_success", infoIs("aof_last_write_status", "ok"))
        .help(
            "1 when the last write to the append-only file worked, 0 when it failed"
                + " (INFO aof_last_write_status).")
        .gauge("redis_cluster_aof_last_rewrite_success", infoIs("aof_last_bgrewrite_status", "ok"))
        .help(
            "1 when the last rewrite of the append-only file worked, 0 when it failed"
                + " (INFO aof_last_bgrewrite_status).")
        .build();
  }

  static Group<Node> stats() {
    return group("stats")
        .counter("redis_cluster_commands_processed_total", info("total_commands_processed"))
        .help("Commands processed (INFO total_commands_processed).")
        .counter("redis_cluster_network_input_bytes_total", info("total_net_input_bytes"))
        .help("Bytes received from clients (INFO total_net_input_bytes).")
        .counter("redis_cluster_network_output_bytes_total", info("total_net_output_bytes"))
        .help("Bytes sent to clients (INFO total_net_output_bytes).")
        .counter("redis_cluster_keyspace_hits_total", info("keyspace_hits"))
        .help("Look-ups of keys that were there (INFO keyspace_hits).")
        .counter("redis_cluster_keyspace_misses_total", info("keyspace_misses"))
        .help("Look-ups of keys that were not there (INFO keyspace_misses).")
        .counter("redis_cluster_expired_keys_total", info("expired_keys"))
        .help("Keys removed because their time was over (INFO expired_keys).")
        .counter("redis_cluster_evicted_keys_total", info("evicted_keys"))
        .help("Keys removed because memory was full (INFO evicted_keys).")
        .counter("redis_cluster_error_replies_total", info("total_error_replies"))
        .help("Error replies sent (INFO total_error_replies).")
        .build();
  }

  static Group<Node> cpu() {
    return group("cpu")
        .counter(
            "redis_cluster_cpu_seconds_total",
            List.of("mode"),
            infoByMode(
                "user", "used_cpu_user",
                "system", "used_cpu_sys",
                "children_user", "used_cpu_user_children",
                "children_system", "used_cpu_sys_children"))
        .help(
            "Processor time of the server and of the children it forked, in seconds"
                + " (INFO used_cpu_*).")
        .counter(
            "redis_cluster_main_thread_cpu_seconds_total",
            List.of("mode"),
            infoByMode(
                "main_thread_user", "used_cpu_user_main_thread",
                "main_thread_system", "used_cpu_sys_main_thread"))
        .help(
            "Processor time of the thread that runs the commands, in seconds; near 1 per second"
                + " the node is at its limit (INFO used_cpu_*_main_thread).")
        .build();
  }

  /** A number for each mode: pairs of a mode and its field. */
  private static BiConsumer<Node, DataPoints> infoByMode(String... modesAndFields) {
    return (node, points) -> {
      for (int i = 0; i < modesAndFields.length; i += 2) {
        String mode = modesAndFields[i];
        Function<Node, OptionalDouble> reader = info(modesAndFields[i + 1], NumberKind.AMOUNT);
        points
            .attempt(() -> reader.apply(node), OptionalDouble.empty())
            .ifPresent(value -> points.add(value, mode));
      }
    };
  }

  static Group<Node> replication() {
    return group("replication")
        .gauge("redis_cluster_replication_link_up", replicating(infoIs("master_link_status", "up")))
        .help("On replicas: 1 when the link to the primary is up (INFO master_link_status).")
        .gauge(
            "redis_cluster_replication_sync_in_progress",
            replicating(info("master_sync_in_progress", NumberKind.FLAG)))
        .help(
            "On replicas: 1 while a full copy of the primary's dataset is being received"
                + " (INFO master_sync_in_progress).")
        .gauge(
            "redis_cluster_replication_offset_bytes",
            node -> info(isReplica(node) ? "slave_repl_offset" : "master_repl_offset").apply(node))
        .help(
            "Position in the replication stream, in bytes: on primaries what was written, on"
                + " replicas what was applied (INFO master_repl_offset, slave_repl_offset).")
        .gauge("redis_cluster_replication_lag_bytes", lag(lag -> OptionalDouble.of(lag.bytes())))
        .help(
            "On replicas: bytes of the primary's replication stream that the replica has not"
                + " applied; absent when the two were not measured in this scrape or do not share"
                + " a history (INFO of the primary, then of the replica).")
        .gauge("redis_cluster_replication_lag_seconds", lag(Node.ReplicationLag::seconds))
        .help(
            "On replicas: how old the data is, in seconds, by when the primary's stream had reached"
                + " what the replica has; absent when the lag in bytes is, and while the stream was"
                + " looked at only once and the replica is behind.")
        .gauge("redis_cluster_replication_backlog_bytes", info("repl_backlog_size"))
        .help(
            "Size of the replication backlog, in bytes; a replica that is behind by more needs a"
                + " full copy when its link breaks (INFO repl_backlog_size).")
        .counter("redis_cluster_full_resyncs_total", info("sync_full"))
        .help("Full copies of the dataset given to replicas (INFO sync_full).")
        .build();
  }

  private static Function<Node, OptionalDouble> replicating(Function<Node, OptionalDouble> reader) {
    return node ->
        node.info().filter(ServerState::isReplicating).isPresent()
            ? reader.apply(node)
            : OptionalDouble.empty();
  }

  /** According to the node itself, in this scrape. */
  private static boolean isReplica(Node node) {
    return node.info().map(Role::of).equals(Optional.of(Role.REPLICA));
  }

  private static Function<Node, OptionalDouble> lag(
      Function<Node.ReplicationLag, OptionalDouble> part) {
    return node -> node.lag().map(part).orElseGet(OptionalDouble::empty);
  }

  static Group<Node> keyspace() {
    return group("keyspace")
        .gauge("redis_cluster_keys", List.of("db"), byDatabase("keys"))
        .help("Keys in the database (INFO keyspace).")
        .gauge("redis_cluster_keys_expiring", List.of("db"), byDatabase("expires"))
        .help("Keys in the database that have a time to live (INFO keyspace).")
        .build();
  }

  private static BiConsumer<Node, DataPoints> byDatabase(String name) {
    return (node, points) -> {
      Map<String, Info> databases = new HashMap<>(node.infoPairs("db"));
      if (node.info().isPresent()) {
        // The server omits empty databases; the first one always exists.
        databases.putIfAbsent("0", Info.pairs("db0", "keys=0,expires=0"));
      }
      databases.keySet().removeIf(db -> !DATABASE.matcher(db).matches());
      databases.forEach(
          (db, pairs) ->
              points
                  .attempt(() -> ofDatabase(pairs, name), OptionalDouble.empty())
                  .ifPresent(number -> points.add(number, db)));
    };
  }

  /** When one of the two numbers cannot be right, neither is known to be right. */
  private static OptionalDouble ofDatabase(Info database, String name) {
    requirePart(database, "expires", "keys");
    return database.number(name, NumberKind.COUNT);
  }

  /** The number of something in INFO. */
  static Function<Node, OptionalDouble> info(String field) {
    return info(field, NumberKind.COUNT);
  }

  /** A number in INFO. */
  static Function<Node, OptionalDouble> info(String field, NumberKind kind) {
    return info(info -> info.number(field, kind));
  }

  /** The number of something in INFO that is a part of another number. */
  private static Function<Node, OptionalDouble> part(String field, String whole) {
    return info(
        info -> {
          requirePart(info, field, whole);
          return info.number(field, NumberKind.COUNT);
        });
  }

  /**
   * As {@link #part}, of a number that the server gets by subtraction. A nearly empty Redis 8 or
   * Valkey 8 subtracts more than there is, and writes the negative result without its sign. There
   * is no number then.
   */
  private static Function<Node, OptionalDouble> difference(String field, String whole) {
    Function<Node, OptionalDouble> part = part(field, whole);
    return node ->
        node.info().flatMap(info -> info.text(field)).filter(InfoGroups::isNegative).isPresent()
            ? OptionalDouble.empty()
            : part.apply(node);
  }

  private static boolean isNegative(String unsigned) {
    return unsigned.matches("\\d{19,20}") && new BigInteger(unsigned).bitLength() == Long.SIZE;
  }

  /** The number of something in INFO of which another number is a part. */
  private static Function<Node, OptionalDouble> whole(String field, String part) {
    return info(
        info -> {
          requirePart(info, part, field);
          return info.number(field, NumberKind.COUNT);
        });
  }

  private static void requirePart(Info info, String part, String whole) {
    if (info.readable(part).orElse(0) > info.readable(whole).orElse(Double.MAX_VALUE)) {
      throw new MalformedReplyException(part + " is more than " + whole);
    }
  }

  /** 1 when a field of INFO has that text, 0 when it has another. */
  private static Function<Node, OptionalDouble> infoIs(String field, String text) {
    return info(info -> info.is(field, text));
  }

  private static Function<Node, OptionalDouble> info(Function<Info, OptionalDouble> reader) {
    return node -> node.info().map(reader).orElseGet(OptionalDouble::empty);
  }
}
