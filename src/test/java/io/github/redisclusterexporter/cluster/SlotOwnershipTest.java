package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.SlotOwnership.Claim;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.node.SlotRanges.Range;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotOwnershipTest {
  private static final int HALF = SlotRanges.SLOTS / 2;

  private static SlotRanges slots(int first, int last) {
    return new SlotRanges(List.of(new Range(first, last)));
  }

  private static Claim claim(
      String id, SlotRanges slots, long epoch, boolean ownReport, boolean serving) {
    return new Claim(id, slots, slots, Map.of(), epoch, ownReport, serving);
  }

  /** Reported by the node itself, which serves the slots. */
  private static Claim ownReport(String id, int first, int last, long epoch) {
    return claim(id, slots(first, last), epoch, true, true);
  }

  /** Reported by the node itself, while it reports the cluster state fail. */
  private static Claim notServing(String id, int first, int last, long epoch) {
    return claim(id, slots(first, last), epoch, true, false);
  }

  /** Reported by another node. */
  private static Claim reportByOther(String id, int first, int last, long epoch) {
    return claim(id, slots(first, last), epoch, false, false);
  }

  @Test
  void twoPrimariesOwnHalfOfTheSlotsEach() {
    SlotOwnership ownership =
        new SlotOwnership(List.of(ownReport("a", 0, HALF - 1, 1), ownReport("b", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.slotsOf("a").size()).isEqualTo(HALF);
    assertThat(ownership.ownerOf(HALF)).contains("b");
    assertThat(ownership.slotsOf("b").contains(HALF)).isTrue();
    assertThat(ownership.slotsOf("a").contains(HALF)).isFalse();
    assertThat(ownership.slotsOf("unknown").contains(0)).isFalse();
  }

  @Test
  void aNodeOwnsSlotsByTheReportOfOthersButDoesNotCoverThem() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(ownReport("a", 0, HALF - 1, 1), reportByOther("dead", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isEqualTo(HALF);
    assertThat(ownership.slotsOf("dead").size()).isEqualTo(HALF);
  }

  @Test
  void aReportOfTheOwnerTakesPrecedenceOverAReportOfOthersWithAnyEpoch() {
    SlotOwnership ownership =
        new SlotOwnership(List.of(ownReport("a", 0, 16383, 1), reportByOther("dead", 0, 99, 9)));

    assertThat(ownership.slotsOf("dead").isEmpty()).isTrue();
    assertThat(ownership.conflicting()).isZero();
  }

  @Test
  void betweenTwoOwnReportsTheHigherEpochWins() {
    SlotOwnership ownership =
        new SlotOwnership(List.of(ownReport("new", 0, 16383, 9), ownReport("old", 0, 99, 1)));

    assertThat(ownership.slotsOf("old").isEmpty()).isTrue();
    assertThat(ownership.conflicting()).isEqualTo(100);
  }

  @Test
  void aClaimOfAPrimaryThatDoesNotServeIsNoConflict() {
    SlotOwnership ownership =
        new SlotOwnership(List.of(ownReport("new", 0, 16383, 9), notServing("old", 0, 99, 1)));

    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.slotsOf("old").isEmpty()).isTrue();
  }

  @Test
  void aSlotWithThreeClaimsIsCountedAsOneConflict() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(ownReport("a", 0, 9, 1), ownReport("b", 5, 9, 2), ownReport("c", 9, 9, 3)));

    assertThat(ownership.conflicting()).isEqualTo(5);
    assertThat(ownership.uncovered()).isEqualTo(16384 - 10);
  }

  @Test
  void withoutClaimsAllSlotsAreUncovered() {
    assertThat(new SlotOwnership(List.of()).uncovered()).isEqualTo(16384);
  }

  /** Asked twice, with another answer the second time. */
  private static Claim askedTwice(String id, SlotRanges first, SlotRanges second, long epoch) {
    return new Claim(id, second, first, Map.of(), epoch, true, true);
  }

  @Test
  void aSlotThatAnyAnswerCoversIsNotUncovered() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(
                askedTwice("a", slots(0, HALF - 2), slots(0, HALF - 3), 1),
                askedTwice("b", slots(HALF, 16383), slots(HALF - 1, 16383), 2)));

    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.ownerOf(HALF - 2)).contains("a");
    assertThat(ownership.ownerOf(HALF - 1)).contains("b");
  }

  @Test
  void aSlotThatNoAnswerCoversIsUncovered() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(
                askedTwice("a", slots(0, HALF - 2), slots(0, HALF - 2), 1),
                askedTwice("b", slots(HALF, 16383), slots(HALF, 16383), 2)));

    assertThat(ownership.uncovered()).isOne();
  }

  @Test
  void nodesAreInConflictOnlyOverSlotsThatBothServedInBothAnswers() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(
                askedTwice("a", slots(0, HALF + 2), slots(0, HALF + 1), 1),
                askedTwice("b", slots(HALF, 16383), slots(HALF + 1, 16383), 2)));

    assertThat(ownership.conflicting()).isOne();
    assertThat(ownership.uncovered()).isZero();
  }

  @Test
  void theNewerAnswerOfAnyNodeTakesPrecedenceOverAnOlderOne() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(
                askedTwice("new", slots(1, 16383), slots(0, 16383), 1),
                askedTwice("old", slots(0, 99), slots(100, 199), 9)));

    assertThat(ownership.ownerOf(0)).contains("new");
    assertThat(ownership.ownerOf(150)).contains("old");
  }

  @Test
  void aSlotThatItsOldOwnerIsGivingToTheNewOneIsNoConflict() {
    SlotRanges all = slots(0, 16383);
    Claim source = new Claim("source", all, all, Map.of(7, "target", 8, "other"), 1, true, true);
    SlotOwnership ownership = new SlotOwnership(List.of(source, ownReport("target", 7, 8, 2)));

    assertThat(ownership.conflicting()).isOne();
    assertThat(ownership.ownerOf(7)).contains("target");
    assertThat(ownership.uncovered()).isZero();
  }

  private static Set<String> inDoubt(ProbeResults results) {
    return results.membership().inDoubt();
  }

  @Test
  void noNodeIsAskedAgainInAHealthyCluster() {
    assertThat(inDoubt(ProbeResults.ofAll(Topology.of(3, 1)))).isEmpty();
  }

  @Test
  void noNodeIsAskedAgainBecauseOfSlotsWhoseOwnerIsDown() {
    Topology six = Topology.of(3, 1);
    assertThat(inDoubt(ProbeResults.ofAllBut(1, six).unreachable(1))).isEmpty();
  }

  @Test
  void theReplicaThatOthersAlreadyKnowAsPrimaryIsAskedAgain() {
    Topology before = Topology.of(3, 1);
    Topology after =
        before
            .with(Member.primary(1, "").flagged("master,fail"))
            .with(Member.primary(4, "0-5460").inEpoch(7));
    assertThat(
            inDoubt(
                ProbeResults.empty()
                    .unreachable(1)
                    .from(4, before)
                    .from(2, after)
                    .from(3, after)
                    .from(5, after)
                    .from(6, after)))
        .contains(Topology.idOf(4))
        .doesNotContain(Topology.idOf(1), Topology.idOf(5), Topology.idOf(6));
  }

  @Test
  void primariesInConflictAreAskedAgain() {
    Topology before = Topology.of(3, 0);
    Topology after = before.with(Member.primary(2, "5460-10921").inEpoch(7));
    assertThat(inDoubt(ProbeResults.empty().from(1, before).from(2, after).from(3, before)))
        .containsExactlyInAnyOrder(Topology.idOf(1), Topology.idOf(2));
  }

  @Test
  void allPrimariesAreAskedAgainWhenNoneHasASlot() {
    Topology gap = Topology.of(3, 1).with(Member.primary(1, "1-5460"));
    assertThat(inDoubt(ProbeResults.ofAll(gap)))
        .containsExactlyInAnyOrder(Topology.idOf(1), Topology.idOf(2), Topology.idOf(3));
  }

  /** In a large cluster, only the lines of the nodes about themselves may be known. */
  @Test
  void aReplicaWhosePrimaryIsAReplicaIsAskedAgain() {
    Topology before = Topology.of(3, 1);
    Topology after = before.with(Member.replica(1, 4)).with(Member.primary(4, "0-5460"));
    assertThat(
            inDoubt(
                ProbeResults.empty()
                    .fromOwnLine(4, before)
                    .fromOwnLine(1, after)
                    .fromOwnLine(2, after)
                    .fromOwnLine(3, after)
                    .fromOwnLine(5, after)))
        .contains(Topology.idOf(4))
        .doesNotContain(Topology.idOf(5));
  }
}
