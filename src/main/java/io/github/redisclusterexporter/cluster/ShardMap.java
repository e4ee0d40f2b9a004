package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Assigns nodes to shards. The name of a shard does not depend on which node is its primary, so
 * that it stays the same in a failover.
 */
final class ShardMap {
  private final Membership members;

  private final SlotOwnership ownership;

  private final ShardNames names;

  /** The names of the shards in the previous snapshot, by node id. */
  private final Map<String, String> previousShards = new HashMap<>();

  ShardMap(Membership members, ClusterSnapshot previous) {
    this.members = members;
    this.ownership = members.ownership();
    for (Node node : previous.nodes()) {
      if (node.id().isPresent() && node.shard().isPresent()) {
        previousShards.put(node.id().get(), node.shard().get());
      }
    }
    this.names = new ShardNames(ownership, serverShardIds(members), previous);
  }

  /** The shard ids that servers report, by the id of the primary. */
  private static Map<String, String> serverShardIds(Membership members) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> byPrimary = new HashMap<>();
    for (Line line : members.lines().values()) {
      members
          .reportOf(line.id())
          .flatMap(report -> report.get(Collector.SHARD_ID))
          .ifPresent(
              shardId ->
                  (line.primaryId().isPresent() ? byPrimary : own)
                      .put(line.primaryId().orElse(line.id()), shardId));
    }
    // A replica may not know the id of its primary yet.
    byPrimary.putAll(own);
    return byPrimary;
  }

  SlotOwnership ownership() {
    return ownership;
  }

  /** The name of the shard of a member; empty for nodes that hold no slots. */
  Optional<String> shardOf(Line line) {
    String primaryId = line.primaryId().orElse(line.id());
    return names
        .of(primaryId)
        .or(() -> shardOfNewOwner(line))
        .or(() -> previousShardOfUnreachable(line));
  }

  /** A primary whose claims all lost will become a replica of the node that owns its slots now. */
  private Optional<String> shardOfNewOwner(Line line) {
    return line.slots().lowest().stream()
        .mapToObj(ownership::ownerOf)
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(names::of);
  }

  /** A failed primary that was replaced is listed without slots until it is reachable again. */
  private Optional<String> previousShardOfUnreachable(Line line) {
    return line.isMyself() ? Optional.empty() : Optional.ofNullable(previousShards.get(line.id()));
  }

  /**
   * The shards, sorted by name: those that own slots, and those of the previous snapshot about
   * whose nodes no view is available.
   */
  List<Shard> shards(List<Node> nodes) {
    Map<String, List<Node>> byShard = new TreeMap<>();
    nodes.forEach(
        node ->
            node.shard()
                .ifPresent(
                    shard -> byShard.computeIfAbsent(shard, id -> new ArrayList<>()).add(node)));
    List<Shard> shards = new ArrayList<>();
    byShard.forEach(
        (id, shardNodes) -> {
          Optional<Node> owner =
              shardNodes.stream().filter(node -> !slotsOf(node).isEmpty()).findFirst();
          boolean unknown = shardNodes.stream().allMatch(node -> lineOf(node).isEmpty());
          if (owner.isPresent() || unknown) {
            shards.add(shard(id, owner, shardNodes));
          }
        });
    return shards;
  }

  private Shard shard(String id, Optional<Node> owner, List<Node> nodes) {
    return new Shard(
        id,
        owner.stream().mapToInt(node -> slotsOf(node).size()).findFirst(),
        owner.filter(node -> node.isUp() && lineOf(node).filter(Line::isMyself).isPresent()),
        nodes.stream().filter(node -> node.role() == Role.REPLICA).toList());
  }

  private SlotRanges slotsOf(Node node) {
    return node.id().map(ownership::slotsOf).orElse(SlotRanges.NONE);
  }

  private Optional<Line> lineOf(Node node) {
    return node.id().map(members.lines()::get);
  }
}
