package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Conditions of shards and of the whole cluster. */
final class ClusterConditions {
  private static final double SNAPSHOT_SECONDS = Duration.ofHours(26).toSeconds();
  private static final double MICROSECONDS = 1e6;

  static final List<AlertCondition> ALL =
      List.of(
          new AlertCondition(
              List.of("RedisClusterShardUnprotected", "RedisClusterManyShardsUnprotected"),
              "redundancy: a shard has no replica that could take over",
              ClusterConditions::unprotected,
              "bring back its replica, or add one: redis-cli --cluster add-node NEW:PORT HOST:PORT"
                  + " --cluster-slave --cluster-master-id ID"),
          new AlertCondition(
              List.of("RedisClusterHostQuorumRisk"),
              "redundancy: the cluster would not survive the loss of one host",
              ClusterConditions::hostRisk,
              "move a primary by a failover on its replica on another host: CLUSTER FAILOVER"),
          new AlertCondition(
              List.of("RedisClusterShardOneHost"),
              "redundancy: all nodes of a shard are on one host",
              ClusterConditions::oneHost,
              "add a replica on another host"),
          new AlertCondition(
              List.of("RedisClusterVersionSkew"),
              "cluster: the nodes run different versions",
              ClusterConditions::versions,
              "finish the upgrade; during an upgrade this is normal"),
          new AlertCondition(
              List.of("RedisClusterSnapshotTooOld"),
              "persistence: a shard was not saved for more than a day",
              ClusterConditions::oldSnapshots,
              "check the nightly backup; LASTSAVE and INFO persistence have the details"));

  private ClusterConditions() {}

  private static List<String> unprotected(CheckFacts facts) {
    return facts.scrape().snapshot().shards().stream()
        .filter(shard -> shard.healthyReplicas() == 0)
        .flatMap(shard -> shard.primary().stream())
        .map(primary -> "the shard of " + primary.name())
        .sorted()
        .toList();
  }

  private static List<String> hostRisk(CheckFacts facts) {
    ClusterSnapshot snapshot = facts.scrape().snapshot();
    return hosts(facts.nodes()).size() > 2
            && snapshot.failuresTolerated(FailureDomain.HOST).orElse(1) == 0
        ? List.of("losing one host loses a majority of the primaries, or all nodes of a shard")
        : List.of();
  }

  private static List<String> oneHost(CheckFacts facts) {
    if (hosts(facts.nodes()).size() < 2) {
      return List.of();
    }
    return nodesByShard(facts).values().stream()
        .map(nodes -> nodes.stream().filter(node -> !node.host().isEmpty()).toList())
        .filter(nodes -> nodes.size() > 1 && hosts(nodes).size() == 1)
        .map(nodes -> nodes.stream().map(Node::name).collect(Collectors.joining(", ")))
        .toList();
  }

  /** Without the unknown host of nodes that have no address. */
  private static Set<String> hosts(Collection<Node> nodes) {
    return nodes.stream()
        .map(Node::host)
        .filter(host -> !host.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Map<String, List<Node>> nodesByShard(CheckFacts facts) {
    return facts.nodes().stream()
        .filter(node -> node.shard().isPresent())
        .collect(
            Collectors.groupingBy(node -> node.shard().get(), TreeMap::new, Collectors.toList()));
  }

  private static List<String> versions(CheckFacts facts) {
    Map<String, TreeSet<String>> nodes = new TreeMap<>();
    for (Node node : facts.nodes()) {
      Optional<NodeReport> report = node.report();
      if (report.isPresent() && !report.get().server().version().isEmpty()) {
        nodes
            .computeIfAbsent(report.get().server().version(), version -> new TreeSet<>())
            .add(node.name());
      }
    }
    return nodes.size() < 2
        ? List.of()
        : nodes.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
            .toList();
  }

  private static List<String> oldSnapshots(CheckFacts facts) {
    List<String> places = new ArrayList<>();
    for (List<Node> nodes : nodesByShard(facts).values()) {
      List<Info> infos = nodes.stream().flatMap(node -> node.info().stream()).toList();
      double now = greatest(infos, info -> info.readable("server_time_usec")) / MICROSECONDS;
      double saved = greatest(infos, ClusterConditions::lastSave);
      double changes = greatest(infos, info -> info.readable("rdb_changes_since_last_save"));
      if (saved > 0 && now - saved > SNAPSHOT_SECONDS && changes > 0) {
        places.add(
            "%s: %.0f hours"
                .formatted(
                    nodes.stream().map(Node::name).collect(Collectors.joining(", ")),
                    (now - saved) / Duration.ofHours(1).toSeconds()));
      }
    }
    return places;
  }

  private static OptionalDouble lastSave(Info info) {
    try {
      return ServerState.lastSave(info);
    } catch (MalformedReplyException e) {
      return OptionalDouble.empty();
    }
  }

  private static double greatest(List<Info> infos, Function<Info, OptionalDouble> reader) {
    return infos.stream().mapToDouble(info -> reader.apply(info).orElse(0)).max().orElse(0);
  }
}
