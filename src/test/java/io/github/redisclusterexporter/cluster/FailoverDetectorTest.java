package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.FailoverDetector.Failover;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.node.SlotRanges.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Node a is the primary of b; c is another primary, and d its replica where it is used. */
class FailoverDetectorTest {
  private static final FailoverObservation A = primary("a", 0, 99);
  private static final FailoverObservation B = replica("b", "a");
  private static final FailoverObservation C = primary("c", 100, 199);
  private static final FailoverObservation A_DEMOTED = replica("a", "b");
  private static final FailoverObservation B_PROMOTED =
      change(primary("b", 0, 99), "new", Optional.of("history-a"), 0, 0, 0, 0);

  private static final long SECOND = 1_000_000_000;

  private long time;
  private final FailoverDetector tracker = new FailoverDetector();

  private static FailoverObservation primary(String id, int first, int last) {
    return new FailoverObservation(
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

  private static FailoverObservation replica(String id, String primary) {
    return new FailoverObservation(
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

  private static FailoverObservation change(
      FailoverObservation of,
      String history,
      Optional<String> before,
      double manualFailovers,
      double voteRequests,
      double failMessages,
      double failoverCommands) {
    return new FailoverObservation(
        of.id(),
        of.runId(),
        of.primary(),
        of.primaryId(),
        of.slots(),
        history,
        before,
        manualFailovers,
        voteRequests,
        failMessages,
        of.failoverCommands().map(unused -> failoverCommands));
  }

  private static FailoverObservation promoted(
      double manualFailovers, double voteRequests, double failMessages, double failoverCommands) {
    return change(
        B_PROMOTED,
        "new",
        Optional.of("history-a"),
        manualFailovers,
        voteRequests,
        failMessages,
        failoverCommands);
  }

  private static FailoverObservation withoutCommandCount(FailoverObservation of) {
    return new FailoverObservation(
        of.id(),
        of.runId(),
        of.primary(),
        of.primaryId(),
        of.slots(),
        of.replicationId(),
        of.previousReplicationId(),
        of.manualFailovers(),
        of.voteRequests(),
        of.failMessages(),
        Optional.empty());
  }

  private static FailoverObservation restarted(FailoverObservation of) {
    return new FailoverObservation(
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
        of.failoverCommands());
  }

  /** One observation of the cluster, a second after the one before. */
  private List<Failovers.Type> observe(FailoverObservation... now) {
    return types(
        tracker.observe(Arrays.asList(now), Set.of("a", "b", "c", "d", "e"), time += SECOND));
  }

  private static List<Failovers.Type> types(List<Failover> found) {
    return found.stream().map(Failover::type).toList();
  }

  @Test
  void noFailoverWhileNothingChanges() {
    assertThat(observe(A, B, C)).isEmpty();
    assertThat(observe(A, B, C)).isEmpty();
  }

  @Test
  void aReplicaElectedAfterAFailMessageIsAutomatic() {
    observe(A, B, C);

    assertThat(observe(promoted(0, 2, 1, 0), C)).containsExactly(Failovers.Type.AUTOMATIC);
    assertThat(observe(promoted(0, 2, 1, 0), C)).isEmpty();
    assertThat(observe(A_DEMOTED, promoted(0, 2, 1, 0), C)).isEmpty();
  }

  @Test
  void aManualFailoverStartedByTheReplicaIsManual() {
    observe(A, B, C);

    assertThat(observe(A_DEMOTED, promoted(1, 2, 0, 1), C)).containsExactly(Failovers.Type.MANUAL);
  }

  @Test
  void anObservationDuringAFailoverDoesNotChangeItsType() {
    observe(A, B, C);
    observe(A, change(B, "history-a", Optional.empty(), 1, 0, 0, 1), C);
    observe(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);
    observe(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);

    assertThat(observe(A_DEMOTED, promoted(1, 2, 0, 1), C)).containsExactly(Failovers.Type.MANUAL);
  }

  @Test
  void aFailbackThatHasAlreadyStartedKeepsItsType() {
    observe(A, B, C);
    assertThat(
            observe(change(A_DEMOTED, "new", Optional.empty(), 1, 0, 0, 1), promoted(1, 2, 0, 1)))
        .containsExactly(Failovers.Type.MANUAL);

    assertThat(
            observe(
                change(A, "newer", Optional.of("new"), 1, 2, 0, 1),
                change(B, "newer", Optional.empty(), 1, 2, 0, 1)))
        .containsExactly(Failovers.Type.MANUAL);
  }

  @Test
  void anElectionThatWasAbandonedLongAgoIsNoEvidence() {
    observe(A, B, C);
    for (int i = 0; i < 40; i++) {
      observe(A, change(B, "history-a", Optional.empty(), 1, 2, 0, 1), C);
    }

    assertThat(observe(A_DEMOTED, promoted(1, 2, 0, 2), C))
        .containsExactly(Failovers.Type.TAKEOVER);
  }

  @Test
  void anElectionAfterTheCommandIsForced() {
    observe(A, B, C);

    assertThat(observe(A_DEMOTED, promoted(0, 2, 0, 1), C)).containsExactly(Failovers.Type.FORCED);
  }

  @Test
  void anElectionAfterTheCommandIsForcedEvenIfThePrimaryHasFailed() {
    observe(A, B, C);

    assertThat(observe(promoted(0, 2, 1, 1), C)).containsExactly(Failovers.Type.FORCED);
  }

  @Test
  void aPromotionWithoutAnElectionIsATakeover() {
    observe(A, B, C);

    assertThat(observe(A_DEMOTED, promoted(0, 0, 0, 1), C))
        .containsExactly(Failovers.Type.TAKEOVER);
  }

  @Test
  void withoutACommandCountTheFailMessageDistinguishesAutomaticFromForced() {
    observe(withoutCommandCount(A), withoutCommandCount(B));
    assertThat(observe(withoutCommandCount(promoted(0, 2, 1, 0))))
        .containsExactly(Failovers.Type.AUTOMATIC);

    FailoverDetector other = new FailoverDetector();
    other.observe(List.of(withoutCommandCount(A), withoutCommandCount(B)), Set.of("a", "b"), time);
    assertThat(
            types(
                other.observe(
                    List.of(
                        withoutCommandCount(A_DEMOTED), withoutCommandCount(promoted(0, 2, 0, 0))),
                    Set.of("a", "b"),
                    time)))
        .containsExactly(Failovers.Type.FORCED);
  }

  @Test
  void aCommandCountWithoutAnEarlierOneIsNoEvidence() {
    observe(A, withoutCommandCount(B), C);
    assertThat(observe(promoted(0, 2, 1, 3), C)).containsExactly(Failovers.Type.AUTOMATIC);

    FailoverDetector other = new FailoverDetector();
    other.observe(List.of(A, B), Set.of("a", "b"), time);
    assertThat(
            types(
                other.observe(
                    List.of(withoutCommandCount(promoted(0, 2, 1, 3))), Set.of("a", "b"), time)))
        .containsExactly(Failovers.Type.AUTOMATIC);
  }

  @Test
  void aFailoverAfterAResetOfTheStatisticsIsCounted() {
    observe(A, change(B, "history-a", Optional.empty(), 0, 0, 0, 5), C);

    assertThat(observe(A_DEMOTED, promoted(0, 2, 0, 1), C)).hasSize(1);
  }

  @Test
  void aFailoverAndAFailbackBetweenTwoObservationsAreTwoFailovers() {
    FailoverObservation back = change(A, "newer", Optional.of("new"), 1, 2, 0, 1);
    FailoverObservation replicaAgain = change(B, "newer", Optional.of("new"), 1, 2, 0, 1);
    observe(A, B, C);

    assertThat(observe(back, replicaAgain, C))
        .containsExactly(Failovers.Type.MANUAL, Failovers.Type.MANUAL);
    assertThat(observe(back, replicaAgain, C)).isEmpty();
  }

  @Test
  void aTakeoverAndATakeoverBackAreTwoFailovers() {
    FailoverObservation back = change(A, "newer", Optional.of("new"), 0, 0, 0, 1);
    observe(A, B, C);

    assertThat(observe(back, change(B, "newer", Optional.of("new"), 0, 0, 0, 1), C))
        .containsExactly(Failovers.Type.TAKEOVER, Failovers.Type.TAKEOVER);
  }

  @Test
  void theTypeOfAnInterimPromotionIsUnknownWhenTheInterimPrimaryHasGone() {
    observe(A, B, C);

    assertThat(observe(change(A, "newer", Optional.of("new"), 1, 2, 0, 1), C))
        .containsExactly(Failovers.Type.UNKNOWN, Failovers.Type.MANUAL);
  }

  @Test
  void theTypeIsUnknownWhenThePromotedNodeHasRestarted() {
    observe(A, B, C);

    assertThat(observe(restarted(promoted(0, 2, 1, 0)), C)).containsExactly(Failovers.Type.UNKNOWN);
  }

  @Test
  void aFailoverBeforeTheFirstObservationIsNotCountedAndTheNextOneIs() {
    assertThat(observe(A_DEMOTED, promoted(0, 2, 1, 0), C)).isEmpty();

    FailoverObservation back = change(A, "newer", Optional.of("new"), 1, 1, 0, 1);
    assertThat(observe(back, replica("b", "a"), C)).containsExactly(Failovers.Type.MANUAL);
  }

  @Test
  void aNodeThatDidNotAnswerForAWhileIsComparedWithItsLastObservation() {
    observe(A, B, C);
    assertThat(observe(C)).isEmpty();
    assertThat(observe(C)).isEmpty();
    assertThat(observe(promoted(0, 2, 1, 0), C)).containsExactly(Failovers.Type.AUTOMATIC);
  }

  @Test
  void aNodeThatLeftAndJoinedAgainHasNoHistory() {
    observe(A, B, C);
    tracker.observe(List.of(A, C), Set.of("a", "c"), time);

    assertThat(observe(promoted(0, 2, 1, 0), C)).isEmpty();
  }

  @Test
  void aSlotMigrationIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(primary("a", 0, 49), B, primary("c", 50, 199))).isEmpty();
  }

  @Test
  void aReplicaThatChangesItsPrimaryIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(A, replica("b", "c"), C)).isEmpty();
  }

