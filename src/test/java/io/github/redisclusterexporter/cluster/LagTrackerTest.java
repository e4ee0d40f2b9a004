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
import org.junit.jupiter.api.Test;

class LagTrackerTest {
  private static final Topology ONE = Topology.of(1, 1);
  private static final String PRIMARY = Topology.idOf(1);
  private static final String REPLICA = Topology.idOf(2);
  private static final long SECOND = 1_000_000_000;
  private static final Lag NONE = new Lag(0, OptionalDouble.of(0));

  private final LagTracker tracker = new LagTracker();

  /** What a node says of where it is, between two points of time in seconds. */
  private static ProbeResult says(int number, String history, long offset, long from, long to) {
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

  private Optional<Lag> lag(ProbeResult primary, ProbeResult replica) {
    Map<String, ProbeResult> answers = new LinkedHashMap<>();
    answers.put(REPLICA, replica);
    answers.put(PRIMARY, primary);
    return Optional.ofNullable(tracker.observe(answers).get(REPLICA));
  }

  @Test
  void whoHasTheSameIsNotBehind() {
    assertThat(lag(says(1, "h", 100, 0, 1), says(2, "h", 100, 1, 2))).contains(NONE);
  }

  @Test
  void aReplicaThatIsAheadBecauseItWasAskedLaterIsNotBehind() {
    assertThat(lag(says(1, "h", 100, 0, 1), says(2, "h", 350, 1, 2))).contains(NONE);
  }

  @Test
  void whatIsMissingInBytesAndSeconds() {
    lag(says(1, "h", 100, 0, 0), says(2, "h", 100, 1, 2));
    Lag lag = lag(says(1, "h", 300, 9, 10), says(2, "h", 200, 10, 11)).orElseThrow();

    assertThat(lag.bytes()).isEqualTo(100);
    assertThat(lag.seconds().orElseThrow()).isCloseTo(5, within(1e-9));
  }

  @Test
  void aFrozenReplicaGetsOlderWithEveryLookAtItsPrimary() {
    lag(says(1, "h", 100, 0, 0), says(2, "h", 100, 1, 2));
    tracker.observe(Map.of(PRIMARY, says(1, "h", 200, 10, 10)));
    Lag lag = lag(says(1, "h", 300, 20, 20), says(2, "h", 100, 20, 21)).orElseThrow();

    assertThat(lag.bytes()).isEqualTo(200);
    assertThat(lag.seconds().orElseThrow()).isCloseTo(20, within(1e-9));
  }

  @Test
  void howOldDataIsThatWasBehindFromTheFirstLookOnIsNotKnownYet() {
    assertThat(lag(says(1, "h", 300, 0, 1), says(2, "h", 200, 1, 2)))
        .contains(new Lag(100, OptionalDouble.empty()));
    assertThat(lag(says(1, "h", 300, 9, 10), says(2, "h", 200, 10, 11)))
        .contains(new Lag(100, OptionalDouble.of(9)));
  }

  @Test
  void aScrapeThatDoesNotAskForItForgetsNothing() {
    lag(says(1, "h", 100, 0, 0), says(2, "h", 100, 1, 2));
    assertThat(tracker.observe(Map.of())).isEmpty();
    tracker.retain(Set.of(PRIMARY, REPLICA));
    Lag lag = lag(says(1, "h", 300, 20, 20), says(2, "h", 100, 20, 21)).orElseThrow();

    assertThat(lag.seconds().orElseThrow()).isCloseTo(20, within(1e-9));
  }

  @Test
  void theHistoryOfNodesThatLeftIsForgotten() {
    lag(says(1, "h", 100, 0, 0), says(2, "h", 100, 1, 2));
    tracker.retain(Set.of());
    assertThat(tracker.observe(Map.of())).isEmpty();

    assertThat(lag(says(1, "h", 300, 20, 20), says(2, "h", 100, 20, 21)))
        .contains(new Lag(200, OptionalDouble.empty()));
  }

  @Test
  void anotherHistoryIsNotComparable() {
    assertThat(lag(says(1, "h", 100, 0, 1), says(2, "other", 14, 1, 2))).isEmpty();
  }

  @Test
  void aPrimaryThatAnsweredAfterItsReplicaWasAskedIsNotComparable() {
    assertThat(lag(says(1, "h", 100, 0, 2), says(2, "h", 90, 1, 2))).isEmpty();
  }

  @Test
  void withoutThePrimaryThereIsNoLag() {
    assertThat(tracker.observe(Map.of(REPLICA, says(2, "h", 90, 1, 2)))).isEmpty();
  }

  @Test
  void itIsNeverNegativeAndNeverOlderThanWhatWasSeen() {
    RandomLoop.run(
        200,
        random -> {
          LagTracker any = new LagTracker();
          long offset = 0;
          for (int time = 0; time < 30; time++) {
            offset += random.nextInt(3) * 500L;
            long behind = random.nextInt(2000) - 500L;
            Map<String, ProbeResult> answers =
                Map.of(
                    PRIMARY, says(1, "h", offset, time, time),
                    REPLICA, says(2, "h", Math.max(0, offset - behind), time, time + 1));
            Lag lag = Objects.requireNonNull(any.observe(answers).get(REPLICA));
            assertThat(lag.bytes()).isBetween(0.0, 2000.0);
            assertThat(lag.seconds().orElse(0)).isBetween(0.0, (double) time);
            assertThat(lag.seconds().isPresent()).isEqualTo(lag.bytes() == 0 || time > 0);
          }
        });
  }
}
