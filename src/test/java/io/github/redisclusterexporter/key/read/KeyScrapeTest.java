package io.github.redisclusterexporter.key.read;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** At which node a queue is read, and which node's value counts. */
class KeyScrapeTest {
  private static final QueueDefinition QUEUE =
      new QueueDefinition("queue", "key", QueueRules.of(0, QueueType.LIST));
  private static final ProbeTarget A = target("a");
  private static final ProbeTarget B = target("b");

  private final QueueRegistry registry =
      new QueueRegistry(
          new QueuesConfig(
              List.of(new QueueDefinition(QUEUE.name(), QUEUE.key(), QUEUE.rules())),
              List.of(),
              TestMonitor.NO_QUEUES.search()),
          Clock.systemUTC());

  /** Not used: each read takes one round trip, whose replies are given. */
  private final NodeClients clients =
      new NodeClients(
          FakeNodes.config("a:1"),
          AllowedCommands.of(List.of()),
          new SharedThreads("lookup", 1, 0, Duration.ofSeconds(1)).share());

  @AfterEach
  void close() {
    clients.close();
  }

  private static ProbeTarget target(String name) {
    return new ProbeTarget(HostPort.parse(name + ":1"), Optional.of(id(name)));
  }

  /** Two nodes, of which one serves all slots. */
  private static ClusterSnapshot servedBy(ProbeTarget owner) {
    return snapshot(
        answer(A, myself("a", "a:1") + (owner.equals(A) ? " 0-16383" : "")),
        answer(B, myself("b", "b:1") + (owner.equals(B) ? " 0-16383" : "")));
  }

  private static ClusterSnapshot servedByNone() {
    return snapshot(answer(A, myself("a", "a:1")), answer(B, myself("b", "b:1")));
  }

  private static ClusterSnapshot snapshot(ProbeResult... results) {
    return new ClusterHistory(Clock.systemUTC(), false, false)
        .add(new Membership(List.of(results)), Map.of());
  }

  private final KeyTask<QueueValues> task = registry.task(QUEUE);

  private KeyScrape scrapeAfter(ClusterSnapshot previous) {
    return new KeyScrape(List.of(task), previous);
  }

  private static KeyScrape.Batch remaining(KeyScrape scrape, ClusterSnapshot current) {
    List<KeyScrape.Remaining> remaining = scrape.remaining(current);
    assertThat(remaining).hasSize(1);
    return remaining.get(0).batch();
  }

  /** The node at the target replies the same to every command of the batch. */
  private void reply(ProbeTarget target, KeyScrape.Batch batch, Reply reply) {
    reply(target.expectedId(), batch, reply);
  }

  private void reply(Optional<String> nodeId, KeyScrape.Batch batch, Reply reply) {
    List<Reply> replies = batch.commands().stream().map(command -> reply).toList();
    try {
      batch.read(
          replies,
          Optional.empty(),
          nodeId,
          clients.client(A.address()),
          Deadline.after(Duration.ZERO));
    } catch (RedisException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply moved(String kind, ProbeTarget to) {
    return new Reply.Refused(Fault.READ_REDIRECTED, kind + " 12539 " + to.address());
  }

  private static void assertMeasured(
      KeyScrape.Outcome<QueueValues> outcome, ProbeTarget by, long length) {
    assertThat(outcome.node()).hasValue(by.address().toString());
    assertThat(outcome.values().map(QueueValues::length)).hasValue(length);
    assertThat(outcome.fault()).isEmpty();
  }

  private static void assertUnavailable(KeyScrape.Outcome<QueueValues> outcome) {
    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.node()).isEmpty();
    assertThat(outcome.fault()).isEmpty();
  }

  private static void assertUnavailable(KeyScrape.Outcome<QueueValues> outcome, Fault fault) {
    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.node()).isEmpty();
    assertThat(outcome.fault()).hasValue(fault);
  }

  @Test
  void aReadThatFailsByAMistakeIsRepeated() {
    KeyScrape scrape = scrapeAfter(servedBy(A));
    KeyScrape.Batch batch = scrape.readsAt(A);
    assertThatThrownBy(
            () ->
                batch.read(
                    List.of(),
                    Optional.empty(),
                    A.expectedId(),
                    clients.client(A.address()),
                    Deadline.after(Duration.ZERO)))
        .isInstanceOf(RuntimeException.class);
    assertThat(remaining(scrape, servedBy(A)).commands()).isNotEmpty();
  }

  @Test
  void readsEachQueueOnceWithTheProbeOfTheNodeThatServedItsSlot() {
    ClusterSnapshot snapshot = servedBy(B);
    KeyScrape scrape = scrapeAfter(snapshot);
    assertThat(scrape.readsAt(A).commands()).isEmpty();
    assertThat(scrape.readsAt(new ProbeTarget(B.address(), Optional.empty())).commands()).isEmpty();
    KeyScrape.Batch batch = scrape.readsAt(B);
    assertThat(batch.commands()).hasSize(1);
    assertThat(scrape.readsAt(B).commands()).isEmpty();
    reply(B, batch, new Reply.Int(5));
    assertThat(scrape.remaining(snapshot)).isEmpty();
    assertMeasured(scrape.outcome(task, snapshot), B, 5);
  }

