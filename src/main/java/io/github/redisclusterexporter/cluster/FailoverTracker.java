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
final class FailoverTracker {
  /**
   * Time in which the counters of a replica must not change before they become its new baseline;
   * longer than a manual failover or an election takes. An observation during a failover sees the
   * counters increased before the replica is promoted, and they must still count as evidence when
   * its role changes.
   */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, FailoverEvidence> last = new HashMap<>();
  private final Map<String, Baseline> baselines = new HashMap<>();

  /**
   * The evidence of a node from before any failover that may still be in progress.
   *
   * @param changedAt when its counters last changed, in nanoseconds of the monotonic clock
   */
  private record Baseline(FailoverEvidence evidence, long changedAt) {}

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
  List<Failover> observe(Collection<FailoverEvidence> now, Set<String> memberIds, long time) {
    Map<String, FailoverEvidence> current = new HashMap<>();
    now.forEach(evidence -> current.put(evidence.id(), evidence));
    List<Failover> failovers = new ArrayList<>();
    for (FailoverEvidence evidence : now) {
      FailoverEvidence before = last.get(evidence.id());
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

  private Baseline nextBaseline(FailoverEvidence now, long time) {
    FailoverEvidence before = last.get(now.id());
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
      FailoverEvidence before, FailoverEvidence now, Map<String, FailoverEvidence> current) {
    Optional<FailoverEvidence> primaryNow = before.primaryId().map(current::get);
    // A primary that still has slots gave some of them away in a migration.
    boolean keptSlots =
        primaryNow.map(primary -> primary.primary() && !primary.slots().isEmpty()).orElse(false);
    boolean conflict = primaryNow.map(now::sharesSlotsWith).orElse(false);
    Optional<FailoverEvidence> primaryBefore = before.primaryId().map(last::get);
    return (!keptSlots || conflict)
        && primaryBefore.map(now::sharesSlotsWith).orElse(!now.slots().isEmpty());
  }

  /**
   * A primary that was a replica between two observations continues the replication history of the
   * node that replaced it. A primary that discards its backlog also starts a new history, but that
   * one continues none.
   */
  private static boolean wasReplicaMeanwhile(FailoverEvidence before, FailoverEvidence now) {
    return now.isSameProcessAs(before)
        && !now.replicationId().equals(before.replicationId())
        && now.previousReplicationId().isPresent()
        && now.sharesSlotsWith(before);
  }

  /** The promotion of the replica that was the primary between two observations. */
  private Failover interimPromotion(
      FailoverEvidence primary, Map<String, FailoverEvidence> current) {
    List<Failover> candidates = new ArrayList<>();
    for (FailoverEvidence before : last.values()) {
      FailoverEvidence now = current.get(before.id());
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

  private static boolean hasPromotionEvidence(FailoverEvidence before, FailoverEvidence now) {
    return now.manualFailovers() > before.manualFailovers()
        || now.voteRequests() > before.voteRequests();
  }

  private Failover promotion(FailoverEvidence before, FailoverEvidence now) {
    return new Failover(Optional.of(now.id()), type(baselineOf(before), now));
  }

  private FailoverEvidence baselineOf(FailoverEvidence before) {
    Baseline baseline = baselines.get(before.id());
    return baseline == null ? before : baseline.evidence();
  }

  private static Failovers.Type type(FailoverEvidence before, FailoverEvidence now) {
    if (!now.isSameProcessAs(before)) {
      return Failovers.Type.UNKNOWN;
    }
    if (now.manualFailovers() > before.manualFailovers()) {
      return Failovers.Type.MANUAL;
    }
    if (now.voteRequests() <= before.voteRequests()) {
      return Failovers.Type.TAKEOVER;
    }
    // Without a count of the commands, the absence of new fail messages shows that the primary had
    // not failed and the election was forced.
    boolean forced =
        now.failoverCommands().isPresent()
            ? now.failoverCommands().get() > before.failoverCommands().orElse(0.0)
            : now.failMessages() <= before.failMessages();
    return forced ? Failovers.Type.FORCED : Failovers.Type.AUTOMATIC;
  }
}