  @Test
  void aDrainedPrimaryThatBecomesAReplicaIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(replica("a", "c"), replica("b", "c"), primary("c", 0, 199))).isEmpty();
  }

  @Test
  void aReplicaResetIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(A, primary("b", 1, 0), C)).isEmpty();
  }

  @Test
  void aReplicaResetFollowedByASlotMigrationIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(primary("a", 0, 49), primary("b", 50, 99), C)).isEmpty();
  }

  @Test
  void aRestartedPrimaryIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(restarted(A), B, C)).isEmpty();
  }

  @Test
  void aPrimaryThatDiscardsItsBacklogIsNoFailover() {
    observe(A, B, C);

    assertThat(observe(change(A, "newer", Optional.empty(), 0, 0, 0, 0), B, C)).isEmpty();
  }

  @Test
  void failoversOfTwoShardsAtTheSameTimeAreTwo() {
    FailoverObservation d = replica("d", "c");
    observe(A, B, C, d);
    FailoverObservation dPromoted =
        change(primary("d", 100, 199), "newest", Optional.of("history-c"), 0, 1, 1, 0);

    assertThat(
            Stream.of(observe(promoted(0, 2, 1, 0), dPromoted))
                .flatMap(List::stream)
                .collect(Collectors.toList()))
        .containsExactly(Failovers.Type.AUTOMATIC, Failovers.Type.AUTOMATIC);
  }
}
