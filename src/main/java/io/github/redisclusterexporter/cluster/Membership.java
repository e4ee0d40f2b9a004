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

/** Who belongs to the cluster by the answers of one scrape, and what was said of whom. */
final class Membership {
  private final List<ProbeResult> answers;
  private final Map<String, ProbeResult> byId = new LinkedHashMap<>();
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, FailureReports> standings = new HashMap<>();

  /**
   * Sorts the answers.
   *
   * @param seedIds the nodes that configured addresses led to
   */
  Membership(List<ProbeResult> answers, Set<String> seedIds) {
    this.answers = answers;
    answers.stream().filter(answer -> answer.report().isPresent()).forEach(this::file);
    dropForgotten(seedIds);
    views().flatMap(view -> view.lines().stream()).forEach(this::note);
  }

  private void file(ProbeResult answer) {
    // A node that is loading does not tell its id yet; the others know who lives at its address.
    answer
        .id()
        .or(() -> idAt(answer.address()))
        .ifPresent(
            id ->
                byId.merge(
                    id, answer, (first, second) -> viewOf(first).isPresent() ? first : second));
  }

  private Optional<String> idAt(HostPort address) {
    return answers.stream()
        .flatMap(answer -> viewOf(answer).stream())
        .flatMap(view -> view.lines().stream())
        .filter(line -> !line.isHandshake() && line.addresses("").contains(address))
        .map(Line::id)
        .findFirst();
  }

  /**
   * A node that was forgotten does not know it and goes on listing everyone. It counts only while
   * somebody else lists it, or nobody else tells of others, or the configuration names it, or it is
   * alone.
   */
  private void dropForgotten(Set<String> seedIds) {
    Set<String> listed = new HashSet<>();
    Set<String> tellers = new HashSet<>();
    byId.forEach(
        (id, answer) ->
            viewOf(answer)
                .filter(ClusterNodes::whole)
                .ifPresent(
                    view -> {
                      tellers.add(id);
                      view.lines().stream()
                          .map(Line::id)
                          .filter(other -> !other.equals(id))
                          .forEach(listed::add);
                    }));
    if (listed.stream().anyMatch(byId::containsKey)) {
      byId.keySet()
          .removeIf(
              id ->
                  !listed.contains(id)
                      && !seedIds.contains(id)
                      && tellers.stream().anyMatch(teller -> !teller.equals(id)));
    }
  }

  private void note(Line line) {
    if (!line.isHandshake()) {
      lines.merge(line.id(), line, (first, second) -> second.isMyself() ? second : first);
      standings.merge(line.id(), FailureReports.of(line), FailureReports::plus);
    }
  }

  /** The answers of members, by their id. */
  Map<String, ProbeResult> byId() {
    return Collections.unmodifiableMap(byId);
  }

  /** What is known of each member: its own word, else that of another; by id. */
  Map<String, Line> lines() {
    return Collections.unmodifiableMap(lines);
  }

  /** The views of the members that answered. */
  Stream<ClusterNodes> views() {
    return byId.values().stream().flatMap(answer -> viewOf(answer).stream());
  }

  Optional<NodeReport> reportOf(String id) {
    return Optional.ofNullable(byId.get(id)).flatMap(ProbeResult::report);
  }

  /**
   * How long was spent on a node, at the address that took longest; empty when it was not asked.
   */
  Optional<Duration> timeSpentOn(String id) {
    ProbeResult answer = byId.get(id);
    return answer != null
        ? Optional.of(answer.took())
        : answers.stream()
            .filter(candidate -> candidate.expected().equals(Optional.of(id)))
            .map(ProbeResult::took)
            .max(Comparator.naturalOrder());
  }

  /** What came of asking an address. */
  Optional<ProbeResult> at(HostPort address) {
    return answers.stream().filter(answer -> answer.address().equals(address)).findFirst();
  }

  /** What the others think of a member. */
  FailureReports standing(String id) {
    return standings.getOrDefault(id, FailureReports.GOOD);
  }

  /** The view of a member that answered. */
  Optional<ClusterNodes> viewOf(String id) {
    return reportOf(id).flatMap(NodeReport::view);
  }

  private static Optional<ClusterNodes> viewOf(ProbeResult answer) {
    return answer.report().flatMap(NodeReport::view);
  }
}
