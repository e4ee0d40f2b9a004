package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the snapshot of a cluster from the results of one scrape. A node that the cluster knows
 * stays in the snapshot while it is down. It is removed when nodes that knew it do not list it any
 * more.
 */
final class SnapshotBuilder {
  private static final String NO_ADDRESS = "noaddr-";
  private static final int ID_PREFIX = 8;

  private final Membership members;
  private final ShardMap shards;
  private final ClusterSnapshot previous;
  private final Map<String, Node.ReplicationLag> lags;

  /**
   * A builder for the snapshot of one scrape.
   *
   * @param previous the snapshot of the scrape before
   * @param lags the lags that could be measured, by the id of the replica, or by its address
   *     without cluster support
   */
  SnapshotBuilder(
      Membership members, ClusterSnapshot previous, Map<String, Node.ReplicationLag> lags) {
    this.members = members;
    this.shards = new ShardMap(members, previous);
    this.previous = previous;
    this.lags = lags;
  }

  /**
   * Builds the snapshot.
   *
   * @param unknownSeeds configured addresses at which no node has been identified yet, each with
   *     the addresses that a node there would announce
   */
  ClusterSnapshot build(Map<HostPort, Set<HostPort>> unknownSeeds) {
    List<Node> nodes = nodes(unknownSeeds);
    return new ClusterSnapshot(
        nodes, shards.shards(nodes), shards.ownership().map(), previous.isStandalone());
  }

  /** All nodes, sorted by name. */
  private List<Node> nodes(Map<HostPort, Set<HostPort>> unknownSeeds) {
    List<Node> nodes = new ArrayList<>();
    members.lines().values().forEach(line -> nodes.add(member(line)));
    previous.nodes().stream().filter(this::isUnlisted).forEach(node -> nodes.add(unlisted(node)));
    Set<HostPort> knownAddresses =
        nodes.stream().flatMap(node -> node.addresses().stream()).collect(Collectors.toSet());
    unknownSeeds.forEach(
        (seed, addresses) -> {
          if (Collections.disjoint(addresses, knownAddresses)) {
            nodes.add(unidentified(seed));
          }
        });
    nodes.sort(Comparator.comparing(Node::name).thenComparing(node -> node.id().orElse("")));
    return nodes;
  }

  private Node member(Line line) {
    String id = line.id();
    Optional<ProbeResult> result = Optional.ofNullable(members.byId().get(id));
    List<HostPort> addresses =
        line.addresses(result.map(probe -> probe.address().host()).orElse(""));
    return new Node(
        Optional.of(id),
        addresses.stream().findFirst().map(HostPort::toString).orElseGet(() -> previousName(id)),
        addresses,
        Role.of(line),
        line.primaryId(),
        shards.shardOf(line),
        members.failureFlags(id),
        Optional.ofNullable(lags.get(id)),
        members.reportOf(id),
        members.probeDuration(id));
  }

  private String previousName(String id) {
    return previous.node(id).map(Node::name).orElseGet(() -> nameWithoutAddress(id));
  }

  /** Different for each node: queries join the series of a node by its name. */
  private static String nameWithoutAddress(String id) {
    return NO_ADDRESS + id.substring(0, Math.min(ID_PREFIX, id.length()));
  }

  /** A node of the previous snapshot that no view lists now, although no node has forgotten it. */
  private boolean isUnlisted(Node node) {
    return node.id().filter(id -> !members.lines().containsKey(id) && !isForgotten(id)).isPresent()
        && !isReplaced(node);
  }

  /** Another node has its address now. */
  private boolean isReplaced(Node node) {
    return members.lines().values().stream()
        .anyMatch(line -> !Collections.disjoint(line.addresses(""), node.addresses()));
  }

  /** The view of a node that would have to list the node does not contain it. */
  private boolean isForgotten(String id) {
    return members.views().anyMatch(SnapshotBuilder::coversAllSlots)
        || previous.nodes().stream().anyMatch(node -> wouldList(node, id));
  }

  /** A view in which all slots have an owner lists all members. */
  private static boolean coversAllSlots(ClusterNodes view) {
    return view.whole()
        && view.owners().values().stream().mapToInt(SlotRanges::size).sum() == SlotRanges.SLOTS;
  }

  private boolean wouldList(Node node, String id) {
    Optional<ClusterNodes> view = node.id().flatMap(members::viewOf).filter(ClusterNodes::whole);
    if (view.isEmpty()) {
      return false;
    }
    // A node without a view in the previous snapshot is assumed to have listed it.
    boolean listedBefore =
        node.report()
            .flatMap(NodeReport::view)
            .map(before -> before.line(id).isPresent())
            .orElse(true);
    return listedBefore || listsPreviousNodes(view.get());
  }

  /** A node that is just joining does not know the others yet; its view is no evidence. */
  private boolean listsPreviousNodes(ClusterNodes view) {
    return previous.nodes().stream()
        .flatMap(node -> node.id().stream())
        .filter(id -> view.myself().filter(line -> line.id().equals(id)).isEmpty())
        .anyMatch(id -> view.line(id).isPresent());
  }

  private Node unlisted(Node node) {
    String id = node.id().orElseThrow();
    return withoutLine(
        node.id(),
        node.name(),
        node.addresses(),
        node.shard(),
        Optional.empty(),
        members.reportOf(id),
        members.probeDuration(id));
  }

  /** A server without cluster support, or a configured address that has not answered yet. */
  private Node unidentified(HostPort seed) {
    Optional<ProbeResult> result = members.resultAt(seed);
    return withoutLine(
        Optional.empty(),
        seed.toString(),
        List.of(seed),
        Optional.empty(),
        Optional.ofNullable(lags.get(seed.toString())),
        result.flatMap(ProbeResult::report),
        result.map(ProbeResult::duration));
  }

  /**
   * A node that no view lists may still have a report: without cluster support, while it is
   * loading, or when the ACL does not allow CLUSTER NODES.
   */
  private static Node withoutLine(
      Optional<String> id,
      String name,
      List<HostPort> addresses,
      Optional<String> shard,
      Optional<Node.ReplicationLag> lag,
      Optional<NodeReport> report,
      Optional<Duration> probeDuration) {
    return new Node(
        id,
        name,
        addresses,
        report.flatMap(NodeReport::info).map(Role::of).orElse(Role.UNKNOWN),
        Optional.empty(),
        shard,
        FailureFlags.NONE,
        lag,
        report,
        probeDuration);
  }
}
