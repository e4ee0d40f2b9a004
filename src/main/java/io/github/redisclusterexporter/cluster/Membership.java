package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The members of the cluster according to the attributed results of one scrape, and what is known
 * of each.
 */
public final class Membership {
  private final List<ProbeResult> results;
  private final Map<String, ProbeResult> byId = new LinkedHashMap<>();
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, FailureFlags> failureFlags = new HashMap<>();
  private final SlotOwnership ownership;

  /** Evaluates the results of one scrape. */
  public Membership(List<ProbeResult> results) {
    this.results = List.copyOf(results);
    results.stream()
        .filter(result -> result.report().isPresent())
        .forEach(result -> result.id().ifPresent(id -> addResult(id, result)));
    views().flatMap(view -> view.lines().stream()).forEach(this::addLine);
    this.ownership = SlotOwnership.of(this);
  }

  private void addResult(String id, ProbeResult result) {
    byId.merge(id, result, (first, second) -> first.view().isPresent() ? first : second);
  }

  private void addLine(Line line) {
    if (!line.isHandshake()) {
      lines.merge(line.id(), line, (first, second) -> second.isMyself() ? second : first);
      failureFlags.merge(line.id(), FailureFlags.of(line), FailureFlags::plus);
    }
  }

  /** The results of the scrape. */
  public List<ProbeResult> results() {
    return results;
  }

  /**
   * The members to ask again, by id: slots may have moved while one node was asked after the other.
   */
  public Set<String> inDoubt() {
    return ownership.inDoubt(this);
  }

  SlotOwnership ownership() {
    return ownership;
  }

  /** The results of the members that answered, by node id. */
  Map<String, ProbeResult> byId() {
    return Collections.unmodifiableMap(byId);
  }

  /** The line about each member, by node id: the node's own line, or else that of another node. */
  Map<String, Line> lines() {
    return Collections.unmodifiableMap(lines);
  }

  /** The views of the members that answered. */
  Stream<ClusterNodes> views() {
    return byId.values().stream().flatMap(result -> result.view().stream());
  }

  Optional<NodeReport> reportOf(String id) {
    return Optional.ofNullable(byId.get(id)).flatMap(ProbeResult::report);
  }

  /**
   * The duration of the probe of a node; if it did not answer, of the longest probe of any of its
   * addresses. Empty when it was not asked.
   */
  Optional<Duration> probeDuration(String id) {
    ProbeResult result = byId.get(id);
    return result != null
        ? Optional.of(result.duration())
        : results.stream()
            .filter(candidate -> candidate.expectedId().equals(Optional.of(id)))
            .map(ProbeResult::duration)
            .max(Comparator.naturalOrder());
  }

  /** The result of probing an address. */
  Optional<ProbeResult> resultAt(HostPort address) {
    return results.stream().filter(result -> result.address().equals(address)).findFirst();
  }

  /** What the other members report about a member. */
  FailureFlags failureFlags(String id) {
    return failureFlags.getOrDefault(id, FailureFlags.NONE);
  }

  /** The view of a member that answered. */
  Optional<ClusterNodes> viewOf(String id) {
    return reportOf(id).flatMap(NodeReport::view);
  }
}
