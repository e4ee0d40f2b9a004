package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.scrape.Answers.answer;
import static io.github.redisclusterexporter.scrape.Answers.directory;
import static io.github.redisclusterexporter.scrape.Answers.id;
import static io.github.redisclusterexporter.scrape.Answers.myself;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.config.QueueRules;
import io.github.redisclusterexporter.config.QueueType;
import io.github.redisclusterexporter.config.QueuesConfig;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a queue is read, and whose word counts. */
class QueueRoundTest {
  private static final QueueDefinition QUEUE =
      new QueueDefinition("queue", "key", QueueRules.of(0, QueueType.LIST));
  private static final Target A = target("a");
  private static final Target B = target("b");

  private final QueueDesk desk =
      new QueueDesk(
          new QueuesConfig(
              List.of(new QueuesConfig.Key(QUEUE.name(), QUEUE.key(), QUEUE.rules())),
              List.of(),
              QueuesConfig.NONE.search()),
          Clock.systemUTC());

  private static Target target(String name) {
    return new Target(HostPort.parse(name + ":1"), Optional.of(id(name)));
  }

  /** Two nodes, of which one serves all slots. */
  private static ClusterPicture servedBy(Target owner) {
    return directory("a:1")
        .conclude(
            List.of(
                answer(A, myself("a", "a:1") + (owner.equals(A) ? " 0-16383" : "")),
                answer(B, myself("b", "b:1") + (owner.equals(B) ? " 0-16383" : ""))));
  }

  private static ClusterPicture servedByNobody() {
    return directory("a:1")
        .conclude(List.of(answer(A, myself("a", "a:1")), answer(B, myself("b", "b:1"))));
  }

  private QueueRound round(ClusterPicture before) {
    return new QueueRound(desk, desk.queues(), before);
  }

  private static void answerAll(List<Errand> errands, Reply reply) {
    for (Errand errand : errands) {
      List<Reply> replies = new ArrayList<>();
      errand.commands().forEach(command -> replies.add(reply));
      errand.take(replies, Optional.empty());
    }
  }

  private static void answerFrom(Target from, QueueRound round, List<Errand> errands, Reply reply) {
    answerAll(errands, reply);
    round.bring(from, from.expected(), errands);
  }

  private static Reply moved(String kind, Target to) {
    return new Reply.Refused(Fault.READ_REDIRECTED, kind + " 12539 " + to.address());
  }

  private static QueueFacts only(QueueRound.End end) {
    assertThat(end.facts()).hasSize(1);
    return end.facts().get(0);
  }

  private static void assertMeasured(QueueRound.End end, Target by, long length) {
    assertThat(only(end).node()).hasValue(by.address().toString());
    assertThat(only(end).values().map(QueueValues::length)).hasValue(length);
    assertThat(end.faults()).isEmpty();
  }

  private static void assertUnavailable(QueueRound.End end, Fault... faults) {
    assertThat(only(end).values()).isEmpty();
    assertThat(only(end).node()).isEmpty();
    assertThat(end.faults()).containsExactly(faults);
  }

  @Test
  void itRidesOnceWithTheNodeThatServedItsSlot() {
    ClusterPicture picture = servedBy(B);
    QueueRound round = round(picture);
    assertThat(round.along(A)).isEmpty();
    assertThat(round.along(new Target(B.address(), Optional.empty()))).isEmpty();
    List<Errand> errands = round.along(B);
    assertThat(errands).hasSize(1);
    assertThat(round.along(B)).isEmpty();
    answerFrom(B, round, errands, new Reply.Whole(5));
    assertThat(round.trips(picture)).isEmpty();
    assertMeasured(round.end(picture), B, 5);
  }

  @Test
  void withoutAPictureItIsReadAfterwards() {
    QueueRound round = round(ClusterPicture.EMPTY);
    assertThat(round.along(A)).isEmpty();
    List<QueueRound.Trip> trips = round.trips(servedBy(A));
    assertThat(trips).hasSize(1);
    assertThat(trips.get(0).node().id()).isEqualTo(A.expected());
    answerFrom(A, round, trips.get(0).errands(), new Reply.Whole(5));
    assertMeasured(round.end(servedBy(A)), A, 5);
  }

