package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ServerState;
import io.github.redisclusterexporter.node.ServerState.WriteBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Conditions of single nodes. */
final class NodeConditions {
  private static final Logger logger = LoggerFactory.getLogger(NodeConditions.class);
  private static final double MEMORY_LIMIT = 0.85;
  private static final double CONNECTIONS_LIMIT = 0.8;
  private static final double BACKLOG_LIMIT = 0.5;
  private static final double EVICTABLE_KEYS = 0.05;
  private static final double MACHINE_LIMIT = 0.9;
  private static final double LAG_SECONDS = 30;

  static final List<AlertCondition> ALL =
      List.of(
          new AlertCondition(
              List.of("RedisClusterWritesBlocked"),
              Impact.USERS,
              "writes: a primary refuses writes",
              onNodes(NodeConditions::writeBlocks),
              "make room on its disk or in its memory, or bring back its replicas"),
          new AlertCondition(
              List.of("RedisClusterReplicaLinkDown"),
              Impact.RISK,
              "replication: a replica has no link to its primary",
              onNodes((node, info) -> linkDown(info)),
              "its log has the reason. If the servers require a password, set masterauth (and"
                  + " masteruser) on every node"),
          new AlertCondition(
              List.of("RedisClusterReplicaLagging"),
              Impact.RISK,
              "replication: a replica is far behind its primary",
              onNodes((node, info) -> lag(node)),
              "check its disk, its network and its slow commands"),
          new AlertCondition(
              List.of("RedisClusterReplicaLagging"),
              Impact.RISK,
              "replication: a replica is behind by most of the replication backlog",
              onNodes(NodeConditions::backlog),
              "increase repl-backlog-size on all nodes of the shard"),
          new AlertCondition(
              List.of("RedisClusterPartialPartition"),
              Impact.RISK,
              "cluster: a node that is up is flagged as failed by other nodes",
              onNodes((node, info) -> flags(node)),
              "check the cluster bus (port + 10000) between the hosts: firewalls, announced"
                  + " addresses"),
          new AlertCondition(
              List.of("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted"),
              Impact.RISK,
              "memory: a node has nearly reached maxmemory and can evict nothing",
              onNodes(NodeConditions::memory),
              "increase maxmemory, or find what grows: redis-cli --bigkeys"),
          new AlertCondition(
              List.of("RedisClusterMachineMemoryLow"),
              Impact.RISK,
              "memory: Redis takes nearly all memory of a machine",
              onNodes((node, info) -> machine(info)),
              "set or lower maxmemory, or move a node to another host"),
          new AlertCondition(
              List.of("RedisClusterConnectionsNearLimit"),
              Impact.RISK,
              "clients: a node has nearly reached its connection limit",
              onNodes((node, info) -> connections(info)),
              "find the clients that hold the connections with CLIENT LIST, or increase"
                  + " maxclients"),
          new AlertCondition(
              List.of("RedisClusterPersistenceFailed"),
              Impact.RISK,
              "persistence: the last snapshot could not be written",
              onNodes(unlessBlocked(WriteBlock.SAVE_FAILED, "rdb_last_bgsave_status")),
              "its log has the reason; usually the disk is full or memory is missing for the fork"),
          new AlertCondition(
              List.of("RedisClusterPersistenceFailed"),
              Impact.RISK,
              "persistence: the append-only file cannot be written",
              onNodes(unlessBlocked(WriteBlock.AOF_WRITE_FAILED, "aof_last_write_status")),
              "make room on its disk; its log has the reason"),
          new AlertCondition(
              List.of("RedisClusterPersistenceFailed"),
              Impact.RISK,
              "persistence: the append-only file could not be rewritten and grows",
              onNodes((node, info) -> failed(info, "aof_last_bgrewrite_status")),
              "its log has the reason; BGREWRITEAOF tries again"));

  private NodeConditions() {}

  /** On every node with INFO that is not loading. A field that cannot be read is no condition. */
  private static Function<CheckFacts, List<String>> onNodes(
      BiFunction<Node, Info, Optional<String>> reader) {
    return facts -> {
      List<String> places = new ArrayList<>();
      for (Node node : facts.nodes()) {
        if (node.isUp() && node.info().isPresent()) {
          try {
            reader
                .apply(node, node.info().get())
                .ifPresent(detail -> places.add(node.name() + ": " + detail));
          } catch (MalformedReplyException e) {
            logger.debug("A condition of {} cannot be evaluated", node.name(), e);
          }
        }
      }
      return places;
    };
  }

