package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
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
              Impact.RISK,
              "redundancy: a shard has no replica that could take over",
              ClusterConditions::unprotected,
              "bring back its replica, or add one: redis-cli --cluster add-node NEW:PORT HOST:PORT"
                  + " --cluster-slave --cluster-master-id ID"),
          new AlertCondition(
              List.of("RedisClusterHostQuorumRisk"),
              Impact.RISK,
              "redundancy: the cluster would not survive the loss of one host",
              ClusterConditions::hostRisk,
              "move a primary by a failover on its replica on another host: CLUSTER FAILOVER; or a"
                  + " replica, if a shard has all nodes on one host"),
          new AlertCondition(
              List.of("RedisClusterSnapshotTooOld"),
              Impact.RISK,
              "persistence: a shard was not saved for more than a day",
              ClusterConditions::oldSnapshots,
              "check the nightly backup; LASTSAVE and INFO persistence have the details"));

  private ClusterConditions() {}

  private static List<String> unprotected(CheckFacts facts) {
    if (!hasReplicas(facts)) {
      return List.of();
    }
    return facts.scrape().snapshot().shards().stream()
        .filter(shard -> shard.healthyReplicas() == 0)
        .flatMap(shard -> shard.primary().stream())
        .map(primary -> "the shard of " + primary.name())
        .sorted()
        .toList();
  }

  /** Not so by design, if not. A node that is down may have been one. */
  private static boolean hasReplicas(CheckFacts facts) {
    return facts.nodes().stream().anyMatch(node -> node.role() == Role.REPLICA || !node.isUp());
  }

  private static List<String> hostRisk(CheckFacts facts) {
    ClusterSnapshot snapshot = facts.scrape().snapshot();
    return hasReplicas(facts)
            && hosts(facts.nodes()).size() > 2
            && snapshot.failuresTolerated(FailureDomain.HOST).orElse(1) == 0
        ? List.of("losing one host loses a majority of the primaries, or all nodes of a shard")
        : List.of();
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
