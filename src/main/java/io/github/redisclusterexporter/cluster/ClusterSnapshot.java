package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The cluster as one scrape found it.
 *
 * @param nodes each that any view knows or the configuration names, once, by name
 * @param shards by id
 * @param owners ids of those that own slots; of several that claim one, who has it by the epoch
 * @param slotsUncovered slots that no reachable primary claims itself
 * @param slotsConflicting slots that more than one reachable primary serves
 * @param knownStandalone they were known before to be servers without cluster support
 */
public record ClusterSnapshot(
    List<Node> nodes,
    List<Shard> shards,
    Set<String> owners,
    int slotsUncovered,
    int slotsConflicting,
    boolean knownStandalone) {
  public static final ClusterSnapshot EMPTY =
      new ClusterSnapshot(List.of(), List.of(), Set.of(), 0, 0, false);

  /**
   * The epoch is the same everywhere most of the time. A node that has just joined knows it at once
   * and the cluster only little by little.
   */
  private static final Comparator<Info> BY_EPOCH =
      Comparator.comparingDouble((Info info) -> info.number("cluster_current_epoch").orElse(-1))
          .thenComparingDouble(info -> info.number("cluster_size").orElse(-1))
          .thenComparingDouble(info -> info.number("cluster_known_nodes").orElse(-1));

  public ClusterSnapshot {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
    owners = Set.copyOf(owners);
  }

  /**
   * As the next scrape remembers it: who was there, where, up, and serving what. Most of what a
   * node says is figures, of use to one page only.
   */
  ClusterSnapshot withoutMeasurements() {
    return new ClusterSnapshot(
        nodes.stream().map(Node::withoutMeasurements).toList(),
        shards.stream().map(Shard::withoutMeasurements).toList(),
        owners,
        slotsUncovered,
        slotsConflicting,
        knownStandalone);
  }

  /** The node with that id. */
  public Optional<Node> node(String id) {
    return nodes.stream().filter(node -> node.id().equals(Optional.of(id))).findFirst();
  }

  /**
   * Servers without cluster support: none of those that answered is a node of a cluster. When none
   * did, they are what they were before.
   */
  public boolean isStandalone() {
    return reports().findAny().isEmpty()
        ? knownStandalone
        : reports().noneMatch(report -> report.server().clustered().orElse(true));
  }

  /**
   * The node whose answers about the keys of a slot count: the reachable primary that claims it
   * with the highest epoch; without cluster support, the server.
   */
  public Optional<Node> serving(int slot) {
    if (isStandalone()) {
      return nodes.stream().filter(Node::isUp).findFirst();
    }
    return nodes.stream()
        .filter(node -> node.isUp() && node.ownLine().filter(line -> owns(line, slot)).isPresent())
        .max(Comparator.comparingLong(node -> node.ownLine().orElseThrow().configEpoch()));
  }

  /** All nodes whose answers about keys count. */
  public List<Node> serving() {
    if (isStandalone()) {
      return nodes.stream().filter(Node::isUp).limit(1).toList();
    }
    return nodes.stream()
        .filter(
            node ->
                node.isUp()
                    && node.ownLine()
                        .filter(line -> line.isPrimary() && !line.slots().isEmpty())
                        .isPresent())
        .toList();
  }

  private static boolean owns(ClusterNodes.Line line, int slot) {
    return line.isPrimary() && line.slots().contains(slot);
  }

  /** At least one node answered with its view. */
  public boolean isUp() {
    return views().findAny().isPresent();
  }

  /**
   * 1: every reachable primary with slots finds the cluster ok. 0: one does not, or none is
   * reachable. Empty: one does not tell, and none of the others finds it failed. One that was
   * replaced and has not heard of it has no say.
   */
  public OptionalDouble state() {
    List<Optional<String>> states =
        nodes.stream()
            .filter(node -> node.id().filter(owners::contains).isPresent())
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

  /** Different opinions among the nodes that answered on who owns which slots; 1 is agreement. */
  public long distinctViews() {
    // In a large cluster most views are read only for what a node says of itself.
    return Math.max(
        1, views().filter(ClusterNodes::whole).map(ClusterNodes::owners).distinct().count());
  }

  /** The sum over all primaries of a number on their own line. */
  public int sumOverPrimaries(ToIntFunction<ClusterNodes.Line> number) {
    return views()
        .flatMap(view -> view.myself().stream())
        .filter(ClusterNodes.Line::isPrimary)
        .mapToInt(number)
        .sum();
  }

  /** How many more of a unit may be lost, any of them; empty when that cannot be told. */
  public OptionalInt failuresTolerated(FailureDomain unit) {
    if (!isUp() || shards.isEmpty()) {
      return OptionalInt.empty();
    }
    List<Redundancy.ShardMembers> members =
        shards.stream().flatMap(shard -> shard.members(unit).stream()).toList();
    if (members.size() < shards.size()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(hasOwnerlessSlots() ? 0 : Redundancy.tolerated(members));
  }

  private boolean hasOwnerlessSlots() {
    return shards.stream().mapToInt(shard -> shard.slots().orElse(0)).sum() < SlotRanges.SLOTS;
  }

  /** A field of CLUSTER INFO in the view with the highest epoch; empty when nobody told. */
  public OptionalDouble newest(String field) {
    return clusterInfos()
        .max(BY_EPOCH)
        .map(info -> info.number(field))
        .orElseGet(OptionalDouble::empty);
  }

  /** The lowest value of a field of CLUSTER INFO over the nodes that answered. */
  public OptionalDouble lowest(String field) {
    return clusterInfo(field).min();
  }

  /** The highest value of a field of CLUSTER INFO over the nodes that answered. */
  public OptionalDouble highest(String field) {
    return clusterInfo(field).max();
  }

  private DoubleStream clusterInfo(String field) {
    return clusterInfos().map(info -> info.number(field)).flatMapToDouble(OptionalDouble::stream);
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
