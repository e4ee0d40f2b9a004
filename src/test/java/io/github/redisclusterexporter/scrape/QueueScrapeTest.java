package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.scrape.ProbeResults.addressBook;
import static io.github.redisclusterexporter.scrape.ProbeResults.answer;
import static io.github.redisclusterexporter.scrape.ProbeResults.id;
import static io.github.redisclusterexporter.scrape.ProbeResults.myself;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a queue is read, and whose word counts. */
class QueueScrapeTest {
  private static final QueueDefinition QUEUE =
      new QueueDefinition("queue", "key", QueueRules.of(0, QueueType.LIST));
  private static final ProbeTarget A = target("a");
  private static final ProbeTarget B = target("b");

  private final QueueRegistry registry =
      new QueueRegistry(
          new QueuesConfig(
              List.of(new QueueDefinition(QUEUE.name(), QUEUE.key(), QUEUE.rules())),
              List.of(),
              QueuesConfig.NONE.search()),
          Clock.systemUTC());

  private static ProbeTarget target(String name) {
    return new ProbeTarget(HostPort.parse(name + ":1"), Optional.of(id(name)));
  }

  /** Two nodes, of which one serves all slots. */
  private static ClusterSnapshot servedBy(ProbeTarget owner) {
    return addressBook("a:1")
        .conclude(
            List.of(
                answer(A, myself("a", "a:1") + (owner.equals(A) ? " 0-16383" : "")),
                answer(B, myself("b", "b:1") + (owner.equals(B) ? " 0-16383" : ""))));
  }

  private static ClusterSnapshot servedByNobody() {
    return addressBook("a:1")
        .conclude(List.of(answer(A, myself("a", "a:1")), answer(B, myself("b", "b:1"))));
  }

  private QueueScrape round(ClusterSnapshot before) {
    return new QueueScrape(registry, registry.queues(), before);
  }

  private static void answerAll(List<QueueRead> reads, Reply reply) {
    for (QueueRead read : reads) {
      List<Reply> replies = new ArrayList<>();
      read.commands().forEach(command -> replies.add(reply));
      read.take(replies, Optional.empty());
    }
  }

  private static void answerFrom(
      ProbeTarget from, QueueScrape round, List<QueueRead> reads, Reply reply) {
    answerAll(reads, reply);
    round.bring(from, from.expected(), reads);
  }

  private static Reply moved(String kind, ProbeTarget to) {
    return new Reply.Refused(Fault.READ_REDIRECTED, kind + " 12539 " + to.address());
  }

  private static QueueFacts only(QueueScrape.End end) {
    assertThat(end.facts()).hasSize(1);
    return end.facts().get(0);
  }

  private static void assertMeasured(QueueScrape.End end, ProbeTarget by, long length) {
    assertThat(only(end).node()).hasValue(by.address().toString());
    assertThat(only(end).values().map(QueueValues::length)).hasValue(length);
    assertThat(end.faults()).isEmpty();
  }

  private static void assertUnavailable(QueueScrape.End end, Fault... faults) {
    assertThat(only(end).values()).isEmpty();
    assertThat(only(end).node()).isEmpty();
    assertThat(end.faults()).containsExactly(faults);
  }

  @Test
  void itRidesOnceWithTheNodeThatServedItsSlot() {
    ClusterSnapshot snapshot = servedBy(B);
    QueueScrape round = round(snapshot);
    assertThat(round.along(A)).isEmpty();
    assertThat(round.along(new ProbeTarget(B.address(), Optional.empty()))).isEmpty();
    List<QueueRead> reads = round.along(B);
    assertThat(reads).hasSize(1);
    assertThat(round.along(B)).isEmpty();
    answerFrom(B, round, reads, new Reply.Whole(5));
    assertThat(round.reads(snapshot)).isEmpty();
    assertMeasured(round.end(snapshot), B, 5);
  }

  @Test
  void withoutAPictureItIsReadAfterwards() {
    QueueScrape round = round(ClusterSnapshot.EMPTY);
    assertThat(round.along(A)).isEmpty();
    List<QueueScrape.NodeReads> perNode = round.reads(servedBy(A));
    assertThat(perNode).hasSize(1);
    assertThat(perNode.get(0).node().id()).isEqualTo(A.expected());
    answerFrom(A, round, perNode.get(0).reads(), new Reply.Whole(5));
    assertMeasured(round.end(servedBy(A)), A, 5);
  }

