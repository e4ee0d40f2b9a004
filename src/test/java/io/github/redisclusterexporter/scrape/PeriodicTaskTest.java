package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.queue.QueuesConfig;
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
  void oneFollowsTheOtherAndNeverBeforeItHasEnded() {
    AtomicInteger count = new AtomicInteger();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (PeriodicTask looks =
        PeriodicTask.start(
            "looks",
            () -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              underWay.decrementAndGet();
              // One is due in a millisecond, the other has been for one.
              return Duration.ofMillis(count.incrementAndGet() % 2 == 0 ? 1 : -1);
            })) {
      Eventually.await(BOUND, "it has looked ten times", () -> count.get() >= 10);
    }

    Eventually.await(BOUND, "nobody looks any more", () -> threads("looks") == 0);
    assertThat(most.get()).isOne();
  }

  @Test
  void theEndIsNotPutOffUntilTheNextIsDue() {
    try (PeriodicTask looks = PeriodicTask.start("patient", () -> Duration.ofHours(1))) {
      Eventually.await(BOUND, "it runs", () -> threads("patient") == 1);
    }
    Eventually.await(BOUND, "it has ended", () -> threads("patient") == 0);
  }

  @Test
  void withoutAnIntervalNobodyWatches() throws InterruptedException {
    assertThat(outagesAreMeasured(Duration.ofSeconds(1))).isTrue();
    assertThat(outagesAreMeasured(Duration.ZERO)).isFalse();
  }

  /** Whether a scraper with that interval has a watch, and says so on the page. */
  private static boolean outagesAreMeasured(Duration interval) throws InterruptedException {
    Eventually.await(BOUND, "no other watch is there", () -> threads("watch") == 0);
    try (TestMonitor monitor =
        TestMonitor.start(FakeNodes.config("127.0.0.1:1"), QueuesConfig.NONE, interval)) {
      boolean watches = threads("watch") == 1;
      boolean tells =
          monitor
              .monitor()
              .scrape(Set.of(), Deadline.after(BOUND))
              .failovers()
              .outages()
              .isPresent();
      assertThat(tells).isEqualTo(watches);
      return watches;
    }
  }
}
