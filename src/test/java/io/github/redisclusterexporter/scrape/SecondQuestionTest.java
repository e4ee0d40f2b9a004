package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three primaries; slot 100 belongs to the first, and moves to the second. */
@Timeout(60)
class SecondQuestionTest {
  private static final String NODES = "CLUSTER NODES";
  private static final String ALL = "0-5460";
  private static final String REST = "0-99 101-5460";
  private static final String OTHERS = "5461-10922";
  private static final String MORE = "100 5461-10922";

  private final ScriptedCluster cluster = ScriptedCluster.of(3);
  private final CountedEvents events = new CountedEvents();

  SecondQuestionTest() {
    cluster.node(0).saysText(NODES, view(0, REST, MORE));
    cluster.node(1).saysText(NODES, view(1, REST, MORE));
    cluster.node(2).saysText(NODES, view(2, ALL, OTHERS));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private String view(int self, String slotsOfFirst, String slotsOfSecond) {
    return line(0, self, slotsOfFirst)
        + line(1, self, slotsOfSecond)
        + line(2, self, "10923-16383");
  }

  private String line(int number, int self, String slots) {
    return "%s %s@1 %smaster - 0 0 %d connected %s\n"
        .formatted(
            ScriptedCluster.id(number),
            cluster.node(number).address(),
            number == self ? "myself," : "",
            number + 1,
            slots);
  }

  private ClusterSnapshot scrape(Duration timeout) throws InterruptedException {
    RedisConfig config =
        FakeNodes.withTimeout(FakeNodes.config(cluster.node(0).address()), timeout);
    try (TestMonitor monitor =
        TestMonitor.start(config, TestMonitor.NO_QUEUES, Duration.ZERO, events)) {
      return monitor.scrape().snapshot();
    }
  }

  /** What takes some milliseconds, as a manual failover does, has ended then. */
  @Test
  void theSecondQuestionComesAMomentLater() throws Exception {
    cluster.node(0).saysOnce(NODES, view(0, ALL, OTHERS));
    try (TestMonitor monitor =
        TestMonitor.start(
            FakeNodes.config(cluster.node(0).address()),
            TestMonitor.NO_QUEUES,
            Duration.ZERO,
            events)) {
      ScrapeResult scrape = monitor.scrape();

      assertThat(asked(0)).isEqualTo(2);
      assertThat(scrape.took()).isGreaterThanOrEqualTo(SecondQuestion.PAUSE);
    }
  }

  @Test
  void aNodeThatHangsLeavesTimeForTheSecondQuestion() throws Exception {
    cluster.node(1).saysOnce(NODES, view(1, ALL, OTHERS));
    cluster.node(2).says("INFO", "");
    try (TestMonitor monitor =
        TestMonitor.start(
            FakeNodes.withTimeout(
                FakeNodes.config(cluster.node(0).address()), Duration.ofSeconds(20)),
            TestMonitor.NO_QUEUES,
            Duration.ZERO,
            events)) {
      ClusterSnapshot snapshot =
          monitor
              .monitor()
              .scrape(
                  Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO),
                  Deadline.after(Duration.ofSeconds(2)))
              .snapshot();

      assertThat(asked(1)).isEqualTo(2);
      assertThat(snapshot.servingNode(100).flatMap(node -> node.id()))
          .contains(ScriptedCluster.id(1));
    }
  }

  private ClusterSnapshot scrape() throws InterruptedException {
    return scrape(TestMonitor.TIMEOUT);
  }

  private int asked(int node) {
    return cluster.node(node).asked(NODES).size();
  }

  @Test
  void withoutContradictionsNoNodeIsAskedAgain() throws Exception {
    ClusterSnapshot snapshot = scrape();

    assertThat(snapshot.slotsUncovered()).isZero();
    assertThat(asked(0)).isOne();
    assertThat(asked(1)).isOne();
    assertThat(asked(2)).isOne();
  }

  @Test
  void aSlotThatMovedBetweenTheQuestionsIsNotUncovered() throws Exception {
    cluster.node(1).saysOnce(NODES, view(1, ALL, OTHERS));

    ClusterSnapshot snapshot = scrape();

    assertThat(snapshot.slotsUncovered()).isZero();
    assertThat(snapshot.slotsConflicting()).isZero();
    assertThat(snapshot.servingNode(100).flatMap(node -> node.id()))
        .contains(ScriptedCluster.id(1));
    assertThat(asked(1)).isEqualTo(2);
    assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.COMPLETE, 1L));
    assertThat(events.faults()).isEmpty();
  }

  @Test
  void aSlotThatMovedBetweenTheQuestionsIsNotInConflict() throws Exception {
    cluster.node(0).saysOnce(NODES, view(0, ALL, OTHERS));

    ClusterSnapshot snapshot = scrape();

    assertThat(snapshot.slotsConflicting()).isZero();
    assertThat(snapshot.slotsUncovered()).isZero();
    assertThat(asked(0)).isEqualTo(2);
    assertThat(asked(1)).isEqualTo(2);
    assertThat(asked(2)).isOne();
  }

  @Test
  void aSlotThatNoPrimaryHasIsReportedAfterOneMoreQuestion() throws Exception {
    cluster.node(1).saysText(NODES, view(1, ALL, OTHERS));

    ClusterSnapshot snapshot = scrape();

    assertThat(snapshot.slotsUncovered()).isOne();
    assertThat(snapshot.failuresTolerated(FailureDomain.NODE)).hasValue(0);
    assertThat(asked(0)).isEqualTo(2);
    assertThat(asked(1)).isEqualTo(2);
  }

  @Test
  void aConflictThatStaysIsReportedAfterOneMoreQuestion() throws Exception {
    cluster.node(0).saysText(NODES, view(0, ALL, OTHERS));

    assertThat(scrape().slotsConflicting()).isOne();
    assertThat(asked(0)).isEqualTo(2);
  }

  @Test
  void aNodeThatDoesNotAnswerAgainKeepsItsFirstAnswer() throws Exception {
    cluster.node(1).saysOnce(NODES, view(1, ALL, OTHERS)).says(NODES, "");

    ClusterSnapshot snapshot = scrape(Duration.ofMillis(500));

    assertThat(snapshot.slotsUncovered()).isOne();
    assertThat(TestMonitor.replying(snapshot)).hasSize(3);
  }

  @Test
  void anAnswerOfAnotherNodeIsIgnored() throws Exception {
    cluster.node(1).saysOnce(NODES, view(1, ALL, OTHERS)).saysText(NODES, view(2, REST, MORE));

    assertThat(scrape().slotsUncovered()).isOne();
  }
}
