package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The members of the cluster according to the probes of one scrape, and what is known of each. */
final class Membership {
  private final List<ProbeResult> results;
  private final Map<String, ProbeResult> byId = new LinkedHashMap<>();
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, FailureFlags> failureFlags = new HashMap<>();

  /**
   * Evaluates the results of one scrape.
   *
   * @param seedIds ids of the nodes that were found at configured addresses
   */
  Membership(List<ProbeResult> results, Set<String> seedIds) {
    this.results = results;
    results.stream().filter(result -> result.report().isPresent()).forEach(this::addResult);
    removeForgottenNodes(seedIds);
    views().flatMap(view -> view.lines().stream()).forEach(this::addLine);
  }

  private void addResult(ProbeResult result) {
    // A node does not report its id while it is loading; the other nodes know the id at its
    // address.
    result
        .id()
        .or(
            () ->
                result.report().filter(NodeReport::hidesId).flatMap(said -> idAt(result.address())))
        .ifPresent(
            id ->
                byId.merge(
                    id, result, (first, second) -> first.view().isPresent() ? first : second));
  }

  private Optional<String> idAt(HostPort address) {
    return results.stream()
        .flatMap(result -> result.view().stream())
        .flatMap(view -> view.lines().stream())
        .filter(line -> !line.isHandshake() && line.addresses("").contains(address))
        .map(Line::id)
        .findFirst();
  }

  /**
   * A node that the cluster forgot (CLUSTER FORGET) is not informed and still lists all others. It
   * remains a member only if another node lists it, if no other node has a whole view, if no listed
   * node answered, or if it is a configured seed.
   */
  private void removeForgottenNodes(Set<String> seedIds) {
    Map<String, ClusterNodes> wholeViews = new HashMap<>();
    byId.forEach(
        (id, result) ->
            result.view().filter(ClusterNodes::whole).ifPresent(view -> wholeViews.put(id, view)));
    Set<String> listed = new HashSet<>();
    wholeViews.forEach(
        (id, view) ->
            view.lines().stream()
                .map(Line::id)
                .filter(other -> !other.equals(id))
                .forEach(listed::add));
    if (listed.stream().anyMatch(byId::containsKey)) {
      byId.keySet()
          .removeIf(
              id ->
                  !listed.contains(id)
                      && !seedIds.contains(id)
                      && wholeViews.keySet().stream().anyMatch(other -> !other.equals(id)));
    }
  }

  private void addLine(Line line) {
    if (!line.isHandshake()) {
      lines.merge(line.id(), line, (first, second) -> second.isMyself() ? second : first);
      failureFlags.merge(line.id(), FailureFlags.of(line), FailureFlags::plus);
    }
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
