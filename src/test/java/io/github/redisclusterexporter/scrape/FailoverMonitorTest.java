package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Failovers.Outages;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Primaries are 1, 2 and 3, their replicas 4, 5 and 6; their shards go by name: 1, 3, 2. */
@Tag("timing")
class FailoverMonitorTest {
  private static final ServerProfile SERVER =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
  private static final Topology BEFORE = Topology.of(3, 1);
  private static final Topology AFTER =
      BEFORE
          .with(Member.replica(1, 4))
          .with(Member.primary(4, BEFORE.member(1).slots()).inEpoch(7));

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PERIOD = Duration.ofMillis(800);
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofMillis(2);

  private final ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, false);
  private final Set<Integer> primaries = new HashSet<>(Set.of(1, 2, 3));
  private final Set<Integer> silent = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private int looksInFull;

  /** What the cluster is found to be when it is looked at in full. */
  private Topology truth = BEFORE;

  // Promotions are dated by the real clock, and have to come after the looks before them.
  private long now = System.nanoTime() - Duration.ofHours(1).toNanos();
  private final FailoverMonitor watch =
      new FailoverMonitor(history, this::serves, this::scrapeForFailovers, INTERVAL, () -> now);

  private boolean serves(Node node, Duration patience) {
    int number =
        IntStream.rangeClosed(1, 7)
            .filter(i -> node.id().equals(Optional.of(idOf(i))))
            .findFirst()
            .orElseThrow();
    asked.add(number + " within " + patience.toMillis());
    pass(silent.contains(number) ? patience : ANSWER);
    return primaries.contains(number) && !silent.contains(number);
  }

  private void scrapeForFailovers() {
    looksInFull++;
    List<ProbeResult> answers =
        truth.members().stream().map(member -> answer(truth, member)).toList();
    history.add(answers, Map.of(), Set.of());
  }

  private static ProbeResult answer(Topology truth, Member member) {
    int number = Integer.parseInt(member.id(), 16);
    long time = System.nanoTime();
    return new ProbeResult(
        Topology.hostPort(number),
        Optional.of(member.id()),
        Optional.of(
            NodeReport.of(
                SERVER,
                ClusterHistory.REQUIRED_COLLECTORS,
                List.of(
                    new Reply.Text(truth.seenBy(number)),
                    new Reply.Text("run_id:r\r\nmaster_replid:h\r\n"),
                    new Reply.Text("cluster_state:ok\r\n")),
                lines -> true)),
        time,
        time);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** PeriodicTask, and waits until the next look is due. */
  private List<String> look() {
    asked.clear();
    Duration pause = watch.look();
    pass(pause.isNegative() ? Duration.ZERO : pause);
    return List.copyOf(asked);
  }

  private Outages outages() {
    return history.failovers().outages().orElseThrow();
  }

  private long counted() {
    return outages().counts().stream().mapToLong(Long::longValue).sum();
  }

  @BeforeEach
  void aScrapeHasSeenTheCluster() {
    scrapeForFailovers();
    looksInFull = 0;
  }

  @Test
  void eachPrimaryIsAskedALittleMoreOftenThanOnceAnInterval() {
    List<String> primariesOnly = List.of("1 within 500", "3 within 500", "2 within 500");
    long start = now;

    assertThat(look()).isEqualTo(primariesOnly);
    assertThat(now - start).isEqualTo(PERIOD.toNanos());
    assertThat(look()).isEqualTo(primariesOnly);
    assertThat(looksInFull).isZero();
  }

  @Test
  void nobodyIsAskedBeforeItIsDue() {
    look();
    pass(Duration.ofMillis(-1));

    asked.clear();
    assertThat(watch.look()).isEqualTo(Duration.ofMillis(1));
    assertThat(asked).isEmpty();
  }

  @Test
  void beforeTheFirstScrapeNobodyIsKnown() {
    FailoverMonitor first =
        new FailoverMonitor(
            new ClusterHistory(Clock.systemUTC(), true, false),
            this::serves,
            this::scrapeForFailovers,
            INTERVAL,
            () -> now);

    assertThat(first.look()).isEqualTo(PERIOD);
    assertThat(asked).isEmpty();
  }

  @Test
  void aShardThatNobodyServesIsAskedOftenAndTheOthersAreNot() {
    look();
    silent.add(1);

    assertThat(look())
        .containsExactly("1 within 500", "4 within 500", "3 within 500", "2 within 500");
    long start = now;
    for (int i = 0; i < 5; i++) {
      assertThat(look()).containsExactly("4 within 500");
    }
    assertThat(Duration.ofNanos(now - start)).isEqualTo(OFTEN.multipliedBy(5));
    assertThat(look()).containsExactly("4 within 500");
    assertThat(look())
        .containsExactly("4 within 500", "1 within 150", "3 within 500", "2 within 500");
    assertThat(counted()).isZero();
  }

  @Test
  void theDurationIsFromTheLastSightToTheFirstOfAnother() {
    look();
    long lastServed = now;
    look();
    silent.add(1);
    for (int i = 0; i < 20; i++) {
      look();
    }
    primaries.add(4);
    truth = AFTER;
    long firstServed = now + ANSWER.toNanos();
    look();

    assertThat(looksInFull).isOne();
    assertThat(counted()).isOne();
    assertThat(outages().sum()).isCloseTo((firstServed - lastServed) / 1e9, within(1e-6));
    pass(INTERVAL);
    assertThat(look()).containsExactly("4 within 500", "3 within 500", "2 within 500");
  }

  @Test
  void theEndIsExactToATwentiethOfTheInterval() {
    look();
    silent.add(1);
    look();
    look();
    long justBefore = now;
    primaries.add(4);
    truth = AFTER;
    long[] found = {0};
    while (looksInFull == 0) {
      asked.clear();
      watch.look();
      found[0] = now;
      pass(OFTEN);
    }

    assertThat(Duration.ofNanos(found[0] - justBefore)).isLessThan(OFTEN.plus(ANSWER));
  }

  @Test
  void aPrimaryThatComesBackEndsNothingThatCounts() {
    look();
    silent.add(1);
    look();
    look();
    silent.clear();
    lookUntilAsked(1);

    assertThat(looksInFull).isZero();
    assertThat(counted()).isZero();
    assertThat(look()).containsExactly("1 within 500", "3 within 500", "2 within 500");
  }

  /** PeriodicTask until that node is among those that are asked. */
  private List<String> lookUntilAsked(int number) {
    for (int i = 0; i < 100; i++) {
      List<String> these = look();
      if (these.stream().anyMatch(one -> one.startsWith(number + " "))) {
        return these;
      }
    }
    throw new AssertionError(number + " is not asked any more");
  }

  @Test
  void anotherReplicaThatHangsDoesNotDelayTheMoment() {
    truth = BEFORE.with(Member.replica(7, 1));
    scrapeForFailovers();
    looksInFull = 0;
    look();
    silent.addAll(Set.of(1, 4));

    assertThat(look()).startsWith("1 within 500", "4 within 500", "7 within 500");
    assertThat(look()).startsWith("7 within 500", "1 within 150", "4 within 150");
    assertThat(look()).containsExactly("7 within 500");

    silent.remove(4);
    lookUntilAsked(4);
    assertThat(look()).containsExactly("4 within 500", "7 within 500");
  }

  @Test
  void slotsThatMovedWereServedAllTheTime() {
    look();
    primaries.remove(1);
    primaries.add(4);
    look();

    assertThat(looksInFull).isOne();
    assertThat(counted()).isZero();
  }

  @Test
  void aFailoverThatNoLookFellIntoTakesTheTimeBetweenTwoLooks() {
    look();
    primaries.remove(1);
    primaries.add(4);
    truth = AFTER;
    look();

    assertThat(counted()).isOne();
    assertThat(outages().sum())
        .isCloseTo(PERIOD.plus(ANSWER.multipliedBy(2)).toMillis() / 1e3, within(1e-6));
  }

  @Test
  void aPrimaryThatIsCutOffFromTheOthersBeginsNoDuration() {
    look();
    primaries.add(4);
    truth = AFTER;
    scrapeForFailovers();
    looksInFull = 0;

    assertThat(look()).containsExactly("1 within 500", "3 within 500", "2 within 500");
    assertThat(looksInFull).isZero();

    // It joins again, long after the promotion.
    pass(Duration.ofHours(2));
    look();
    primaries.remove(1);
    look();

    assertThat(looksInFull).isOne();
    assertThat(counted()).isZero();
  }

  @Test
  void aLookThatStumblesIsNotTheLast() {
    try (CapturedLog log = CapturedLog.start()) {
      int[] calls = {0};
      FailoverMonitor stumbling =
          new FailoverMonitor(
              history,
              (node, patience) -> {
                if (++calls[0] == 1) {
                  throw new IllegalStateException("for the test");
                }
                return true;
              },
              this::scrapeForFailovers,
              INTERVAL,
              () -> now);

      assertThat(stumbling.look()).isEqualTo(PERIOD);
      pass(INTERVAL);
      stumbling.look();

      assertThat(calls[0]).isEqualTo(4);
      assertThat(log.text()).contains("stumbled");
    }
  }
}