  private static Optional<String> writeBlocks(Node node, Info info) {
    return blocks(node, info).stream()
        .map(
            block ->
                switch (block) {
                  case SAVE_FAILED -> "the last snapshot failed";
                  case AOF_WRITE_FAILED -> "the append-only file cannot be written";
                  case REPLICAS_MISSING -> "no replica is left for min-replicas-to-write";
                  case MEMORY_FULL -> "maxmemory is reached, and no key can be evicted";
                })
        .reduce((some, one) -> some + ", " + one);
  }

  private static Set<WriteBlock> blocks(Node node, Info info) {
    if (node.role() != Role.PRIMARY) {
      return Set.of();
    }
    Set<WriteBlock> blocks = ServerState.writeBlocks(info);
    if (hasRefusedNothing(info)) {
      blocks.remove(WriteBlock.SAVE_FAILED);
    }
    return blocks;
  }

  /** INFO does not tell whether a failed snapshot matters: without save, writes are accepted. */
  private static boolean hasRefusedNothing(Info info) {
    return ServerState.countsAllErrors(info)
        && info.text(ServerState.ERROR_COUNT + "MISCONF").isEmpty();
  }

  /** A failure of persistence, unless it is also the reason why writes are refused. */
  private static BiFunction<Node, Info, Optional<String>> unlessBlocked(
      WriteBlock block, String field) {
    return (node, info) ->
        blocks(node, info).contains(block) ? Optional.empty() : failed(info, field);
  }

  private static Optional<String> failed(Info info, String field) {
    return info.text(field).filter(status -> !status.equals("ok")).map(bad -> field + ":" + bad);
  }

  private static Optional<String> linkDown(Info info) {
    return ServerState.isReplicating(info)
            && info.is("master_link_status", "up").orElse(1) == 0
            && info.number("master_sync_in_progress").orElse(0) == 0
        ? Optional.of(
            "its primary is %s:%s"
                .formatted(
                    info.text("master_host").orElse("?"), info.text("master_port").orElse("?")))
        : Optional.empty();
  }

  private static Optional<String> lag(Node node) {
    OptionalDouble seconds =
        node.lag().map(Node.ReplicationLag::seconds).orElseGet(OptionalDouble::empty);
    return seconds.orElse(0) > LAG_SECONDS
        ? Optional.of("%.0f seconds".formatted(seconds.getAsDouble()))
        : Optional.empty();
  }

  private static Optional<String> backlog(Node node, Info info) {
    double bytes = node.lag().map(Node.ReplicationLag::bytes).orElse(0.0);
    return overLimit(bytes, info.number("repl_backlog_size"), BACKLOG_LIMIT);
  }

  /** The part of a limit that is used; empty when it is small, and without a limit. */
  private static Optional<String> overLimit(double used, OptionalDouble limit, double ratio) {
    return limit.orElse(0) > 0 && used / limit.getAsDouble() > ratio
        ? Optional.of("%.0f %%".formatted(100 * used / limit.getAsDouble()))
        : Optional.empty();
  }

  private static Optional<String> memory(Node node, Info info) {
    double used =
        info.number("used_memory").orElse(0) - info.number("mem_not_counted_for_evict").orElse(0);
    return evictsNothing(info) && !blocks(node, info).contains(WriteBlock.MEMORY_FULL)
        ? overLimit(used, info.number("maxmemory"), MEMORY_LIMIT)
        : Optional.empty();
  }

  /** By its policy, or because hardly a key has a time to live. */
  private static boolean evictsNothing(Info info) {
    String policy = info.text("maxmemory_policy").orElse("");
    return policy.equals("noeviction")
        || (policy.startsWith("volatile-")
            && keys(info, "expires") <= EVICTABLE_KEYS * keys(info, "keys"));
  }

  private static double keys(Info info, String field) {
    return info.composed("db").values().stream()
        .mapToDouble(database -> database.number(field).orElse(0))
        .sum();
  }

  private static Optional<String> machine(Info info) {
    return overLimit(
        info.number("used_memory_rss").orElse(0),
        info.number("total_system_memory"),
        MACHINE_LIMIT);
  }

  private static Optional<String> connections(Info info) {
    double used =
        Stream.of("connected_clients", "connected_slaves", "cluster_connections")
            .mapToDouble(field -> info.number(field).orElse(0))
            .sum();
    return overLimit(used, info.number("maxclients"), CONNECTIONS_LIMIT);
  }

  private static Optional<String> flags(Node node) {
    int nodes = node.failureFlags().failedBy() + node.failureFlags().suspectedBy();
    return nodes > 0 ? Optional.of("flagged by " + Finding.count(nodes, "node")) : Optional.empty();
  }
}
