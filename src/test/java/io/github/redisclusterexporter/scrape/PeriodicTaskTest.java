package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .count();
  }

  @Test
  void runsDoNotOverlap() {
    AtomicInteger count = new AtomicInteger();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (PeriodicTask task =
        PeriodicTask.start(
            "repeated",
            () -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              underWay.decrementAndGet();
              // One is due in a millisecond, the other has been for one.
              return Duration.ofMillis(count.incrementAndGet() % 2 == 0 ? 1 : -1);
            })) {
      Eventually.await(BOUND, "it has run ten times", () -> count.get() >= 10);
    }

    Eventually.await(BOUND, "its thread has ended", () -> threads("repeated") == 0);
    assertThat(most.get()).isOne();
  }

  @Test
  void closeDoesNotWaitForTheNextRun() {
    try (PeriodicTask task = PeriodicTask.start("long-interval", () -> Duration.ofHours(1))) {
      Eventually.await(BOUND, "it runs", () -> threads("long-interval") == 1);
    }
    Eventually.await(BOUND, "it has ended", () -> threads("long-interval") == 0);
  }

  @Test
  void withoutAnIntervalFailoversAreNotMonitored() throws InterruptedException {
    assertThat(outagesAreMeasured(Duration.ofSeconds(1))).isTrue();
    assertThat(outagesAreMeasured(Duration.ZERO)).isFalse();
  }

  /** Whether failovers are monitored with that interval, and outages reported. */
  private static boolean outagesAreMeasured(Duration interval) throws InterruptedException {
    Eventually.await(
        BOUND, "no other failover monitor runs", () -> threads("failover-monitor") == 0);
    try (TestMonitor monitor =
        TestMonitor.start(
            FakeNodes.config("127.0.0.1:1"),
            TestMonitor.NO_QUEUES,
            interval,
            new CountedEvents())) {
      boolean isMonitored = threads("failover-monitor") == 1;
      boolean isReported =
          monitor
              .monitor()
              .scrape(Set.of(), Deadline.after(BOUND))
              .failovers()
              .outages()
              .isPresent();
      assertThat(isReported).isEqualTo(isMonitored);
      return isMonitored;
    }
  }
}