  @Test
  void readsAfterTheProbesWithoutAPreviousSnapshot() {
    KeyScrape scrape = scrapeAfter(ClusterSnapshot.EMPTY);
    assertThat(scrape.readsAt(A).commands()).isEmpty();
    List<KeyScrape.Remaining> remaining = scrape.remaining(servedBy(A));
    assertThat(remaining).hasSize(1);
    assertThat(remaining.get(0).node().id()).isEqualTo(A.expectedId());
    reply(A, remaining.get(0).batch(), new Reply.Int(5));
    assertMeasured(scrape.outcome(task, servedBy(A)), A, 5);
  }

  @Test
  void ignoresTheValueOfAFormerOwner() {
    KeyScrape scrape = scrapeAfter(servedBy(A));
    reply(A, scrape.readsAt(A), new Reply.Int(5));
    assertUnavailable(scrape.outcome(task, servedBy(B)));
    reply(B, remaining(scrape, servedBy(B)), new Reply.Int(7));
    assertMeasured(scrape.outcome(task, servedBy(B)), B, 7);
  }

  @Test
  void readsOnlyOnceAtAnOwnerThatSendsMoved() {
    KeyScrape scrape = scrapeAfter(servedBy(A));
    reply(A, scrape.readsAt(A), moved("MOVED", B));
    assertThat(scrape.remaining(servedBy(A))).isEmpty();
    assertUnavailable(scrape.outcome(task, servedBy(A)), Fault.READ_REDIRECTED);
    KeyScrape.Batch batch = remaining(scrape, servedBy(B));
    assertThat(batch.commands()).containsExactly(Command.of("LLEN", "key"));
    reply(B, batch, moved("MOVED", A));
    assertThat(scrape.remaining(servedBy(B))).isEmpty();
    assertUnavailable(scrape.outcome(task, servedBy(B)), Fault.READ_REDIRECTED);
  }

  @Test
  void followsAsk() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    reply(A, scrape.readsAt(A), moved("ASK", B));
    List<KeyScrape.Remaining> remaining = scrape.remaining(snapshot);
    assertThat(remaining).hasSize(1);
    assertThat(remaining.get(0).node().id()).isEqualTo(B.expectedId());
    KeyScrape.Batch batch = remaining.get(0).batch();
    assertThat(batch.commands()).containsExactly(Command.of("ASKING"), Command.of("LLEN", "key"));
    reply(B, batch, new Reply.Int(9));
    assertThat(scrape.remaining(snapshot)).isEmpty();
    assertMeasured(scrape.outcome(task, snapshot), B, 9);
  }

  @Test
  void ignoresAnotherNodeAtTheAddress() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    reply(Optional.of(id("other")), scrape.readsAt(A), new Reply.Int(1000));
    assertUnavailable(scrape.outcome(task, snapshot));
    // The expected node may have replied at another of its addresses.
    reply(A, remaining(scrape, snapshot), new Reply.Int(5));
    assertMeasured(scrape.outcome(task, snapshot), A, 5);
  }

  @Test
  void readsAgainAtANodeThatFailedAtOneOfItsAddresses() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    assertThat(scrape.readsAt(A).commands()).hasSize(1);
    reply(A, remaining(scrape, snapshot), new Reply.Int(5));
    assertMeasured(scrape.outcome(task, snapshot), A, 5);
  }

  @Test
  void hasNoValueWhenTheTargetOfAskIsIncomplete() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    reply(A, scrape.readsAt(A), moved("ASK", B));
    Reply tryAgain = new Reply.Refused(Fault.READ_REDIRECTED, "TRYAGAIN Multiple keys request");
    reply(B, remaining(scrape, snapshot), tryAgain);
    assertThat(scrape.remaining(snapshot)).isEmpty();
    assertUnavailable(scrape.outcome(task, snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void doesNotFollowARedirectionBack() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    reply(A, scrape.readsAt(A), moved("ASK", B));
    reply(B, remaining(scrape, snapshot), moved("MOVED", A));
    assertThat(scrape.remaining(snapshot)).isEmpty();
    assertUnavailable(scrape.outcome(task, snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void doesNotFollowARedirectionToAnUnknownNode() {
    ClusterSnapshot snapshot = servedBy(A);
    KeyScrape scrape = scrapeAfter(snapshot);
    reply(A, scrape.readsAt(A), moved("ASK", target("c")));
    assertThat(scrape.remaining(snapshot)).isEmpty();
    assertUnavailable(scrape.outcome(task, snapshot), Fault.READ_REDIRECTED);
  }

  @Test
  void hasNoValueWhenNoNodeServesTheSlot() {
    KeyScrape scrape = scrapeAfter(servedBy(A));
    reply(A, scrape.readsAt(A), new Reply.Int(5));
    assertThat(scrape.remaining(servedByNone())).isEmpty();
    assertUnavailable(scrape.outcome(task, servedByNone()));
  }

  @Test
  void doesNotRepeatAReadAfterAnErrorReply() {
    KeyScrape scrape = scrapeAfter(servedBy(A));
    reply(A, scrape.readsAt(A), new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no"));
    assertThat(scrape.remaining(servedBy(A))).isEmpty();
    assertUnavailable(scrape.outcome(task, servedBy(A)), Fault.READ_NO_PERMISSION);
  }
}
