package io.github.redisclusterexporter.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Detects the failovers between two observations of a cluster, independent of the time between
 * them: the servers keep the evidence. Not counted are slot migrations, replicas that change their
 * primary, primaries without slots that become replicas, resets and restarts.
 */
final class FailoverDetector {
  /**
   * Time in which the counters of a replica must not change before they become its new baseline;
   * longer than a manual failover or an election takes. An observation during a failover sees the
   * counters increased before the replica is promoted, and they must still count as evidence when
   * its role changes.
   */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, FailoverObservation> last = new HashMap<>();
  private final Map<String, Baseline> baselines = new HashMap<>();

  /**
   * The evidence of a node from before any failover that may still be in progress.
   *
   * @param changedAt when its counters last changed, in nanoseconds of the monotonic clock
   */
  private record Baseline(FailoverObservation evidence, long changedAt) {}

  /**
   * A replica was promoted to own slots of its primary.
   *
   * @param promoted id of the new primary; empty when it cannot be determined any more
   */
  record Failover(Optional<String> promoted, Failovers.Type type) {}

  /**
   * Compares the evidence with the last observation of each node, and remembers it. A node without
   * evidence now is compared when it has evidence again.
   *
   * @param memberIds ids of the nodes that the cluster knows; all others are forgotten
   * @param time of the observation, in nanoseconds of the monotonic clock
   */
  List<Failover> observe(Collection<FailoverObservation> now, Set<String> memberIds, long time) {
    Map<String, FailoverObservation> current = new HashMap<>();
    now.forEach(evidence -> current.put(evidence.id(), evidence));
    List<Failover> failovers = new ArrayList<>();
    for (FailoverObservation evidence : now) {
      FailoverObservation before = last.get(evidence.id());
      if (before == null || !evidence.primary()) {
        continue;
      }
      if (before.primary() && wasReplicaMeanwhile(before, evidence)) {
        failovers.add(interimPromotion(before, current));
        failovers.add(promotion(before, evidence));
      } else if (!before.primary() && wasPromoted(before, evidence, current)) {
        failovers.add(promotion(before, evidence));
      }
    }
    last.keySet().retainAll(memberIds);
    baselines.keySet().retainAll(memberIds);
    now.forEach(evidence -> baselines.put(evidence.id(), nextBaseline(evidence, time)));
    last.putAll(current);
    return failovers;
  }

  private Baseline nextBaseline(FailoverObservation now, long time) {
    FailoverObservation before = last.get(now.id());
    Baseline baseline = baselines.get(now.id());
    if (before == null || baseline == null || !now.isSameProcessAs(before) || now.primary()) {
      return new Baseline(now, time);
    }
    if (!now.hasSameCountersAs(before)) {
      return new Baseline(baseline.evidence(), time);
    }
    return time - baseline.changedAt() < SETTLED_NANOS
        ? baseline
        : new Baseline(now, baseline.changedAt());
  }

  /** The node was a replica and is now a primary with slots of its former primary. */
  private boolean wasPromoted(
      FailoverObservation before,
      FailoverObservation now,
      Map<String, FailoverObservation> current) {
    Optional<FailoverObservation> primaryNow = before.primaryId().map(current::get);
    // A primary that still has slots gave some of them away in a migration.
    boolean keptSlots =
        primaryNow.map(primary -> primary.primary() && !primary.slots().isEmpty()).orElse(false);
    boolean conflict = primaryNow.map(now::sharesSlotsWith).orElse(false);
    Optional<FailoverObservation> primaryBefore = before.primaryId().map(last::get);
    return (!keptSlots || conflict)
        && primaryBefore.map(now::sharesSlotsWith).orElse(!now.slots().isEmpty());
  }

  /**
   * A primary that was a replica between two observations continues the replication history of the
   * node that replaced it. A primary that discards its backlog also starts a new history, but that
   * one continues none.
   */
  private static boolean wasReplicaMeanwhile(FailoverObservation before, FailoverObservation now) {
    return now.isSameProcessAs(before)
        && !now.replicationId().equals(before.replicationId())
        && now.previousReplicationId().isPresent()
        && now.sharesSlotsWith(before);
  }

  /** The promotion of the replica that was the primary between two observations. */
  private Failover interimPromotion(
      FailoverObservation primary, Map<String, FailoverObservation> current) {
    List<Failover> candidates = new ArrayList<>();
    for (FailoverObservation before : last.values()) {
      FailoverObservation now = current.get(before.id());
      if (now != null && before.primaryId().equals(Optional.of(primary.id()))) {
        Failover promotion = promotion(before, now);
        if (hasPromotionEvidence(baselineOf(before), now)) {
          return promotion;
        }
        candidates.add(promotion);
      }
    }
    // CLUSTER FAILOVER TAKEOVER leaves no evidence on the replica; a single candidate is certain.
    return candidates.size() == 1
        ? candidates.get(0)
        : new Failover(Optional.empty(), Failovers.Type.UNKNOWN);
  }

  private static boolean hasPromotionEvidence(FailoverObservation before, FailoverObservation now) {
    return now.manualFailovers() > before.manualFailovers()
        || now.voteRequests() > before.voteRequests();
  }

  private Failover promotion(FailoverObservation before, FailoverObservation now) {
    return new Failover(Optional.of(now.id()), type(baselineOf(before), now));
  }

  private FailoverObservation baselineOf(FailoverObservation before) {
    Baseline baseline = baselines.get(before.id());
    return baseline == null ? before : baseline.evidence();
  }

  private static Failovers.Type type(FailoverObservation before, FailoverObservation now) {
    if (!now.isSameProcessAs(before)) {
      return Failovers.Type.UNKNOWN;
    }
    if (now.manualFailovers() > before.manualFailovers()) {
      return Failovers.Type.MANUAL;
    }
    if (now.voteRequests() <= before.voteRequests()) {
      return Failovers.Type.TAKEOVER;
    }
    // Without both counts of the commands, the absence of new fail messages shows that the primary
    // had not failed and the election was forced.
    boolean forced =
        (now.failoverCommands().isPresent() && before.failoverCommands().isPresent())
            ? now.failoverCommands().get() > before.failoverCommands().get()
            : now.failMessages() <= before.failMessages();
    return forced ? Failovers.Type.FORCED : Failovers.Type.AUTOMATIC;
  }
}
