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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PeriodicTask between scrapes who serves each shard, to measure how long nobody does, and has the
 * cluster looked at in full when that changed: so a failover is seen that was undone before the
 * next scrape.
 *
 * <p>Costs one question a shard and look, asked of one node after another. While nobody serves a
 * shard, its other nodes are asked twenty times an interval.
 */
final class FailoverMonitor {
  private static final Logger logger = LoggerFactory.getLogger(FailoverMonitor.class);

  private final ClusterHistory history;
  private final RoleCheck roleCheck;
  private final Runnable scrapeForFailovers;
  private final Duration interval;
  private final LongSupplier clock;
  private final Map<String, Service> services = new HashMap<>();
  private final Set<String> unserved = new HashSet<>();

  /** Nodes that used up all patience when they were asked last. */
  private final Set<Optional<String>> silent = new HashSet<>();

  private long allDue;

  /** Asks one node. */
  interface RoleCheck {
    /**
     * Whether it says that it is a primary, and is not loading.
     *
     * @param patience how long it may take; a node that does not answer by then says no
     */
    boolean serves(Node node, Duration patience);
  }

  /**
   * Who served a shard last. The times are nanoseconds of the monotonic clock.
   *
   * @param askedAt it served at this moment or later
   * @param answeredAt it served at this moment or earlier
   */
  private record Service(String nodeId, long askedAt, long answeredAt) {}

  private record Change(Service before, Service now) {}

  /**
   * Ready to {@link #look}.
   *
   * @param scrapeForFailovers scrapes the cluster as far as failovers need it
   * @param interval by how much a measured duration may be too long: looks are a little closer to
   *     each other, so that what both ends of an outage add to it fits in
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
    this.allDue = clock.getAsLong();
  }

  /**
   * PeriodicTask at the shards that are due.
   *
   * @return how long until the next look is due; not positive when it already is
   */
  Duration look() {
    long start = clock.getAsLong();
    try {
      look(start);
    } catch (RuntimeException | OutOfMemoryError e) {
      // One look that stumbles must not be the last.
      logger.error("The watch for failovers stumbled, and goes on", e);
    }
    long next = unserved.isEmpty() ? allDue : Math.min(allDue, start + often().toNanos());
    return Duration.ofNanos(next - clock.getAsLong());
  }

  private void look(long start) {
    ClusterSnapshot snapshot = history.snapshot();
    boolean all = start - allDue >= 0;
    if (all) {
      allDue = start + period().toNanos();
    }
    Set<String> shards = snapshot.shards().stream().map(Shard::id).collect(Collectors.toSet());
    services.keySet().retainAll(shards);
    unserved.retainAll(shards);
    silent.retainAll(snapshot.nodes().stream().map(Node::id).toList());
    List<Change> changes = new ArrayList<>();
    for (Shard shard : snapshot.shards()) {
      if (all || unserved.contains(shard.id())) {
        look(shard, snapshot, all).ifPresent(changes::add);
      }
    }
    if (!changes.isEmpty()) {
      scrapeForFailovers.run();
    }
    changes.forEach(
        change ->
            history.recordServiceGap(
                change.now().nodeId(), change.before().askedAt(), change.now().answeredAt()));
  }

  private Optional<Change> look(Shard shard, ClusterSnapshot snapshot, boolean all) {
    Service before = services.get(shard.id());
    Optional<Service> now = findServing(shard, snapshot, before, all);
    if (now.isEmpty()) {
      unserved.add(shard.id());
      return Optional.empty();
    }
    unserved.remove(shard.id());
    services.put(shard.id(), now.get());
    return before == null
        ? Optional.empty()
        : now.filter(service -> !service.nodeId().equals(before.nodeId()))
            .map(service -> new Change(before, service));
  }

  private Optional<Service> findServing(
      Shard shard, ClusterSnapshot snapshot, @Nullable Service before, boolean all) {
    // Who did not answer the last time must not delay the moment when another takes over.
    boolean isUnserved = unserved.contains(shard.id());
    Predicate<Node> isDelaying =
        node -> isUnserved && (isLikely(node, shard, before) || silent.contains(node.id()));
    List<Node> members =
        snapshot.nodes().stream()
            .filter(node -> node.shard().equals(Optional.of(shard.id())) && node.id().isPresent())
            .filter(node -> all || !isDelaying.test(node))
            .sorted(
                Comparator.comparing(isDelaying::test)
                    .thenComparing(node -> !isLikely(node, shard, before)))
            .toList();
    for (Node node : members) {
      Duration patience = isDelaying.test(node) ? often().multipliedBy(3) : interval.dividedBy(2);
      long askedAt = clock.getAsLong();
      if (roleCheck.serves(node, patience)) {
        silent.remove(node.id());
        return node.id().map(id -> new Service(id, askedAt, clock.getAsLong()));
      }
      if (clock.getAsLong() - askedAt >= patience.toNanos()) {
        silent.add(node.id());
      } else {
        silent.remove(node.id());
      }
    }
    return Optional.empty();
  }

  private static boolean isLikely(Node node, Shard shard, @Nullable Service before) {
    return before == null
        ? shard.primary().flatMap(Node::id).equals(node.id())
        : node.id().equals(Optional.of(before.nodeId()));
  }

  private Duration period() {
    return interval.multipliedBy(4).dividedBy(5);
  }

  private Duration often() {
    return interval.dividedBy(20);
  }
}
