package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The owner of each slot. What a reachable primary claims itself takes precedence over what other
 * nodes report about a primary that cannot be reached. Between claims of the same kind the higher
 * config epoch wins, as it does between the nodes themselves.
 *
 * <p>The nodes are not asked at the same moment, and slots may move in between. A node that was
 * asked twice therefore has two claims: a slot is uncovered only if no claim contains it, and two
 * nodes are in conflict only over slots that each of them serves in both of its claims.
 */
final class SlotOwnership {
  private final Map<String, SlotRanges> owners = new HashMap<>();
  private final BitSet covered;
  private final BitSet conflicting = new BitSet();

  /**
   * A statement that a node owns slots.
   *
   * @param id of the node
   * @param slots the latest statement
   * @param earlierSlots the first statement of a node that was asked twice; otherwise the same
   * @param migratingTo the slots that the node is about to give to other nodes, by their ids
   * @param epoch config epoch of the node
   * @param ownReport whether the statement comes from the node itself, in this scrape, while it is
   *     not loading its dataset
   * @param serving whether the node reports the cluster state ok, so that clients can use the slots
   */
  record Claim(
      String id,
      SlotRanges slots,
      SlotRanges earlierSlots,
      Map<Integer, String> migratingTo,
      long epoch,
      boolean ownReport,
      boolean serving) {

    private static Optional<Claim> of(Line line, Membership members) {
      Optional<NodeReport> report = members.reportOf(line.id());
      SlotRanges slots = slotsOfPrimary(line);
      SlotRanges earlier =
          report.flatMap(NodeReport::earlierLine).map(Claim::slotsOfPrimary).orElse(slots);
      if (slots.isEmpty() && earlier.isEmpty()) {
        return Optional.empty();
      }
      // A primary that is loading its dataset serves no slots. Only Valkey 8.0 and later answer
      // CLUSTER NODES in that state, and then claim their slots.
      boolean ownReport = line.isMyself() && !report.map(NodeReport::isLoading).orElse(false);
      boolean stateFailed =
          report
              .flatMap(NodeReport::clusterInfo)
              .filter(info -> info.is("cluster_state", "fail").orElse(0) == 1)
              .isPresent();
      return Optional.of(
          new Claim(
              line.id(),
              slots,
              earlier,
              line.migratingTo(),
              line.configEpoch(),
              ownReport,
              ownReport && !stateFailed));
    }

    private static SlotRanges slotsOfPrimary(Line line) {
      return line.isPrimary() ? line.slots() : SlotRanges.NONE;
    }

    /** Whether the node has stated the same whenever it was asked. */
    private boolean isSteady() {
      return slots.equals(earlierSlots);
    }

    /** The slots that the node owned whenever it was asked. */
    private SlotRanges steadySlots() {
      if (isSteady()) {
        return slots;
      }
      BitSet steady = bits(slots);
      steady.and(bits(earlierSlots));
      return SlotRanges.of(steady);
    }

    /**
     * Whether the slot is moving between the two nodes: the old owner still claims it, but sends
     * clients to the new one for keys that it does not have.
     */
    private boolean isHandingOver(int slot, Claim other) {
      return other.id().equals(migratingTo.get(slot)) || id.equals(other.migratingTo().get(slot));
    }
  }

  SlotOwnership(Collection<Claim> claims) {
    // Between equal claims the last one wins.
    List<Claim> strongestFirst = new ArrayList<>(claims);
    Collections.reverse(strongestFirst);
    strongestFirst.sort(Comparator.comparingLong(Claim::epoch).reversed());
    List<Claim> ownReports = strongestFirst.stream().filter(Claim::ownReport).toList();
    List<Claim> unsteady = ownReports.stream().filter(claim -> !claim.isSteady()).toList();
    List<Claim> hearsay = strongestFirst.stream().filter(claim -> !claim.ownReport()).toList();
    Map<String, BitSet> owned = new HashMap<>();
    BitSet taken = new BitSet();
    assign(ownReports, Claim::slots, owned, taken);
    assign(unsteady, Claim::earlierSlots, owned, taken);
    covered = (BitSet) taken.clone();
    assign(hearsay, Claim::slots, owned, taken);
    owned.forEach((id, slots) -> owners.put(id, SlotRanges.of(slots)));
    findConflicts(strongestFirst.stream().filter(Claim::serving).toList());
  }

