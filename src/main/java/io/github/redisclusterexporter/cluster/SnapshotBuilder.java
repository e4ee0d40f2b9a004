package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From the answers of one scrape to the nodes of the snapshot. A node that the cluster knows stays
 * in it while it is dead; it leaves when nodes that knew it no longer do.
 */
final class SnapshotBuilder {
  private static final String NO_ADDRESS = "noaddr";

  private final Membership members;
  private final ShardMap shards;
  private final ClusterSnapshot previous;
  private final Map<String, Lag> lags;

  private SnapshotBuilder(
      Membership members, ShardMap shards, ClusterSnapshot previous, Map<String, Lag> lags) {
    this.members = members;
    this.shards = shards;
    this.previous = previous;
    this.lags = lags;
  }

  /**
   * The snapshot of one look.
   *
   * @param previous the snapshot before
   * @param lags those that could be measured, by the id of the replica
   * @param unknownSeeds configured addresses of which it is not known which node they lead to, each
   *     with the addresses that a node there would announce
   */
  static ClusterSnapshot build(
      Membership members,
      ClusterSnapshot previous,
      Map<String, Lag> lags,
      Map<HostPort, Set<HostPort>> unknownSeeds) {
    ShardMap shards = new ShardMap(members, previous);
    List<Node> nodes = new SnapshotBuilder(members, shards, previous, lags).nodes(unknownSeeds);
    return new ClusterSnapshot(
        nodes,
        shards.shards(nodes),
        shards.ownership().owners(),
        shards.ownership().uncovered(),
        shards.ownership().conflicting(),
        previous.isStandalone());
  }

  /** All nodes, by name. */
  private List<Node> nodes(Map<HostPort, Set<HostPort>> unknownSeeds) {
    List<Node> nodes = new ArrayList<>();
    members.lines().values().forEach(line -> nodes.add(member(line)));
    previous.nodes().stream().filter(this::isMissed).forEach(node -> nodes.add(missed(node)));
    Set<HostPort> placed =
        nodes.stream().flatMap(node -> node.addresses().stream()).collect(Collectors.toSet());
    unknownSeeds.forEach(
        (seed, names) -> {
          if (Collections.disjoint(names, placed)) {
            nodes.add(lone(seed));
          }
        });
    nodes.sort(Comparator.comparing(Node::name).thenComparing(node -> node.id().orElse("")));
    return nodes;
  }

  private Node member(Line line) {
    String id = line.id();
    Optional<ProbeResult> answer = Optional.ofNullable(members.byId().get(id));
    List<HostPort> addresses = line.addresses(answer.map(from -> from.address().host()).orElse(""));
    return new Node(
        Optional.of(id),
        addresses.stream().findFirst().map(HostPort::toString).orElseGet(() -> lastName(id)),
        addresses,
        Role.of(line),
        line.primaryId(),
        shards.of(line),
        members.standing(id),
        Optional.ofNullable(lags.get(id)),
        members.reportOf(id),
        members.timeSpentOn(id));
  }

  private String lastName(String id) {
    return previous.node(id).map(Node::name).orElse(NO_ADDRESS);
  }

  /** Known before, named by nobody now, and yet not forgotten. */
  private boolean isMissed(Node node) {
    return node.id().filter(id -> !members.lines().containsKey(id) && !isForgotten(id)).isPresent()
        && !isReplaced(node);
  }

  /** Another node lives at its address now. */
  private boolean isReplaced(Node node) {
    return members.lines().values().stream()
        .anyMatch(line -> !Collections.disjoint(line.addresses(""), node.addresses()));
  }

  /** Somebody who must know it answered with a view that does not have it. */
  private boolean isForgotten(String id) {
    return members.views().anyMatch(SnapshotBuilder::isOfAWholeCluster)
        || previous.nodes().stream().anyMatch(evidence -> mustKnow(evidence, id));
  }

  /** Where all slots have an owner, nobody is missing who belongs there. */
  private static boolean isOfAWholeCluster(ClusterNodes view) {
    return view.whole()
        && view.owners().values().stream().mapToInt(SlotRanges::size).sum() == SlotRanges.SLOTS;
  }

  private boolean mustKnow(Node evidence, String id) {
    Optional<ClusterNodes> view =
        evidence.id().flatMap(members::viewOf).filter(ClusterNodes::whole);
    if (view.isEmpty()) {
      return false;
    }
    // What a node that did not answer before knew then is not known; it was no newcomer.
    boolean knewIt =
        evidence
            .report()
            .flatMap(NodeReport::view)
            .map(before -> before.line(id).isPresent())
            .orElse(true);
    return knewIt || knowsOthers(view.get());
  }

  /** A node that is just joining knows nobody yet, and proves nothing. */
  private boolean knowsOthers(ClusterNodes view) {
    return previous.nodes().stream()
        .flatMap(node -> node.id().stream())
        .filter(id -> view.myself().filter(line -> line.id().equals(id)).isEmpty())
        .anyMatch(id -> view.line(id).isPresent());
  }

  private Node missed(Node node) {
    String id = node.id().orElseThrow();
    // It may have answered and said nothing of the cluster: it is loading, or may not be asked.
    Optional<NodeReport> report = members.reportOf(id);
    return new Node(
        node.id(),
        node.name(),
        node.addresses(),
        role(report),
        Optional.empty(),
        node.shard(),
        FailureReports.GOOD,
        Optional.empty(),
        report,
        members.timeSpentOn(id));
  }

  /** A server outside any cluster, or a configured address that has not answered yet. */
  private Node lone(HostPort seed) {
    Optional<ProbeResult> answer = members.at(seed);
    Optional<NodeReport> report = answer.flatMap(ProbeResult::report);
    return new Node(
        Optional.empty(),
        seed.toString(),
        List.of(seed),
        role(report),
        Optional.empty(),
        Optional.empty(),
        FailureReports.GOOD,
        Optional.empty(),
        report,
        answer.map(ProbeResult::took));
  }

  private static Role role(Optional<NodeReport> report) {
    return report
        .flatMap(NodeReport::info)
        .flatMap(info -> info.text("role"))
        .map(Role::ofInfo)
        .orElse(Role.UNKNOWN);
  }
}
