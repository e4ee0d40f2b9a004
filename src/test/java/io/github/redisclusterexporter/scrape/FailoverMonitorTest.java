package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Failovers.Outages;
import io.github.redisclusterexporter.cluster.Membership;
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
  private static final Duration SHORT_PERIOD = Duration.ofMillis(50);
  private static final Duration REPLY_TIME = Duration.ofMillis(2);

  private final ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, false);
  private final Set<Integer> primaries = new HashSet<>(Set.of(1, 2, 3));
  private final Set<Integer> silent = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private int scrapes;

  /** The cluster that scrapes find. */
  private Topology truth = BEFORE;

  // Promotions are dated by the real clock, and have to be later than the checks before them.
  private long now = System.nanoTime() - Duration.ofHours(1).toNanos();
  private final FailoverMonitor monitor =
      new FailoverMonitor(history, this::isPrimary, this::scrapeForFailovers, INTERVAL, () -> now);

  private boolean isPrimary(Node node, Duration timeout) {
    int number =
        IntStream.rangeClosed(1, 7)
            .filter(i -> node.id().equals(Optional.of(idOf(i))))
            .findFirst()
            .orElseThrow();
    asked.add(number + " within " + timeout.toMillis());
    pass(silent.contains(number) ? timeout : REPLY_TIME);
    return primaries.contains(number) && !silent.contains(number);
  }

  private void scrapeForFailovers() {
    scrapes++;
    List<ProbeResult> answers =
        truth.members().stream().map(member -> answer(truth, member)).toList();
    history.add(new Membership(answers), Map.of());
  }

  private static ProbeResult answer(Topology truth, Member member) {
    int number = Integer.parseInt(member.id(), 16);
    long time = System.nanoTime();
    String view = truth.seenBy(number);
    return new ProbeResult(
        Topology.hostPort(number),
        Optional.of(member.id()),
        Optional.of(
            NodeReport.of(
                SERVER,
                ClusterHistory.REQUIRED_COLLECTORS,
                List.of(
                    new Reply.Text(view),
                    new Reply.Text(
                        "role:%s\r\nrun_id:r\r\nmaster_replid:h\r\n"
                            .formatted(view.contains("myself,slave") ? "slave" : "master")),
                    new Reply.Text("cluster_state:ok\r\n")),
                lines -> true)),
        time,
        time);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** Checks, and waits until the next check is due. */
  private List<String> check() {
    asked.clear();
    Duration pause = monitor.check();
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
  void scrapeOnce() {
    scrapeForFailovers();
    scrapes = 0;
  }

  @Test
  void eachPrimaryIsAskedALittleMoreOftenThanOncePerInterval() {
    List<String> primariesOnly = List.of("1 within 500", "3 within 500", "2 within 500");
    long start = now;

    assertThat(check()).isEqualTo(primariesOnly);
    assertThat(now - start).isEqualTo(PERIOD.toNanos());
    assertThat(check()).isEqualTo(primariesOnly);
    assertThat(scrapes).isZero();
  }

  @Test
  void noNodeIsAskedBeforeTheCheckIsDue() {
    check();
    pass(Duration.ofMillis(-1));

    asked.clear();
    assertThat(monitor.check()).isEqualTo(Duration.ofMillis(1));
    assertThat(asked).isEmpty();
  }

  @Test
  void noNodeIsAskedBeforeTheFirstScrape() {
    FailoverMonitor first =
        new FailoverMonitor(
            new ClusterHistory(Clock.systemUTC(), true, false),
            this::isPrimary,
            this::scrapeForFailovers,
            INTERVAL,
            () -> now);

    assertThat(first.check()).isEqualTo(PERIOD);
    assertThat(asked).isEmpty();
  }

  @Test
  void aShardWithoutAPrimaryIsCheckedMoreOftenThanTheOthers() {
    check();
    silent.add(1);

    assertThat(check())
        .containsExactly("1 within 500", "4 within 500", "3 within 500", "2 within 500");
    long start = now;
    for (int i = 0; i < 5; i++) {
      assertThat(check()).containsExactly("4 within 500");
    }
    assertThat(Duration.ofNanos(now - start)).isEqualTo(SHORT_PERIOD.multipliedBy(5));
    assertThat(check()).containsExactly("4 within 500");
    assertThat(check())
        .containsExactly("4 within 500", "1 within 150", "3 within 500", "2 within 500");
    assertThat(counted()).isZero();
  }

  @Test
  void anOutageLastsFromTheLastReplyOfTheOldPrimaryToTheFirstOfTheNew() {
    check();
    long lastServed = now;
    check();
    silent.add(1);
    for (int i = 0; i < 20; i++) {
      check();
    }
    primaries.add(4);
    truth = AFTER;
    long firstServed = now + REPLY_TIME.toNanos();
    check();

    assertThat(scrapes).isOne();
    assertThat(counted()).isOne();
    assertThat(outages().sum()).isCloseTo((firstServed - lastServed) / 1e9, within(1e-6));
    pass(INTERVAL);
    assertThat(check()).containsExactly("4 within 500", "3 within 500", "2 within 500");
  }

  @Test
  void theEndOfAnOutageIsExactToATwentiethOfTheInterval() {
    check();
    silent.add(1);
    check();
    check();
    long justBefore = now;
    primaries.add(4);
    truth = AFTER;
    long[] found = {0};
    while (scrapes == 0) {
      asked.clear();
      monitor.check();
      found[0] = now;
      pass(SHORT_PERIOD);
    }

    assertThat(Duration.ofNanos(found[0] - justBefore)).isLessThan(SHORT_PERIOD.plus(REPLY_TIME));
  }

  @Test
  void aPrimaryThatReturnsIsNotCountedAsAnOutage() {
    check();
    silent.add(1);
    check();
    check();
    silent.clear();
    checkUntilAsked(1);

    assertThat(scrapes).isZero();
    assertThat(counted()).isZero();
    assertThat(check()).containsExactly("1 within 500", "3 within 500", "2 within 500");
  }

  /** Checks until that node is among those that are asked. */
  private List<String> checkUntilAsked(int number) {
    for (int i = 0; i < 100; i++) {
      List<String> these = check();
      if (these.stream().anyMatch(one -> one.startsWith(number + " "))) {
        return these;
      }
    }
    throw new AssertionError(number + " is not asked any more");
  }

  @Test
  void aHungReplicaDoesNotDelayTheDetection() {
    truth = BEFORE.with(Member.replica(7, 1));
    scrapeForFailovers();
    scrapes = 0;
    check();
    silent.addAll(Set.of(1, 4));

    assertThat(check()).startsWith("1 within 500", "4 within 500", "7 within 500");
    assertThat(check()).startsWith("7 within 500", "1 within 150", "4 within 150");
    assertThat(check()).containsExactly("7 within 500");

    silent.remove(4);
    checkUntilAsked(4);
    assertThat(check()).containsExactly("4 within 500", "7 within 500");
  }

  @Test
  void slotsThatMovedAreNotCountedAsAnOutage() {
    check();
    primaries.remove(1);
    primaries.add(4);
    check();

    assertThat(scrapes).isOne();
    assertThat(counted()).isZero();
  }

  @Test
  void aFailoverBetweenTwoChecksLastsFromOneToTheOther() {
    check();
    primaries.remove(1);
    primaries.add(4);
    truth = AFTER;
    check();

    assertThat(counted()).isOne();
    assertThat(outages().sum())
        .isCloseTo(PERIOD.plus(REPLY_TIME.multipliedBy(2)).toMillis() / 1e3, within(1e-6));
  }

  @Test
  void aPartitionedPrimaryStartsNoOutage() {
    check();
    primaries.add(4);
    truth = AFTER;
    scrapeForFailovers();
    scrapes = 0;

    assertThat(check()).containsExactly("1 within 500", "3 within 500", "2 within 500");
    assertThat(scrapes).isZero();

    // It joins again, long after the promotion.
    pass(Duration.ofHours(2));
    check();
    primaries.remove(1);
    check();

    assertThat(scrapes).isOne();
    assertThat(counted()).isZero();
  }

  @Test
  void aFailedCheckDoesNotEndTheTask() {
    try (CapturedLog log = CapturedLog.start()) {
      int[] calls = {0};
      FailoverMonitor failing =
          new FailoverMonitor(
              history,
              (node, timeout) -> {
                if (++calls[0] == 1) {
                  throw new IllegalStateException("for the test");
                }
                return true;
              },
              this::scrapeForFailovers,
              INTERVAL,
              () -> now);

      assertThat(failing.check()).isEqualTo(PERIOD);
      pass(INTERVAL);
      failing.check();

      assertThat(calls[0]).isEqualTo(4);
      assertThat(log.text()).contains("A check of the primaries failed");
    }
  }
}
