package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The state of a cluster in one scrape.
 *
 * @param nodes every node that a view lists or the configuration names, without duplicates, sorted
 *     by name
 * @param shards sorted by id
 * @param slots without cluster support no node owns any
 * @param previouslyStandalone whether the servers had no cluster support in the scrape before
 */
public record ClusterSnapshot(
    List<Node> nodes, List<Shard> shards, SlotMap slots, boolean previouslyStandalone) {
  public static final ClusterSnapshot EMPTY =
      new ClusterSnapshot(List.of(), List.of(), SlotMap.EMPTY, false);

  /**
   * Usually the epoch is the same on all nodes. A node that has just joined has the current epoch
   * immediately but learns of the other nodes only gradually; the other two fields show that.
   */
  private static final Comparator<Info> BY_EPOCH =
      Comparator.comparingDouble((Info info) -> info.number("cluster_current_epoch").orElse(-1))
          .thenComparingDouble(info -> info.number("cluster_size").orElse(-1))
          .thenComparingDouble(info -> info.number("cluster_known_nodes").orElse(-1));

  public ClusterSnapshot {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
  }

  /**
   * The part that is kept for the next scrape: nodes, addresses, roles, whether they were up, and
   * slots. The measurements are needed for one page only.
   */
  ClusterSnapshot withoutMeasurements() {
    // The nodes of the shards are the same objects.
    IdentityHashMap<Node, Node> kept = new IdentityHashMap<>();
    UnaryOperator<Node> keep = node -> kept.computeIfAbsent(node, Node::withoutMeasurements);
    return new ClusterSnapshot(
        nodes.stream().map(keep).toList(),
        shards.stream().map(shard -> shard.withNodes(keep)).toList(),
        slots,
        previouslyStandalone);
  }

  /** Ids of the nodes that own slots. */
  public Set<String> owners() {
    return slots.owned().keySet();
  }

  /** Number of slots that no reachable primary claims itself. */
  public int slotsUncovered() {
    return slots.uncovered().size();
  }

  /** Number of slots that more than one reachable primary serves. */
  public int slotsConflicting() {
    return slots.conflicting().size();
  }

  /** Nodes that know no other node and own no slots: they have not joined a cluster yet. */
  public List<Node> unusedNodes() {
    return nodes.stream()
        .filter(
            node ->
                node.report().flatMap(NodeReport::view).filter(ClusterNodes::isUnused).isPresent())
        .toList();
  }

  /** The node with that id. */
  public Optional<Node> node(String id) {
    Optional<String> wanted = Optional.of(id);
    for (Node node : nodes) {
      if (node.id().equals(wanted)) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the servers have no cluster support: none of those that answered is a cluster node. If
   * none answered, the state of the scrape before is kept.
   */
  public boolean isStandalone() {
    return reports().findAny().isEmpty()
        ? previouslyStandalone
        : reports().noneMatch(report -> report.server().clustered().orElse(true));
  }

  /**
   * The node that serves a slot: the reachable primary that claims it with the highest config
   * epoch; without cluster support, the server.
   */
  public Optional<Node> servingNode(int slot) {
    return servingNodes().stream()
        .filter(node -> node.ownLine().map(line -> line.slots().contains(slot)).orElse(true))
        .max(
            Comparator.comparingLong(
                node -> node.ownLine().map(ClusterNodes.Line::configEpoch).orElse(0L)));
  }

  /** All nodes that serve slots: reachable primaries that claim some themselves. */
  public List<Node> servingNodes() {
    Stream<Node> reachable = nodes.stream().filter(Node::isUp);
    return isStandalone()
        ? reachable.limit(1).toList()
        : reachable.filter(ClusterSnapshot::claimsSlots).toList();
  }

  private static boolean claimsSlots(Node node) {
    return node.ownLine().filter(line -> line.isPrimary() && !line.slots().isEmpty()).isPresent();
  }

  /** Whether at least one node answered with its view of the cluster. */
  public boolean isUp() {
    return views().findAny().isPresent();
  }

  /**
   * The cluster state according to all reachable primaries with slots.
   *
   * <p>A primary that was demoted and has not learned of it yet is excluded.
   *
   * @return 1 if all of them report {@code ok}; 0 if one reports another state or none is
   *     reachable; empty if one does not report a state and no other reports a failure
   */
  public OptionalDouble state() {
    List<Optional<String>> states =
        nodes.stream()
            .filter(node -> node.id().filter(owners()::contains).isPresent())
            .filter(node -> node.ownLine().isPresent())
            .flatMap(node -> node.report().stream())
            .map(ClusterSnapshot::stateOf)
            .toList();
    if (states.isEmpty()
        || states.stream().flatMap(Optional::stream).anyMatch(state -> !state.equals("ok"))) {
      return OptionalDouble.of(0);
    }
    return states.stream().allMatch(Optional::isPresent)
        ? OptionalDouble.of(1)
        : OptionalDouble.empty();
  }

  private static Optional<String> stateOf(NodeReport report) {
    return report.clusterInfo().flatMap(info -> info.text("cluster_state"));
  }

  /** Number of different slot maps among the nodes that answered; 1 if they agree. */
  public long distinctViews() {
    // In a large cluster only a sample of the views is read completely.
    return Math.max(
        1, views().filter(ClusterNodes::whole).map(ClusterNodes::owners).distinct().count());
  }

  /** The sum of a number over the lines in which primaries describe themselves. */
  public int sumOverPrimaries(ToIntFunction<ClusterNodes.Line> number) {
    return views()
        .flatMap(view -> view.myself().stream())
        .filter(ClusterNodes.Line::isPrimary)
        .mapToInt(number)
        .sum();
  }

  /**
   * The number of failure domains that may fail, whichever they are, with every slot still served
   * afterwards; empty when it cannot be determined.
   */
  public OptionalInt failuresTolerated(FailureDomain domain) {
    if (!isUp() || shards.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt tolerated = Redundancy.failuresTolerated(shards, domain);
    return tolerated.isPresent() && hasUnassignedSlots() ? OptionalInt.of(0) : tolerated;
  }

  private boolean hasUnassignedSlots() {
    return shards.stream().mapToInt(shard -> shard.slots().orElse(0)).sum() < SlotRanges.SLOTS;
  }

  /**
   * A field of CLUSTER INFO from the node with the highest epoch; empty when it is missing.
   *
   * @throws MalformedReplyException when a number is impossible
   */
  public OptionalDouble newestClusterInfo(String field) {
    return clusterInfos()
        .max(BY_EPOCH)
        .map(
            info -> {
              requireConsistentNodes(info);
              return info.number(field, NumberKind.COUNT);
            })
        .orElseGet(OptionalDouble::empty);
  }

  /**
   * The values of a field of CLUSTER INFO on the nodes that answered.
   *
   * @throws MalformedReplyException when a number is impossible
   */
  public DoubleStream clusterInfoValues(String field, NumberKind kind) {
    return clusterInfos()
        .map(
            info -> {
              if (kind == NumberKind.SLOTS) {
                requireConsistentSlots(info);
              }
              return info.number(field, kind);
            })
        .flatMapToDouble(OptionalDouble::stream);
  }

  /** Each slot with an owner is in exactly one of three states. */
  private static void requireConsistentSlots(Info info) {
    double states =
        Stream.of("cluster_slots_ok", "cluster_slots_pfail", "cluster_slots_fail")
            .mapToDouble(field -> info.number(field, NumberKind.SLOTS).orElse(Double.NaN))
            .sum();
    double assigned = info.number("cluster_slots_assigned").orElse(Double.NaN);
    if (Math.abs(states - assigned) > 0) {
      throw new MalformedReplyException(
          assigned + " slots in CLUSTER INFO have an owner, and " + states + " have a state");
    }
  }

  private static void requireConsistentNodes(Info info) {
    OptionalDouble unused = info.number("cluster_current_epoch", NumberKind.COUNT);
    if (info.number("cluster_size").orElse(0)
        > info.number("cluster_known_nodes").orElse(Double.MAX_VALUE)) {
      throw new MalformedReplyException("CLUSTER INFO has more primaries than nodes");
    }
  }

  private Stream<Info> clusterInfos() {
    return reports().flatMap(report -> report.clusterInfo().stream());
  }

  private Stream<ClusterNodes> views() {
    return reports().flatMap(report -> report.view().stream());
  }

  private Stream<NodeReport> reports() {
    return nodes.stream().flatMap(node -> node.report().stream());
  }
}