  static SlotOwnership of(Membership members) {
    return new SlotOwnership(
        members.lines().values().stream()
            .flatMap(line -> Claim.of(line, members).stream())
            .toList());
  }

  /**
   * Gives each claim the slots that no claim before it has taken.
   *
   * @param owned the slots by their owner
   * @param taken all of them
   */
  private static void assign(
      List<Claim> claims,
      Function<Claim, SlotRanges> slotsOf,
      Map<String, BitSet> owned,
      BitSet taken) {
    for (Claim claim : claims) {
      BitSet slots = bits(slotsOf.apply(claim));
      slots.andNot(taken);
      taken.or(slots);
      if (!slots.isEmpty()) {
        owned.merge(claim.id(), slots, SlotOwnership::union);
      }
    }
  }

  private static BitSet union(BitSet slots, BitSet more) {
    slots.or(more);
    return slots;
  }

  /**
   * A primary that has just restarted claims its old slots until the other nodes correct it. It
   * serves no clients in that time, so that such a claim is not a conflict.
   */
  private void findConflicts(List<Claim> serving) {
    BitSet served = new BitSet();
    for (int i = 0; i < serving.size(); i++) {
      Claim claim = serving.get(i);
      SlotRanges slots = claim.steadySlots();
      if (slots.intersects(served)) {
        findConflicts(claim, serving.subList(0, i));
      }
      slots.addTo(served);
    }
  }

  private void findConflicts(Claim claim, List<Claim> others) {
    BitSet slots = bits(claim.steadySlots());
    for (Claim other : others) {
      BitSet shared = bits(other.steadySlots());
      shared.and(slots);
      shared.stream().filter(slot -> !claim.isHandingOver(slot, other)).forEach(conflicting::set);
    }
  }

  private static BitSet bits(SlotRanges slots) {
    BitSet bits = new BitSet();
    slots.addTo(bits);
    return bits;
  }

  /** The slots that a node owns; empty for a node whose claims all lost. */
  SlotRanges slotsOf(String id) {
    return owners.getOrDefault(id, SlotRanges.NONE);
  }

  Optional<String> ownerOf(int slot) {
    return owners.keySet().stream().filter(id -> slotsOf(id).contains(slot)).findFirst();
  }

  /** Ids of the nodes that own slots. */
  Set<String> owners() {
    return Collections.unmodifiableSet(owners.keySet());
  }

  /** Number of slots that no reachable primary claims itself. */
  int uncovered() {
    return SlotRanges.SLOTS - covered.cardinality();
  }

  /** Number of slots that more than one primary serves. */
  int conflicting() {
    return conflicting.cardinality();
  }

  /** The result, for a snapshot. */
  SlotMap map() {
    return new SlotMap(owners, SlotRanges.of(uncoveredSlots()), SlotRanges.of(conflicting));
  }

  private BitSet uncoveredSlots() {
    BitSet uncovered = (BitSet) covered.clone();
    uncovered.flip(0, SlotRanges.SLOTS);
    return uncovered;
  }

  /**
   * The members to ask again: slots may have moved while one node was asked after the other. Those
   * are the members that have to do with slots that no reachable primary claims, or that several
   * primaries serve. Empty when there are no such slots, and when their owner does not answer.
   */
  Set<String> inDoubt(Membership members) {
    Set<String> ids = new HashSet<>();
    if (uncovered() == 0 && conflicting() == 0) {
      return ids;
    }
    BitSet doubtful = uncoveredSlots();
    doubtful.or(conflicting);
    members
        .views()
        .flatMap(view -> view.lines().stream())
        .filter(line -> line.slots().intersects(doubtful))
        .forEach(line -> ids.add(line.id()));
    boolean allSlotsHaveOwners =
        owners.values().stream().mapToInt(SlotRanges::size).sum() == SlotRanges.SLOTS;
    if (!allSlotsHaveOwners) {
      members.lines().values().stream()
          .filter(line -> line.isPrimary() || isChangingRole(line, members))
          .forEach(line -> ids.add(line.id()));
    }
    ids.removeIf(id -> members.viewOf(id).isEmpty());
    return ids;
  }

  /** A replica whose primary is a replica may have become the primary meanwhile. */
  private static boolean isChangingRole(Line line, Membership members) {
    return line.primaryId().map(members.lines()::get).filter(Line::isReplica).isPresent();
  }
}
