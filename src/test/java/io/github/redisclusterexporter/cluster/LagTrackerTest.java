package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LagTrackerTest {
  private static final Topology ONE = Topology.of(1, 1);
  private static final String PRIMARY = Topology.idOf(1);
  private static final String REPLICA = Topology.idOf(2);
  private static final long SECOND = 1_000_000_000;
  private static final Node.ReplicationLag NO_LAG =
      new Node.ReplicationLag(0, OptionalDouble.of(0));

  private final LagTracker tracker = new LagTracker();

  /** The position of a node, asked and answered at these times in seconds. */
  private static ProbeResult result(int number, String history, long offset, long from, long to) {
    String role = number == 1 ? "master" : "slave";
    Reply info =
        new Reply.Text(
            "role:%s\r\nmaster_replid:%s\r\n%s_repl_offset:%d\r\n"
                .formatted(role, history, role, offset));
    NodeReport report =
        NodeReport.of(
            ServerProfile.UNKNOWN,
            Set.of(Collector.CLUSTER_NODES, Collector.INFO),
            List.of(new Reply.Text(ONE.seenBy(number)), info),
            lines -> true);
    return new ProbeResult(
        Topology.hostPort(number),
        Optional.empty(),
        Optional.of(report),
        from * SECOND,
        to * SECOND);
  }

  private Optional<Node.ReplicationLag> lag(ProbeResult primary, ProbeResult replica) {
    Map<String, ProbeResult> results = new LinkedHashMap<>();
    results.put(REPLICA, replica);
    results.put(PRIMARY, primary);
    return Optional.ofNullable(tracker.observe(results).get(REPLICA));
  }

  @Test
  void aReplicaWithTheOffsetOfItsPrimaryHasNoLag() {
    assertThat(lag(result(1, "h", 100, 0, 1), result(2, "h", 100, 1, 2))).contains(NO_LAG);
  }

  @Test
  void aReplicaThatIsAheadBecauseItWasAskedLaterHasNoLag() {
    assertThat(lag(result(1, "h", 100, 0, 1), result(2, "h", 350, 1, 2))).contains(NO_LAG);
  }

  @Test
  void theLagIsInBytesAndInSeconds() {
    lag(result(1, "h", 100, 0, 0), result(2, "h", 100, 1, 2));
    Node.ReplicationLag lag =
        lag(result(1, "h", 300, 9, 10), result(2, "h", 200, 10, 11)).orElseThrow();

    assertThat(lag.bytes()).isEqualTo(100);
    assertThat(lag.seconds().orElseThrow()).isCloseTo(5, within(1e-9));
  }

  @Test
  void theLagOfAFrozenReplicaGrowsWithEachObservationOfItsPrimary() {
    lag(result(1, "h", 100, 0, 0), result(2, "h", 100, 1, 2));
    tracker.observe(Map.of(PRIMARY, result(1, "h", 200, 10, 10)));
    Node.ReplicationLag lag =
        lag(result(1, "h", 300, 20, 20), result(2, "h", 100, 20, 21)).orElseThrow();

    assertThat(lag.bytes()).isEqualTo(200);
    assertThat(lag.seconds().orElseThrow()).isCloseTo(20, within(1e-9));
  }

  @Test
  void theLagInSecondsIsUnknownAfterTheFirstObservation() {
    assertThat(lag(result(1, "h", 300, 0, 1), result(2, "h", 200, 1, 2)))
        .contains(new Node.ReplicationLag(100, OptionalDouble.empty()));
    assertThat(lag(result(1, "h", 300, 9, 10), result(2, "h", 200, 10, 11)))
        .contains(new Node.ReplicationLag(100, OptionalDouble.of(9)));
  }

  @Test
  void aScrapeWithoutThePositionsForgetsNothing() {
    lag(result(1, "h", 100, 0, 0), result(2, "h", 100, 1, 2));
    assertThat(tracker.observe(Map.of())).isEmpty();
    tracker.retainOnly(Set.of(PRIMARY, REPLICA));
    Node.ReplicationLag lag =
        lag(result(1, "h", 300, 20, 20), result(2, "h", 100, 20, 21)).orElseThrow();

    assertThat(lag.seconds().orElseThrow()).isCloseTo(20, within(1e-9));
  }

  @Test
  void theHistoryOfNodesThatLeftIsRemoved() {
    lag(result(1, "h", 100, 0, 0), result(2, "h", 100, 1, 2));
    tracker.retainOnly(Set.of());
    assertThat(tracker.observe(Map.of())).isEmpty();

    assertThat(lag(result(1, "h", 300, 20, 20), result(2, "h", 100, 20, 21)))
        .contains(new Node.ReplicationLag(200, OptionalDouble.empty()));
  }

  @Test
  void offsetsOfDifferentHistoriesAreNotCompared() {
    assertThat(lag(result(1, "h", 100, 0, 1), result(2, "other", 14, 1, 2))).isEmpty();
  }

  @Test
  void aPrimaryThatAnsweredAfterItsReplicaWasAskedIsNotCompared() {
    assertThat(lag(result(1, "h", 100, 0, 2), result(2, "h", 90, 1, 2))).isEmpty();
  }

  @Test
  void withoutThePrimaryThereIsNoLag() {
    assertThat(tracker.observe(Map.of(REPLICA, result(2, "h", 90, 1, 2)))).isEmpty();
  }

  /** A server without cluster support, whose CLUSTER NODES nobody asks for. */
  private static ProbeResult standalone(String role, String history, long offset, long from) {
    NodeReport report =
        NodeReport.of(
            ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:standalone\r\n")),
            Set.of(Collector.INFO),
            List.of(
                new Reply.Text(
                    "role:%s\r\nmaster_replid:%s\r\n%s_repl_offset:%d\r\n"
                        .formatted(role, history, role, offset))),
            lines -> true);
    return new ProbeResult(
        Topology.hostPort(1),
        Optional.empty(),
        Optional.of(report),
        from * SECOND,
        (from + 1) * SECOND);
  }

  @Test
  void withoutClusterSupportAReplicaIsComparedWithThePrimaryOfItsHistory() {
    Map<String, Node.ReplicationLag> lags =
        tracker.observe(
            Map.of(
                "a:1", standalone("master", "h", 100, 0),
                "b:1", standalone("slave", "h", 40, 1),
                "c:1", standalone("slave", "other", 40, 1)));

    assertThat(lags).containsOnlyKeys("b:1");
    assertThat(lags.get("b:1")).extracting(Node.ReplicationLag::bytes).isEqualTo(60.0);
  }

  @Test
  @Tag("random")
  void theLagIsNeverNegativeAndNeverLongerThanTheHistory() {
    RandomLoop.run(
        200,
        random -> {
          LagTracker any = new LagTracker();
          long offset = 0;
          for (int time = 0; time < 30; time++) {
            offset += random.nextInt(3) * 500L;
            long behind = random.nextInt(2000) - 500L;
            Map<String, ProbeResult> results =
                Map.of(
                    PRIMARY, result(1, "h", offset, time, time),
                    REPLICA, result(2, "h", Math.max(0, offset - behind), time, time + 1));
            Node.ReplicationLag lag = Objects.requireNonNull(any.observe(results).get(REPLICA));
            assertThat(lag.bytes()).isBetween(0.0, 2000.0);
            assertThat(lag.seconds().orElse(0)).isBetween(0.0, (double) time);
            assertThat(lag.seconds().isPresent()).isEqualTo(lag.bytes() == 0 || time > 0);
          }
        });
  }
}
