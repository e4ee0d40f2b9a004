package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.FailoverTracker.Failover;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.node.SlotRanges.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One shard of a and its replica b; c and d are primaries of their own. */
class FailoverTrackerTest {
  private static final FailoverEvidence A = primary("a", 0, 99);
  private static final FailoverEvidence B = replica("b", "a");
  private static final FailoverEvidence C = primary("c", 100, 199);
  private static final FailoverEvidence A_DEMOTED = replica("a", "b");
  private static final FailoverEvidence B_PROMOTED =
      change(primary("b", 0, 99), "new", Optional.of("history-a"), 0, 0, 0, 0);

  private static final long SECOND = 1_000_000_000;

  private long time;
  private final FailoverTracker tracker = new FailoverTracker();

  private static FailoverEvidence primary(String id, int first, int last) {
    return new FailoverEvidence(
        id,
        "run-" + id,
        true,
        Optional.empty(),
        last < first ? new SlotRanges(List.of()) : new SlotRanges(List.of(new Range(first, last))),
        "history-" + id,
        Optional.empty(),
        0,
        0,
        0,
        Optional.of(0.0));
  }

  private static FailoverEvidence replica(String id, String primary) {
    return new FailoverEvidence(
        id,
        "run-" + id,
        false,
        Optional.of(primary),
        new SlotRanges(List.of()),
        "history-" + primary,
        Optional.empty(),
        0,
        0,
        0,
        Optional.of(0.0));
  }

  private static FailoverEvidence change(
      FailoverEvidence of,
      String history,
      Optional<String> before,
      double handovers,
      double elections,
      double failures,
      double orders) {
    return new FailoverEvidence(
        of.id(),
        of.runId(),
        of.primary(),
        of.primaryId(),
        of.slots(),
        history,
        before,
        handovers,
        elections,
        failures,
        of.orders().map(unused -> orders));
  }

  private static FailoverEvidence promoted(
      double handovers, double elections, double failures, double orders) {
    return change(
        B_PROMOTED, "new", Optional.of("history-a"), handovers, elections, failures, orders);
  }

  private static FailoverEvidence withoutOrders(FailoverEvidence of) {
    return new FailoverEvidence(
        of.id(),
        of.runId(),
        of.primary(),
        of.primaryId(),
        of.slots(),
        of.replicationId(),
        of.previousReplicationId(),
        of.handovers(),
        of.elections(),
        of.failures(),
        Optional.empty());
  }

  private static FailoverEvidence restarted(FailoverEvidence of) {
    return new FailoverEvidence(
        of.id(),
        of.runId() + "-again",
        of.primary(),
        of.primaryId(),
        of.slots(),
        of.replicationId() + "-again",
        Optional.empty(),
        0,
        0,
        0,
        of.orders());
  }

  /** All nodes there are say nothing but this. */
  private List<FailoverType> look(FailoverEvidence... now) {
    return types(
        tracker.observe(Arrays.asList(now), Set.of("a", "b", "c", "d", "e"), time += SECOND));
  }

  private static List<FailoverType> types(List<Failover> found) {
    return found.stream().map(Failover::type).toList();
  }

  @Test
  void nothing() {
    assertThat(look(A, B, C)).isEmpty();
    assertThat(look(A, B, C)).isEmpty();
  }

  @Test
  void automatic() {
    look(A, B, C);

    assertThat(look(promoted(0, 2, 1, 0), C)).containsExactly(FailoverType.AUTOMATIC);
    assertThat(look(promoted(0, 2, 1, 0), C)).isEmpty();
    assertThat(look(A_DEMOTED, promoted(0, 2, 1, 0), C)).isEmpty();
  }

  @Test
  void manual() {
    look(A, B, C);

    assertThat(look(A_DEMOTED, promoted(1, 2, 0, 1), C)).containsExactly(FailoverType.MANUAL);
  }

  @Test
  void aLookThatFallsIntoAFailoverDoesNotHideWhatBroughtItAbout() {
    look(A, B, C);
    look(A, change(B, "history-a", Optional.empty(), 1, 0, 0, 1), C);
    look(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);
    look(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);

    assertThat(look(A_DEMOTED, promoted(1, 2, 0, 1), C)).containsExactly(FailoverType.MANUAL);
  }

  @Test
  void aDemotedPrimaryThatIsAlreadyOnItsWayBackIsTakenForWhatItIs() {
    look(A, B, C);
    assertThat(look(change(A_DEMOTED, "new", Optional.empty(), 1, 0, 0, 1), promoted(1, 2, 0, 1)))
        .containsExactly(FailoverType.MANUAL);

    assertThat(
            look(
                change(A, "newer", Optional.of("new"), 1, 2, 0, 1),
                change(B, "newer", Optional.empty(), 1, 2, 0, 1)))
        .containsExactly(FailoverType.MANUAL);
  }

  @Test
  void whatWasGivenUpLongAgoIsOfThePast() {
    look(A, B, C);
    for (int i = 0; i < 40; i++) {
      look(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);
    }

    assertThat(look(A_DEMOTED, promoted(1, 2, 0, 2), C)).containsExactly(FailoverType.TAKEOVER);
  }

  @Test
  void forced() {
    look(A, B, C);

    assertThat(look(A_DEMOTED, promoted(0, 2, 0, 1), C)).containsExactly(FailoverType.FORCED);
  }

  @Test
  void forcedOverADeadPrimary() {
    look(A, B, C);

    assertThat(look(promoted(0, 2, 1, 1), C)).containsExactly(FailoverType.FORCED);
  }

