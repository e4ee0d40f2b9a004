package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.cluster.SlotOwnership.Claim;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Which node belongs to which shard. A shard is named by what its primary owns, not by who its
 * primary is, and so keeps its name when that changes.
 */
final class ShardMap {
  private static final String BY_SLOT = "slot-";

  private final Membership members;
  private final Map<String, String> shardsBefore;
  private final SlotOwnership ownership;

  /** The server's own shard ids, by the id of the node that owns the slots. */
  private final Map<String, String> serverIds = new HashMap<>();

  ShardMap(Membership members, ClusterSnapshot previous) {
    this.members = members;
    this.shardsBefore = shards(previous);
    this.ownership = SlotOwnership.of(claims(members));
    members
        .lines()
        .values()
        .forEach(
            line ->
                members
                    .reportOf(line.id())
                    .flatMap(report -> report.get(Collector.SHARD_ID))
                    .ifPresent(
                        shardId -> serverIds.put(line.primaryId().orElse(line.id()), shardId)));
  }

  /** By the id of the node. */
  private static Map<String, String> shards(ClusterSnapshot snapshot) {
    Map<String, String> shards = new HashMap<>();
    for (Node node : snapshot.nodes()) {
      if (node.id().isPresent() && node.shard().isPresent()) {
        shards.put(node.id().get(), node.shard().get());
      }
    }
    return shards;
  }

  private static List<Claim> claims(Membership members) {
    List<Claim> claims = new ArrayList<>();
    for (Line line : members.lines().values()) {
      if (line.isPrimary() && !line.slots().isEmpty()) {
        Optional<NodeReport> report = members.reportOf(line.id());
        // While it loads its dataset it claims slots, where it answers at all, and serves none.
        boolean own = line.isMyself() && !report.map(NodeReport::isLoading).orElse(false);
        boolean doubts =
            report
                .flatMap(NodeReport::clusterInfo)
                .flatMap(info -> info.text("cluster_state"))
                .equals(Optional.of("fail"));
        claims.add(new Claim(line.id(), line.slots(), line.configEpoch(), own, own && !doubts));
      }
    }
    return claims;
  }

  SlotOwnership ownership() {
    return ownership;
  }

  /** The shard of a member; empty for one that holds nothing. */
  Optional<String> of(Line line) {
    String holder = line.primaryId().orElse(line.id());
    return nameOf(ownership.of(holder), holder)
        .or(() -> replacedBy(line))
        .or(() -> whereItWas(line));
  }

  private Optional<String> nameOf(BitSet slots, String holder) {
    return slots.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(serverIds.get(holder))
            .or(() -> rememberedServerId(holder))
            .or(() -> Optional.of(BY_SLOT + slots.nextSetBit(0)));
  }

  /** A shard of which nobody answers, or was asked, does not change its name for that. */
  private Optional<String> rememberedServerId(String holder) {
    return Optional.ofNullable(shardsBefore.get(holder)).filter(name -> !name.startsWith(BY_SLOT));
  }

  /** A primary whose claims all lost is about to become a replica of the one that won. */
  private Optional<String> replacedBy(Line line) {
    OptionalInt lowest = line.slots().lowest();
    return lowest.isEmpty()
        ? Optional.empty()
        : members.lines().keySet().stream()
            .filter(id -> ownership.owns(id, lowest.getAsInt()))
            .findFirst()
            .flatMap(id -> nameOf(ownership.of(id), id));
  }

  /** A primary that failed and was replaced is listed without slots as long as it is dead. */
  private Optional<String> whereItWas(Line line) {
    return line.isMyself() ? Optional.empty() : Optional.ofNullable(shardsBefore.get(line.id()));
  }

  /**
   * The shards of the nodes, by name: those that own slots, and while nobody can say who does,
   * those known before.
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
        (id, crew) -> {
          Optional<Node> owner = crew.stream().filter(this::isOwner).findFirst();
          boolean nobodyKnows = crew.stream().noneMatch(this::isMember);
          if (owner.isPresent() || nobodyKnows) {
            shards.add(shard(id, owner, crew));
          }
        });
    return shards;
  }

  private boolean isOwner(Node node) {
    return node.id().filter(id -> !ownership.of(id).isEmpty()).isPresent();
  }

  private boolean isMember(Node node) {
    return node.id().filter(members.lines()::containsKey).isPresent();
  }

  private Shard shard(String id, Optional<Node> owner, List<Node> crew) {
    OptionalInt slots =
        owner
            .flatMap(Node::id)
            .map(owning -> OptionalInt.of(ownership.of(owning).cardinality()))
            .orElseGet(OptionalInt::empty);
    Optional<Node> serving = owner.filter(node -> node.isUp() && speaksForItself(node));
    List<Node> replicas = crew.stream().filter(node -> node.role() == Role.REPLICA).toList();
    return new Shard(id, slots, serving, replicas);
  }

  private boolean speaksForItself(Node node) {
    return node.id().map(members.lines()::get).map(Line::isMyself).orElse(false);
  }
}
