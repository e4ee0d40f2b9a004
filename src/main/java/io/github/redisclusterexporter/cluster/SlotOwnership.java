package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The owner of each slot. What a reachable primary claims itself takes precedence over what other
 * nodes report about a primary that cannot be reached. Between claims of the same kind the higher
 * config epoch wins, as it does between the nodes themselves.
 */
final class SlotOwnership {
  private final Map<String, BitSet> owned = new HashMap<>();
  private final int uncovered;
  private final int conflicting;

  /**
   * A statement that a node owns slots.
   *
   * @param id of the node
   * @param epoch config epoch of the node
   * @param ownReport whether the statement comes from the node itself, in this scrape, while it is
   *     not loading its dataset
   * @param serving whether the node reports the cluster state ok, so that clients can use the slots
   */
  record Claim(String id, SlotRanges slots, long epoch, boolean ownReport, boolean serving) {}

  SlotOwnership(Collection<Claim> claims) {
    // Between equal claims the last one wins.
    List<Claim> strongestFirst = new ArrayList<>(claims);
    strongestFirst.sort(Comparator.comparing(Claim::ownReport).thenComparingLong(Claim::epoch));
    Collections.reverse(strongestFirst);
    BitSet taken = new BitSet(SlotRanges.SLOTS);
    BitSet covered = new BitSet(SlotRanges.SLOTS);
    BitSet served = new BitSet(SlotRanges.SLOTS);
    BitSet conflicts = new BitSet(SlotRanges.SLOTS);
    for (Claim claim : strongestFirst) {
      BitSet slots = new BitSet(SlotRanges.SLOTS);
      claim.slots().addTo(slots);
      if (claim.ownReport()) {
        covered.or(slots);
      }
      // A primary that has just restarted claims its old slots until the other nodes correct it. It
      // serves no clients in that time, so that such a claim is not a conflict.
      if (claim.serving()) {
        BitSet servedTwice = (BitSet) slots.clone();
        servedTwice.and(served);
        conflicts.or(servedTwice);
        served.or(slots);
      }
      slots.andNot(taken);
      taken.or(slots);
      if (!slots.isEmpty()) {
        owned.computeIfAbsent(claim.id(), id -> new BitSet(SlotRanges.SLOTS)).or(slots);
      }
    }
    this.uncovered = SlotRanges.SLOTS - covered.cardinality();
    this.conflicting = conflicts.cardinality();
  }

  /** The slots that a node owns; empty for a node whose claims all lost. Not to be changed. */
  BitSet slotsOf(String id) {
    return owned.getOrDefault(id, new BitSet());
  }

  Optional<String> ownerOf(int slot) {
    return owned.keySet().stream().filter(id -> slotsOf(id).get(slot)).findFirst();
  }

  /** Ids of the nodes that own slots. */
  Set<String> owners() {
    return Set.copyOf(owned.keySet());
  }

  /** Number of slots that no reachable primary claims itself. */
  int uncovered() {
    return uncovered;
  }

  /** Number of slots that more than one primary serves. */
  int conflicting() {
    return conflicting;
  }
}