  @Test
  void takeover() {
    look(A, B, C);

    assertThat(look(A_DEMOTED, promoted(0, 0, 0, 1), C)).containsExactly(FailoverType.TAKEOVER);
  }

  @Test
  void withoutStatisticsOfTheSubcommandTheVerdictOnThePrimaryTells() {
    look(withoutOrders(A), withoutOrders(B));
    assertThat(look(withoutOrders(promoted(0, 2, 1, 0)))).containsExactly(FailoverType.AUTOMATIC);

    FailoverTracker other = new FailoverTracker();
    other.observe(List.of(withoutOrders(A), withoutOrders(B)), Set.of("a", "b"), time);
    assertThat(
            types(
                other.observe(
                    List.of(withoutOrders(A_DEMOTED), withoutOrders(promoted(0, 2, 0, 0))),
                    Set.of("a", "b"),
                    time)))
        .containsExactly(FailoverType.FORCED);
  }

  @Test
  void statisticsThatWereResetDoNotHideTheOrder() {
    look(A, change(B, "history-a", Optional.empty(), 0, 0, 0, 5), C);

    assertThat(look(A_DEMOTED, promoted(0, 2, 0, 1), C)).hasSize(1);
  }

  @Test
  void thereAndBackIsTwo() {
    FailoverEvidence back = change(A, "newer", Optional.of("new"), 1, 2, 0, 1);
    FailoverEvidence replicaAgain = change(B, "newer", Optional.of("new"), 1, 2, 0, 1);
    look(A, B, C);

    assertThat(look(back, replicaAgain, C))
        .containsExactly(FailoverType.MANUAL, FailoverType.MANUAL);
    assertThat(look(back, replicaAgain, C)).isEmpty();
  }

  @Test
  void thereAndBackByTakeoverIsTwo() {
    FailoverEvidence back = change(A, "newer", Optional.of("new"), 0, 0, 0, 1);
    look(A, B, C);

    assertThat(look(back, change(B, "newer", Optional.of("new"), 0, 0, 0, 1), C))
        .containsExactly(FailoverType.TAKEOVER, FailoverType.TAKEOVER);
  }

  @Test
  void whoStoodInIsNotKnownWhenItIsGone() {
    look(A, B, C);

    assertThat(look(change(A, "newer", Optional.of("new"), 1, 2, 0, 1), C))
        .containsExactly(FailoverType.UNKNOWN, FailoverType.MANUAL);
  }

  @Test
  void aPromotedNodeThatWasRestartedSinceIsOfUnknownType() {
    look(A, B, C);

    assertThat(look(restarted(promoted(0, 2, 1, 0)), C)).containsExactly(FailoverType.UNKNOWN);
  }

  @Test
  void whatHappenedBeforeTheFirstLookIsNotCountedAndTheNextIs() {
    assertThat(look(A_DEMOTED, promoted(0, 2, 1, 0), C)).isEmpty();

    FailoverEvidence back = change(A, "newer", Optional.of("new"), 1, 1, 0, 1);
    assertThat(look(back, replica("b", "a"), C)).containsExactly(FailoverType.MANUAL);
  }

  @Test
  void aNodeThatWasSilentForAWhileIsComparedWithItsLastWord() {
    look(A, B, C);
    assertThat(look(C)).isEmpty();
    assertThat(look(C)).isEmpty();
    assertThat(look(promoted(0, 2, 1, 0), C)).containsExactly(FailoverType.AUTOMATIC);
  }

  @Test
  void aNodeThatLeftAndCameAgainBeginsAnew() {
    look(A, B, C);
    tracker.observe(List.of(A, C), Set.of("a", "c"), time);

    assertThat(look(promoted(0, 2, 1, 0), C)).isEmpty();
  }

  @Test
  void slotsThatMovedAreNoFailover() {
    look(A, B, C);

    assertThat(look(primary("a", 0, 49), B, primary("c", 50, 199))).isEmpty();
  }

  @Test
  void aReplicaThatMigratedIsNoFailover() {
    look(A, B, C);

    assertThat(look(A, replica("b", "c"), C)).isEmpty();
  }

  @Test
  void aDrainedPrimaryThatBecomesAReplicaIsNoFailover() {
    look(A, B, C);

    assertThat(look(replica("a", "c"), replica("b", "c"), primary("c", 0, 199))).isEmpty();
  }

  @Test
  void aReplicaThatWasResetIsNoFailover() {
    look(A, B, C);

    assertThat(look(A, primary("b", 1, 0), C)).isEmpty();
  }

  @Test
  void aReplicaThatWasResetAndGotSlotsOfItsPrimaryIsNoFailover() {
    look(A, B, C);

    assertThat(look(primary("a", 0, 49), primary("b", 50, 99), C)).isEmpty();
  }

  @Test
  void aRestartedPrimaryIsNoFailover() {
    look(A, B, C);

    assertThat(look(restarted(A), B, C)).isEmpty();
  }

  @Test
  void aPrimaryThatDroppedItsBacklogBeganAHistoryThatContinuesNone() {
    look(A, B, C);

    assertThat(look(change(A, "newer", Optional.empty(), 0, 0, 0, 0), B, C)).isEmpty();
  }

  @Test
  void twoShardsAtOnceAreTwo() {
    FailoverEvidence d = replica("d", "c");
    look(A, B, C, d);
    FailoverEvidence dPromoted =
        change(primary("d", 100, 199), "newest", Optional.of("history-c"), 0, 1, 1, 0);

    assertThat(
            Stream.of(look(promoted(0, 2, 1, 0), dPromoted))
                .flatMap(List::stream)
                .collect(Collectors.toList()))
        .containsExactly(FailoverType.AUTOMATIC, FailoverType.AUTOMATIC);
  }
}
