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
import java.util.Set;

/**
 * Who owns which slot. A reachable primary's own claim beats what others say of one that cannot be
 * reached; among equals the higher config epoch wins, as it does between the nodes themselves.
 */
final class SlotOwnership {
  private final Map<String, BitSet> owned = new HashMap<>();
  private final int uncovered;
  private final int conflicting;

  /**
   * That a node owns slots.
   *
   * @param id the node's
   * @param own said by itself, in this scrape, and it is not loading
   * @param serves answered as a primary that finds the cluster ok, so that clients can use the
   *     slots
   */
  record Claim(String id, SlotRanges slots, long epoch, boolean own, boolean serves) {}

  private SlotOwnership(Collection<Claim> claims) {
    // Of equals the one that comes last in the order of the claims has the slots.
    List<Claim> strongestFirst = new ArrayList<>(claims);
    strongestFirst.sort(Comparator.comparing(Claim::own).thenComparingLong(Claim::epoch));
    Collections.reverse(strongestFirst);
    BitSet taken = new BitSet(SlotRanges.SLOTS);
    BitSet covered = new BitSet(SlotRanges.SLOTS);
    BitSet served = new BitSet(SlotRanges.SLOTS);
    BitSet contested = new BitSet(SlotRanges.SLOTS);
    for (Claim claim : strongestFirst) {
      BitSet slots = new BitSet(SlotRanges.SLOTS);
      claim.slots().addTo(slots);
      if (claim.own()) {
        covered.or(slots);
      }
      // A primary that was just restarted claims what it had until the others tell it better, and
      // serves nothing meanwhile: nobody is misled by it.
      if (claim.serves()) {
        BitSet twice = (BitSet) slots.clone();
        twice.and(served);
        contested.or(twice);
        served.or(slots);
      }
      slots.andNot(taken);
      taken.or(slots);
      if (!slots.isEmpty()) {
        owned.computeIfAbsent(claim.id(), id -> new BitSet(SlotRanges.SLOTS)).or(slots);
      }
    }
    this.uncovered = SlotRanges.SLOTS - covered.cardinality();
    this.conflicting = contested.cardinality();
  }

  static SlotOwnership of(Collection<Claim> claims) {
    return new SlotOwnership(claims);
  }

  /** The slots that are a node's after all claims are weighed. */
  BitSet of(String id) {
    BitSet slots = owned.get(id);
    return slots == null ? new BitSet() : (BitSet) slots.clone();
  }

  /**
   * The owner of a slot is the one whose set has it; used to place a node whose claims all lost.
   */
  boolean owns(String id, int slot) {
    BitSet slots = owned.get(id);
    return slots != null && slots.get(slot);
  }

  /** All that own slots after all claims are weighed. */
  Set<String> owners() {
    return Set.copyOf(owned.keySet());
  }

  /** Slots that no reachable primary claims itself. */
  int uncovered() {
    return uncovered;
  }

  /** Slots that more than one primary serves. */
  int conflicting() {
    return conflicting;
  }
}
