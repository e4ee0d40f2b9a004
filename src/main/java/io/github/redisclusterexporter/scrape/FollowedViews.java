package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Attribution;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides during a scrape whose views are followed, which means that the nodes in them are probed:
 * only those of the monitored cluster. A view belongs to it if it lists another node of this
 * cluster. All other views are held back until {@link Attribution} judges them.
 */
final class FollowedViews {
  private final HostPort firstSeed;
  private final Set<String> members;
  private final List<ProbeResult> held = new ArrayList<>();
  private boolean hasFollowed;
  private boolean hasReplies;

  /**
   * Starts with the nodes of the scrape before.
   *
   * @param firstSeed without nodes of a scrape before, its cluster is monitored
   * @param known ids of these nodes
   */
  FollowedViews(HostPort firstSeed, Set<String> known) {
    this.firstSeed = firstSeed;
    this.members = new HashSet<>(known);
  }

  /** Takes a result, and returns those whose views are to be followed now. */
  List<ProbeResult> add(ProbeResult result) {
    hasReplies |=
        result.report().isPresent()
            && (members.isEmpty() || result.id().filter(members::contains).isPresent());
    if (others(result).isEmpty()) {
      return List.of();
    }
    boolean isFirst = members.isEmpty() && result.address().equals(firstSeed);
    held.add(result);
    return isFirst || isOfCluster(result) ? follow(result) : List.of();
  }

  private boolean isOfCluster(ProbeResult result) {
    return !Collections.disjoint(members, others(result));
  }

  private List<ProbeResult> follow(ProbeResult first) {
    List<ProbeResult> followed = new ArrayList<>();
    Optional<ProbeResult> next = Optional.of(first);
    while (next.isPresent()) {
      ProbeResult result = next.get();
      if (held.remove(result)) {
        followed.add(result);
      }
      members.addAll(others(result));
      result.id().ifPresent(members::add);
      next = held.stream().filter(this::isOfCluster).findFirst();
    }
    hasFollowed = true;
    hasReplies = true;
    return followed;
  }

  /** Whether no view is followed yet, and there are some. */
  boolean areUndecided() {
    return !hasFollowed && !held.isEmpty();
  }

  /** Whether no node was known before, so that a seed decides which cluster is monitored. */
  boolean awaitSeeds() {
    return members.isEmpty();
  }

  /** Whether a node of the cluster has replied. */
  boolean hasReplies() {
    return hasReplies;
  }

  /**
   * Returns the views to follow when no view lists another known node.
   *
   * @param soFar the replies until now
   */
  List<ProbeResult> decide(Attribution soFar) {
    List<ProbeResult> own = soFar.results().stream().filter(held::contains).toList();
    List<ProbeResult> followed = own.stream().flatMap(result -> follow(result).stream()).toList();
    held.clear();
    return followed;
  }

  private static List<String> others(ProbeResult result) {
    return result.report().flatMap(NodeReport::view).map(ClusterNodes::others).orElse(List.of());
  }
}