  @Test
  void theWordOfAFormerOwnerDoesNotCount() {
    QueueRound round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Whole(5));
    assertUnavailable(round.end(servedBy(B)));
    List<QueueRound.Trip> trips = round.trips(servedBy(B));
    assertThat(trips).hasSize(1);
    answerFrom(B, round, trips.get(0).errands(), new Reply.Whole(7));
    assertMeasured(round.end(servedBy(B)), B, 7);
  }

  @Test
  void whatAnOwnerOfTheNewPictureMovesIsAskedThereOnceOnly() {
    QueueRound round = round(servedBy(A));
    answerFrom(A, round, round.along(A), moved("MOVED", B));
    assertThat(round.trips(servedBy(A))).isEmpty();
    assertUnavailable(round.end(servedBy(A)), Fault.READ_REDIRECTED);
    List<QueueRound.Trip> trips = round.trips(servedBy(B));
    assertThat(trips.get(0).errands().get(0).commands()).containsExactly(Command.of("LLEN", "key"));
    answerFrom(B, round, trips.get(0).errands(), moved("MOVED", A));
    assertThat(round.trips(servedBy(B))).isEmpty();
    assertUnavailable(round.end(servedBy(B)), Fault.READ_REDIRECTED);
  }

  @Test
  void aKeyOnItsWayIsAskedForWhereItGoes() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    List<QueueRound.Trip> trips = round.trips(picture);
    assertThat(trips).hasSize(1);
    assertThat(trips.get(0).node().id()).isEqualTo(B.expected());
    List<Errand> errands = trips.get(0).errands();
    assertThat(errands.get(0).commands())
        .containsExactly(Command.of("ASKING"), Command.of("LLEN", "key"));
    answerFrom(B, round, errands, new Reply.Whole(9));
    assertThat(round.trips(picture)).isEmpty();
    assertMeasured(round.end(picture), B, 9);
  }

  @Test
  void aStrangerAtTheAddressOfANodeDoesNotCount() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    List<Errand> errands = round.along(A);
    answerAll(errands, new Reply.Whole(1000));
    round.bring(A, Optional.of(id("stranger")), errands);
    assertUnavailable(round.end(picture));
    // The node may have answered at another of its addresses.
    List<QueueRound.Trip> trips = round.trips(picture);
    assertThat(trips).hasSize(1);
    answerFrom(A, round, trips.get(0).errands(), new Reply.Whole(5));
    assertMeasured(round.end(picture), A, 5);
  }

  @Test
  void whatFailedAtOneAddressIsReadWhereTheNodeWasFound() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    round.giveUp(A, round.along(A));
    List<QueueRound.Trip> trips = round.trips(picture);
    assertThat(trips).hasSize(1);
    answerFrom(A, round, trips.get(0).errands(), new Reply.Whole(5));
    assertMeasured(round.end(picture), A, 5);
  }

  @Test
  void whatIsOnlyHalfThereWhereItGoesIsNotMeasured() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    Reply tryAgain = new Reply.Refused(Fault.READ_REDIRECTED, "TRYAGAIN Multiple keys request");
    answerFrom(B, round, round.trips(picture).get(0).errands(), tryAgain);
    assertThat(round.trips(picture)).isEmpty();
    assertUnavailable(round.end(picture), Fault.READ_REDIRECTED);
  }

  @Test
  void aKeyThatIsSentBackAndForthIsNotMeasured() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    answerFrom(B, round, round.trips(picture).get(0).errands(), moved("MOVED", A));
    assertThat(round.trips(picture)).isEmpty();
    assertUnavailable(round.end(picture), Fault.READ_REDIRECTED);
  }

  @Test
  void aPointerToANodeThatNobodyKnowsLeadsNowhere() {
    ClusterPicture picture = servedBy(A);
    QueueRound round = round(picture);
    answerFrom(A, round, round.along(A), moved("ASK", target("c")));
    assertThat(round.trips(picture)).isEmpty();
    assertUnavailable(round.end(picture), Fault.READ_REDIRECTED);
  }

  @Test
  void nobodyServesTheSlot() {
    QueueRound round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Whole(5));
    assertThat(round.trips(servedByNobody())).isEmpty();
    assertUnavailable(round.end(servedByNobody()));
  }

  @Test
  void anErrorIsSettledAndCountedOnce() {
    QueueRound round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no"));
    assertThat(round.trips(servedBy(A))).isEmpty();
    assertUnavailable(round.end(servedBy(A)), Fault.READ_NO_PERMISSION);
  }
}
