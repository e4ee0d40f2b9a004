package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks between scrapes which node is the primary of each shard. Measures how long a shard has no
 * primary, and scrapes the cluster when a primary has changed, so that a failover is counted even
 * when it is reverted before the next scrape.
 *
 * <p>A check sends one command per shard, to one node after another. While a shard has no primary,
 * its other nodes are checked twenty times per interval.
 */
final class FailoverMonitor {
  private static final Logger logger = LoggerFactory.getLogger(FailoverMonitor.class);

  private final ClusterHistory history;
  private final RoleCheck roleCheck;
  private final Runnable scrapeForFailovers;
  private final Duration interval;
  private final LongSupplier clock;
  private final Map<String, LastPrimary> lastPrimaries = new HashMap<>();
  private final Set<String> shardsWithoutPrimary = new HashSet<>();

  /** Nodes that did not reply in time to their last check. */
  private final Set<Optional<String>> silent = new HashSet<>();

  private long nextFullCheck;

  /** Checks one node. */
  interface RoleCheck {
    /** Whether the node replies within the timeout that it is a primary and is not loading. */
    boolean isPrimary(Node node, Duration timeout);
  }

  /**
   * The last primary of a shard that was seen. The times are nanoseconds of the monotonic clock; it
   * was the primary at some moment between them.
   */
  private record LastPrimary(String nodeId, long askedAt, long repliedAt) {}

  private record Change(LastPrimary before, LastPrimary now) {}

  /**
   * @param scrapeForFailovers scrapes the cluster with the collectors that failovers need
   * @param interval by how much a measured duration may be too long. Checks are a little closer
   *     together, because both ends of an outage add to the error
   * @param clock nanoseconds, monotonic
   */
  FailoverMonitor(
      ClusterHistory history,
      RoleCheck roleCheck,
      Runnable scrapeForFailovers,
      Duration interval,
      LongSupplier clock) {
    this.history = history;
    this.roleCheck = roleCheck;
    this.scrapeForFailovers = scrapeForFailovers;
    this.interval = interval;
    this.clock = clock;
    this.nextFullCheck = clock.getAsLong();
  }

  /**
   * Checks the shards that are due.
   *
   * @return how long until the next check is due; not positive when it is overdue
   */
  Duration check() {
    long start = clock.getAsLong();
    try {
      checkDueShards(start);
    } catch (RuntimeException | OutOfMemoryError e) {
      // A failed check must not end the task.
      logger.error("A check of the primaries failed; the next one follows as planned", e);
    }
    long next =
        shardsWithoutPrimary.isEmpty()
            ? nextFullCheck
            : Math.min(nextFullCheck, start + shortPeriod().toNanos());
    return Duration.ofNanos(next - clock.getAsLong());
  }

  private void checkDueShards(long start) {
    ClusterSnapshot snapshot = history.snapshot();
    boolean all = start - nextFullCheck >= 0;
    if (all) {
      nextFullCheck = start + interval.multipliedBy(4).dividedBy(5).toNanos();
    }
    Set<String> shards = snapshot.shards().stream().map(Shard::id).collect(Collectors.toSet());
    lastPrimaries.keySet().retainAll(shards);
    shardsWithoutPrimary.retainAll(shards);
    silent.retainAll(snapshot.nodes().stream().map(Node::id).toList());
    List<Change> changes = new ArrayList<>();
    for (Shard shard : snapshot.shards()) {
      if (all || shardsWithoutPrimary.contains(shard.id())) {
        check(shard, snapshot, all).ifPresent(changes::add);
      }
    }
    if (!changes.isEmpty()) {
      scrapeForFailovers.run();
    }
    changes.forEach(
        change ->
            history.recordServiceGap(
                change.now().nodeId(), change.before().askedAt(), change.now().repliedAt()));
  }

  private Optional<Change> check(Shard shard, ClusterSnapshot snapshot, boolean all) {
    Optional<LastPrimary> before = Optional.ofNullable(lastPrimaries.get(shard.id()));
    Optional<String> likely =
        before.map(LastPrimary::nodeId).or(() -> shard.primary().flatMap(Node::id));
    Optional<LastPrimary> now = findPrimary(shard, snapshot, likely, all);
    if (now.isEmpty()) {
      shardsWithoutPrimary.add(shard.id());
      return Optional.empty();
    }
    shardsWithoutPrimary.remove(shard.id());
    lastPrimaries.put(shard.id(), now.get());
    return before
        .filter(last -> !last.nodeId().equals(now.get().nodeId()))
        .map(last -> new Change(last, now.get()));
  }

  private Optional<LastPrimary> findPrimary(
      Shard shard, ClusterSnapshot snapshot, Optional<String> likely, boolean all) {
    // A node that did not reply the last time must not delay the detection of a new primary.
    boolean hasNoPrimary = shardsWithoutPrimary.contains(shard.id());
    Predicate<Node> isDelaying =
        node -> hasNoPrimary && (node.id().equals(likely) || silent.contains(node.id()));
    List<Node> members =
        snapshot.nodes().stream()
            .filter(node -> node.shard().equals(Optional.of(shard.id())) && node.id().isPresent())
            .filter(node -> all || !isDelaying.test(node))
            .sorted(
                Comparator.comparing(isDelaying::test)
                    .thenComparing(node -> !node.id().equals(likely)))
            .toList();
    for (Node node : members) {
      Duration timeout =
          isDelaying.test(node) ? shortPeriod().multipliedBy(3) : interval.dividedBy(2);
      long askedAt = clock.getAsLong();
      boolean isPrimary = roleCheck.isPrimary(node, timeout);
      long repliedAt = clock.getAsLong();
      silent.remove(node.id());
      if (isPrimary) {
        return node.id().map(id -> new LastPrimary(id, askedAt, repliedAt));
      }
      if (repliedAt - askedAt >= timeout.toNanos()) {
        silent.add(node.id());
      }
    }
    return Optional.empty();
  }

  private Duration shortPeriod() {
    return interval.dividedBy(20);
  }
}
