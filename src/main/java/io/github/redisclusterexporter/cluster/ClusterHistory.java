package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.cluster.Failovers.Outages;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
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
 * The state that is kept between scrapes: the last snapshot, the failovers detected so far, and the
 * growth of the replication streams. Each scrape is compared with the one before.
 */
public final class ClusterHistory {
  /** The collectors that are necessary to detect failovers. */
  public static final Set<Collector> REQUIRED_COLLECTORS =
      Set.of(
          Collector.CLUSTER_NODES,
          Collector.CLUSTER_INFO,
          Collector.INFO,
          Collector.COMMANDSTATS,
          Collector.SHARD_ID);

  private static final double NANOSECONDS_PER_SECOND = 1e9;
  private static final Logger logger = LoggerFactory.getLogger(ClusterHistory.class);

  private final Clock clock;
  private final boolean measuresOutages;
  private final FailoverDetector failovers = new FailoverDetector();
  private final LagTracker lags = new LagTracker();
  private final Map<Failovers.Type, Long> counts = new EnumMap<>(Failovers.Type.class);
  private final long[] outageCounts = new long[Outages.BOUNDS.size() + 1];
  private double outageSeconds;

  /** The last failovers, newest first. */
  private final Deque<Failovers.Event> recent = new ArrayDeque<>();

  /** When promotions were detected, by node id, in nanoseconds of the monotonic clock. */
  private final Map<String, Long> promotedAt = new HashMap<>();

  /** Start of the newest probe of each node, by node id, on the same clock. */
  private final Map<String, Long> newestProbeAt = new HashMap<>();

  private ClusterSnapshot snapshot;
  private @Nullable Instant lastDetected;

  /**
   * Creates an empty history.
   *
   * @param measuresOutages whether {@link #recordServiceGap} will be called
   * @param standalone whether the servers are configured as servers without cluster support
   */
  public ClusterHistory(Clock clock, boolean measuresOutages, boolean standalone) {
    this.clock = clock;
    this.snapshot = new ClusterSnapshot(List.of(), List.of(), SlotMap.EMPTY, standalone);
    this.measuresOutages = measuresOutages;
    for (Failovers.Type type : Failovers.Type.values()) {
      counts.put(type, 0L);
    }
  }

  /**
   * Adds the members that one scrape has found.
   *
   * @param unknownSeeds configured addresses at which no node has been identified yet, each with
   *     the addresses that a node there would announce
   * @return the complete snapshot of this scrape
   */
  public synchronized ClusterSnapshot add(
      Membership members, Map<HostPort, Set<HostPort>> unknownSeeds) {
    ClusterSnapshot current =
        new SnapshotBuilder(members, snapshot, lags.observe(positions(members)))
            .build(unknownSeeds);
    snapshot = current.withoutMeasurements();
    countFailovers(members);
    return current;
  }

  /** The results by node id; those of servers without cluster support by their address. */
  private static Map<String, ProbeResult> positions(Membership members) {
    Map<String, ProbeResult> positions = new HashMap<>(members.byId());
    members.results().stream()
        .filter(ProbeResult::isStandalone)
        .forEach(result -> positions.put(result.address().toString(), result));
    return positions;
  }

  private void countFailovers(Membership members) {
    List<FailoverObservation> evidence =
        members.byId().entrySet().stream()
            .filter(entry -> isNewest(entry.getKey(), entry.getValue()))
            .flatMap(entry -> entry.getValue().report().stream())
            .flatMap(report -> FailoverObservation.of(report).stream())
            .toList();
    Set<String> known =
        snapshot.nodes().stream().flatMap(node -> node.id().stream()).collect(Collectors.toSet());
    lags.retainOnly(
        snapshot.nodes().stream()
            .map(node -> node.id().orElse(node.name()))
            .collect(Collectors.toSet()));
    promotedAt.keySet().retainAll(known);
    newestProbeAt.keySet().retainAll(known);
    for (FailoverDetector.Failover failover :
        failovers.observe(evidence, known, System.nanoTime())) {
      counts.merge(failover.type(), 1L, Long::sum);
      Optional<Node> promoted = failover.promoted().flatMap(snapshot::node);
      lastDetected = clock.instant();
      remember(failover.type(), lastDetected, promoted);
      failover.promoted().ifPresent(id -> promotedAt.put(id, System.nanoTime()));
      logger.info(
          "Failover ({}): {} was promoted",
          failover.type().label(),
          promoted.map(Node::name).orElse("a replica"));
    }
  }

  private void remember(Failovers.Type type, Instant detectedAt, Optional<Node> promoted) {
    recent.addFirst(
        new Failovers.Event(
            type,
            detectedAt,
            promoted.map(Node::name),
            promoted.flatMap(Node::shard),
            Optional.empty()));
    if (recent.size() > Failovers.MOST_RECENT) {
      recent.removeLast();
    }
  }

  /**
   * Scrapes that overlap may end in another order than they started. An older result would show the
   * state before a promotion again, and the next scrape would count the promotion twice.
   */
  private boolean isNewest(String id, ProbeResult result) {
    Long newest = newestProbeAt.get(id);
    if (newest != null && result.startedAt() - newest < 0) {
      return false;
    }
    newestProbeAt.put(id, result.startedAt());
    return true;
  }

  /** The last snapshot, without the measurements of the nodes. */
  public synchronized ClusterSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Records the time in which the slots of a shard were not served, after their primary has
   * changed. The time counts as an outage when the new primary was promoted; slots that were
   * migrated are served all the time.
   *
   * @param nodeId the node that serves the slots now
   * @param lastServed when the slots were last known to be served by the former primary, in
   *     nanoseconds of the monotonic clock
   * @param servedAgain when they were first known to be served by the new one, on the same clock
   */
  public synchronized void recordServiceGap(String nodeId, long lastServed, long servedAgain) {
    Long promoted = promotedAt.get(nodeId);
    if (promoted == null || promoted - lastServed < 0) {
      return;
    }
    double seconds = (servedAgain - lastServed) / NANOSECONDS_PER_SECOND;
    outageCounts[(int) Outages.BOUNDS.stream().filter(bound -> bound < seconds).count()]++;
    outageSeconds += seconds;
    rememberOutage(nodeId, Duration.ofNanos(servedAgain - lastServed));
  }

  /** It belongs to the last promotion of the node, unless another one has measured it already. */
  private void rememberOutage(String nodeId, Duration outage) {
    Optional<String> name = snapshot.node(nodeId).map(Node::name);
    List<Failovers.Event> newestFirst = List.copyOf(recent);
    recent.clear();
    boolean found = false;
    for (Failovers.Event event : newestFirst) {
      boolean isThis = !found && name.isPresent() && event.node().equals(name);
      found = found || isThis;
      recent.addLast(isThis && event.outage().isEmpty() ? event.withOutage(outage) : event);
    }
  }

  /** All failovers since the exporter started. */
  public synchronized Failovers failovers() {
    return new Failovers(
        Map.copyOf(counts),
        Optional.ofNullable(lastDetected),
        List.copyOf(recent),
        measuresOutages
            ? Optional.of(new Outages(Arrays.stream(outageCounts).boxed().toList(), outageSeconds))
            : Optional.empty());
  }
}