  @Test
  void theWordOfAFormerOwnerDoesNotCount() {
    QueueScrape round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Whole(5));
    assertUnavailable(round.end(servedBy(B)));
    List<QueueScrape.NodeReads> perNode = round.reads(servedBy(B));
    assertThat(perNode).hasSize(1);
    answerFrom(B, round, perNode.get(0).reads(), new Reply.Whole(7));
    assertMeasured(round.end(servedBy(B)), B, 7);
  }

  @Test
  void whatAnOwnerOfTheNewPictureMovesIsAskedThereOnceOnly() {
    QueueScrape round = round(servedBy(A));
    answerFrom(A, round, round.along(A), moved("MOVED", B));
    assertThat(round.reads(servedBy(A))).isEmpty();
    assertUnavailable(round.end(servedBy(A)), Fault.READ_REDIRECTED);
    List<QueueScrape.NodeReads> perNode = round.reads(servedBy(B));
    assertThat(perNode.get(0).reads().get(0).commands()).containsExactly(Command.of("LLEN", "key"));
    answerFrom(B, round, perNode.get(0).reads(), moved("MOVED", A));
    assertThat(round.reads(servedBy(B))).isEmpty();
    assertUnavailable(round.end(servedBy(B)), Fault.READ_REDIRECTED);
  }

  @Test
  void aKeyOnItsWayIsAskedForWhereItGoes() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    List<QueueScrape.NodeReads> perNode = round.reads(snapshot);
    assertThat(perNode).hasSize(1);
    assertThat(perNode.get(0).node().id()).isEqualTo(B.expected());
    List<QueueRead> reads = perNode.get(0).reads();
    assertThat(reads.get(0).commands())
        .containsExactly(Command.of("ASKING"), Command.of("LLEN", "key"));
    answerFrom(B, round, reads, new Reply.Whole(9));
    assertThat(round.reads(snapshot)).isEmpty();
    assertMeasured(round.end(snapshot), B, 9);
  }

  @Test
  void aStrangerAtTheAddressOfANodeDoesNotCount() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    List<QueueRead> reads = round.along(A);
    answerAll(reads, new Reply.Whole(1000));
    round.bring(A, Optional.of(id("stranger")), reads);
    assertUnavailable(round.end(snapshot));
    // The node may have answered at another of its addresses.
    List<QueueScrape.NodeReads> perNode = round.reads(snapshot);
    assertThat(perNode).hasSize(1);
    answerFrom(A, round, perNode.get(0).reads(), new Reply.Whole(5));
    assertMeasured(round.end(snapshot), A, 5);
  }

  @Test
  void whatFailedAtOneAddressIsReadWhereTheNodeWasFound() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    round.giveUp(A, round.along(A));
    List<QueueScrape.NodeReads> perNode = round.reads(snapshot);
    assertThat(perNode).hasSize(1);
    answerFrom(A, round, perNode.get(0).reads(), new Reply.Whole(5));
    assertMeasured(round.end(snapshot), A, 5);
  }

  @Test
  void whatIsOnlyHalfThereWhereItGoesIsNotMeasured() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    Reply tryAgain = new Reply.Refused(Fault.READ_REDIRECTED, "TRYAGAIN Multiple keys request");
    answerFrom(B, round, round.reads(snapshot).get(0).reads(), tryAgain);
    assertThat(round.reads(snapshot)).isEmpty();
    assertUnavailable(round.end(snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void aKeyThatIsSentBackAndForthIsNotMeasured() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    answerFrom(A, round, round.along(A), moved("ASK", B));
    answerFrom(B, round, round.reads(snapshot).get(0).reads(), moved("MOVED", A));
    assertThat(round.reads(snapshot)).isEmpty();
    assertUnavailable(round.end(snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void aPointerToANodeThatNobodyKnowsLeadsNowhere() {
    ClusterSnapshot snapshot = servedBy(A);
    QueueScrape round = round(snapshot);
    answerFrom(A, round, round.along(A), moved("ASK", target("c")));
    assertThat(round.reads(snapshot)).isEmpty();
    assertUnavailable(round.end(snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void nobodyServesTheSlot() {
    QueueScrape round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Whole(5));
    assertThat(round.reads(servedByNobody())).isEmpty();
    assertUnavailable(round.end(servedByNobody()));
  }

  @Test
  void anErrorIsSettledAndCountedOnce() {
    QueueScrape round = round(servedBy(A));
    answerFrom(A, round, round.along(A), new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no"));
    assertThat(round.reads(servedBy(A))).isEmpty();
    assertUnavailable(round.end(servedBy(A)), Fault.READ_NO_PERMISSION);
  }
}
