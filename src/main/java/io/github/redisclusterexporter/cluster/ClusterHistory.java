package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.cluster.Failovers.Outages;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one look at the cluster cannot tell: who was there before, what failed over since, how the
 * replication streams went. Each look is compared with the one before.
 */
public final class ClusterHistory {
  /** What nodes must be asked for failovers to be found. */
  public static final Set<Collector> NEEDS =
      Set.of(
          Collector.CLUSTER_NODES,
          Collector.CLUSTER_INFO,
          Collector.INFO,
          Collector.COMMANDSTATS,
          Collector.SHARD_ID);

  private static final double NANOSECONDS = 1e9;
  private static final Logger logger = LoggerFactory.getLogger(ClusterHistory.class);

  private final Clock clock;
  private final boolean watched;
  private final FailoverTracker failovers = new FailoverTracker();
  private final LagTracker lags = new LagTracker();
  private final Map<FailoverType, Long> counts = new EnumMap<>(FailoverType.class);
  private final long[] outages = new long[Outages.BOUNDS.size() + 1];
  private double outageSeconds;

  /** When a promotion was found, in nanoseconds of the monotonic clock. */
  private final Map<String, Long> promotedAt = new HashMap<>();

  /** When the newest word of each node was asked for, on the same clock. */
  private final Map<String, Long> askedAt = new HashMap<>();

  private ClusterSnapshot snapshot;
  private @Nullable Instant lastSeen;

  /**
   * Begins without knowing anything.
   *
   * @param standalone they are known not to be a cluster
   * @param watched somebody tells of {@link #served} shards
   */
  public ClusterHistory(Clock clock, boolean watched, boolean standalone) {
    this.clock = clock;
    this.snapshot = new ClusterSnapshot(List.of(), List.of(), Set.of(), 0, 0, standalone);
    this.watched = watched;
    for (FailoverType type : FailoverType.values()) {
      counts.put(type, 0L);
    }
  }

  /**
   * Adds a look.
   *
   * @param unknownSeeds configured addresses of which it is not known which node they lead to, each
   *     with the addresses that a node there would announce
   * @param seedIds the nodes that configured addresses led to
   */
  public synchronized ClusterSnapshot add(
      List<ProbeResult> answers, Map<HostPort, Set<HostPort>> unknownSeeds, Set<String> seedIds) {
    Membership members = new Membership(answers, seedIds);
    ClusterSnapshot now =
        SnapshotBuilder.build(members, snapshot, lags.observe(members.byId()), unknownSeeds);
    snapshot = now.withoutMeasurements();
    countFailovers(members);
    return now;
  }

  private void countFailovers(Membership members) {
    List<FailoverEvidence> evidence =
        members.byId().entrySet().stream()
            .filter(entry -> isNews(entry.getKey(), entry.getValue()))
            .flatMap(entry -> entry.getValue().report().stream())
            .flatMap(report -> FailoverEvidence.of(report).stream())
            .toList();
    Set<String> known =
        snapshot.nodes().stream().flatMap(node -> node.id().stream()).collect(Collectors.toSet());
    lags.retain(known);
    promotedAt.keySet().retainAll(known);
    askedAt.keySet().retainAll(known);
    for (FailoverTracker.Failover failover :
        failovers.observe(evidence, known, System.nanoTime())) {
      counts.merge(failover.type(), 1L, Long::sum);
      lastSeen = clock.instant();
      failover.promoted().ifPresent(id -> promotedAt.put(id, System.nanoTime()));
      logger.info(
          "Failover ({}): {} was promoted",
          failover.type().label(),
          failover.promoted().flatMap(snapshot::node).map(Node::name).orElse("a replica"));
    }
  }

  /**
   * Looks that overlap may end in another order than they began. One that goes back in time would
   * see a promotion undone, and the next one count it again.
   */
  private boolean isNews(String id, ProbeResult answer) {
    Long newest = askedAt.get(id);
    if (newest != null && answer.askedAt() - newest < 0) {
      return false;
    }
    askedAt.put(id, answer.askedAt());
    return true;
  }

  /** The last snapshot, without what a node said beyond who it is, whether it is up, its view. */
  public synchronized ClusterSnapshot snapshot() {
    return snapshot;
  }

  /**
   * The slots of a shard are served by another node than before. That counts as an outage when the
   * node was promoted; slots that moved were served all the time.
   *
   * @param nodeId who serves them now
   * @param from when they were last seen served before, in nanoseconds of the monotonic clock
   * @param to when they were first seen served again, on the same clock
   */
  public synchronized void served(String nodeId, long from, long to) {
    Long promoted = promotedAt.get(nodeId);
    if (promoted == null || promoted - from < 0) {
      return;
    }
    double seconds = (to - from) / NANOSECONDS;
    int bucket = 0;
    while (bucket < Outages.BOUNDS.size() && seconds > Outages.BOUNDS.get(bucket)) {
      bucket++;
    }
    outages[bucket]++;
    outageSeconds += seconds;
  }

  /** All failovers up to now. */
  public synchronized Failovers failovers() {
    return new Failovers(
        Map.copyOf(counts),
        Optional.ofNullable(lastSeen),
        watched
            ? Optional.of(new Outages(Arrays.stream(outages).boxed().toList(), outageSeconds))
            : Optional.empty());
  }
}
