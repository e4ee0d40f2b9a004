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

  /** Said by itself, and served. */
  private static Claim own(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, true, true);
  }

  /** Said by itself, while it finds the cluster down. */
  private static Claim stale(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, true, false);
  }

  private static Claim hearsay(String id, int first, int last, long epoch) {
    return new Claim(id, slots(first, last), epoch, false, false);
  }

  @Test
  void twoHalves() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("a", 0, HALF - 1, 1), own("b", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.of("a").cardinality()).isEqualTo(HALF);
    assertThat(ownership.owns("b", HALF)).isTrue();
    assertThat(ownership.owns("a", HALF)).isFalse();
    assertThat(ownership.owns("nobody", 0)).isFalse();
  }

  @Test
  void hearsayOwnsAndDoesNotCover() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("a", 0, HALF - 1, 1), hearsay("dead", HALF, 16383, 2)));

    assertThat(ownership.uncovered()).isEqualTo(HALF);
    assertThat(ownership.of("dead").cardinality()).isEqualTo(HALF);
  }

  @Test
  void theWordOfTheOwnerBeatsHearsayOfAnyEpoch() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("a", 0, 16383, 1), hearsay("dead", 0, 99, 9)));

    assertThat(ownership.of("dead").isEmpty()).isTrue();
    assertThat(ownership.conflicting()).isZero();
  }

  @Test
  void theHigherEpochWinsAmongThoseWhoSpeakForThemselves() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("new", 0, 16383, 9), own("old", 0, 99, 1)));

    assertThat(ownership.of("old").isEmpty()).isTrue();
    assertThat(ownership.conflicting()).isEqualTo(100);
  }

  @Test
  void aPrimaryThatServesNothingMisleadsNobody() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("new", 0, 16383, 9), stale("old", 0, 99, 1)));

    assertThat(ownership.conflicting()).isZero();
    assertThat(ownership.uncovered()).isZero();
    assertThat(ownership.of("old").isEmpty()).isTrue();
  }

  @Test
  void aSlotThatThreeClaimIsInConflictOnce() {
    SlotOwnership ownership =
        SlotOwnership.of(List.of(own("a", 0, 9, 1), own("b", 5, 9, 2), own("c", 9, 9, 3)));

    assertThat(ownership.conflicting()).isEqualTo(5);
    assertThat(ownership.uncovered()).isEqualTo(16384 - 10);
  }

  @Test
  void nobody() {
    assertThat(SlotOwnership.of(List.of()).uncovered()).isEqualTo(16384);
  }
}
