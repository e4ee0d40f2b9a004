package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.SlotOwnership.Claim;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.node.SlotRanges.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotOwnershipTest {
  private static final int HALF = SlotRanges.SLOTS / 2;

  private static SlotRanges slots(int first, int last) {
    return new SlotRanges(List.of(new Range(first, last)));
  }

  /** Reported by the node itself, which serves the slots. */
  private static Claim ownReport(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, true, true);
  }

  /** Reported by the node itself, while it reports the cluster state fail. */
  private static Claim notServing(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, true, false);
  }

  /** Reported by another node. */
  private static Claim reportByOther(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, false, false);
  }

  @Test
  void twoPrimariesOwnHalfOfTheSlotsEach() {
    SlotOwnership ownership =
        new SlotOwnership(List.of(ownReport("a", 0, HALF - 1, 1), ownReport("b", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.slotsOf("a").cardinality()).isEqualTo(HALF);
    assertThat(ownership.ownerOf(HALF)).contains("b");
    assertThat(ownership.slotsOf("b").get(HALF)).isTrue();
    assertThat(ownership.slotsOf("a").get(HALF)).isFalse();
    assertThat(ownership.slotsOf("unknown").get(0)).isFalse();
  }

  @Test
  void aNodeOwnsSlotsByTheReportOfOthersButDoesNotCoverThem() {
    SlotOwnership ownership =
        new SlotOwnership(
            List.of(ownReport("a", 0, HALF - 1, 1), reportByOther("dead", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isEqualTo(HALF);
    assertThat(ownership.slotsOf("dead").cardinality()).isEqualTo(HALF);
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
}
