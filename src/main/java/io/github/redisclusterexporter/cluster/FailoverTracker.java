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
 * Finds the failovers between two looks at a cluster, however far these are apart: servers keep the
 * evidence. Not counted: slots that moved, replicas that changed their primary, a drained primary
 * that became a replica, a reset, a restart.
 */
final class FailoverTracker {
  /**
   * How long the counters of a replica must stand still until what they count belongs to the past:
   * longer than an order or an election takes. They count on when the node changes its role. A look
   * that falls into a failover finds them raised before the replica is promoted.
   */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, FailoverEvidence> last = new HashMap<>();
  private final Map<String, Baseline> baselines = new HashMap<>();

  /**
   * What the counters of a node were before anything that may still be going on.
   *
   * @param movedAt when they were last seen to move, in nanoseconds of the monotonic clock
   */
  private record Baseline(FailoverEvidence evidence, long movedAt) {}

  /**
   * A promotion of a replica over slots of its primary.
   *
   * @param promoted id of the node that became the primary; empty when it is not known any more
   */
  record Failover(Optional<String> promoted, FailoverType type) {}

  /**
   * Compares with what was seen before, and remembers what is seen now. A node that says nothing
   * now is compared when it speaks again.
   *
   * @param members ids that the cluster knows; all others are forgotten
   * @param time of the look, in nanoseconds of the monotonic clock
   */
  List<Failover> observe(Collection<FailoverEvidence> now, Set<String> members, long time) {
    Map<String, FailoverEvidence> current = new HashMap<>();
    now.forEach(evidence -> current.put(evidence.id(), evidence));
    List<Failover> found = new ArrayList<>();
    for (FailoverEvidence evidence : now) {
      FailoverEvidence before = last.get(evidence.id());
      if (before == null || !evidence.primary()) {
        continue;
      }
      if (before.primary() && wasReplicaMeanwhile(before, evidence)) {
        found.add(standIn(before, current));
        found.add(promotion(before, evidence));
      } else if (!before.primary() && tookOver(before, evidence, current)) {
        found.add(promotion(before, evidence));
      }
    }
    last.keySet().retainAll(members);
    baselines.keySet().retainAll(members);
    now.forEach(evidence -> baselines.put(evidence.id(), baseline(evidence, time)));
    last.putAll(current);
    return found;
  }

  private Baseline baseline(FailoverEvidence now, long time) {
    FailoverEvidence before = last.get(now.id());
    Baseline baseline = baselines.get(now.id());
    if (before == null || baseline == null || !now.isSameProcessAs(before) || now.primary()) {
      return new Baseline(now, time);
    }
    if (!now.hasSameEvidenceAs(before)) {
      return new Baseline(baseline.evidence(), time);
    }
    return time - baseline.movedAt() < SETTLED_NANOS
        ? baseline
        : new Baseline(now, baseline.movedAt());
  }

  /** It was a replica of a primary, and now has that primary's slots. */
  private boolean tookOver(
      FailoverEvidence before, FailoverEvidence now, Map<String, FailoverEvidence> current) {
    Optional<FailoverEvidence> primaryNow = before.primaryId().map(current::get);
    // A primary that kept slots gave some away; it was not replaced.
    boolean keptSlots =
        primaryNow.map(primary -> primary.primary() && !primary.slots().isEmpty()).orElse(false);
    boolean contested = primaryNow.map(now::sharesSlotsWith).orElse(false);
    Optional<FailoverEvidence> primaryBefore = before.primaryId().map(last::get);
    return (!keptSlots || contested)
        && primaryBefore.map(now::sharesSlotsWith).orElse(!now.slots().isEmpty());
  }

  /**
   * A primary that was a replica in between has another history than before, continued from the
   * replica that had taken over. (A primary that drops its backlog begins one that continues none.)
   */
  private static boolean wasReplicaMeanwhile(FailoverEvidence before, FailoverEvidence now) {
    return now.isSameProcessAs(before)
        && !now.replicationId().equals(before.replicationId())
        && now.previousReplicationId().isPresent()
        && now.sharesSlotsWith(before);
  }

  /** The promotion of the replica that took over for a while. */
  private Failover standIn(FailoverEvidence primary, Map<String, FailoverEvidence> current) {
    List<Failover> candidates = new ArrayList<>();
    for (FailoverEvidence before : last.values()) {
      FailoverEvidence now = current.get(before.id());
      if (now != null && before.primaryId().equals(Optional.of(primary.id()))) {
        Failover promotion = promotion(before, now);
        if (hasPromotionEvidence(evidenceBefore(before), now)) {
          return promotion;
        }
        candidates.add(promotion);
      }
    }
    // A takeover leaves no evidence on the replica, but with one replica it can have been no other.
    return candidates.size() == 1
        ? candidates.get(0)
        : new Failover(Optional.empty(), FailoverType.UNKNOWN);
  }

  private static boolean hasPromotionEvidence(FailoverEvidence before, FailoverEvidence now) {
    return now.handovers() > before.handovers() || now.elections() > before.elections();
  }

  private Failover promotion(FailoverEvidence before, FailoverEvidence now) {
    return new Failover(Optional.of(now.id()), type(evidenceBefore(before), now));
  }

  private FailoverEvidence evidenceBefore(FailoverEvidence before) {
    Baseline baseline = baselines.get(before.id());
    return baseline == null ? before : baseline.evidence();
  }

  private static FailoverType type(FailoverEvidence before, FailoverEvidence now) {
    if (!now.isSameProcessAs(before)) {
      return FailoverType.UNKNOWN;
    }
    if (now.handovers() > before.handovers()) {
      return FailoverType.MANUAL;
    }
    if (now.elections() <= before.elections()) {
      return FailoverType.TAKEOVER;
    }
    // Where the server does not tell the order, the missing verdict on the primary does.
    boolean forced =
        now.orders().isPresent()
            ? now.orders().get() > before.orders().orElse(0.0)
            : now.failures() <= before.failures();
    return forced ? FailoverType.FORCED : FailoverType.AUTOMATIC;
  }
}
