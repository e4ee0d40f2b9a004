package io.github.redisclusterexporter.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedThreadsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int OWN = 2;
  private static final int COMMON = 3;

  private final SharedThreads threads =
      new SharedThreads("shared-test", OWN, COMMON, Duration.ofMillis(1));
  private final SharedThreads.Share one = threads.share();
  private final SharedThreads.Share other = threads.share();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();
  private volatile CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  private void hang() {
    CountDownLatch own = end;
    running.incrementAndGet();
    try {
      own.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
    } finally {
      running.decrementAndGet();
    }
  }

  /** How many tasks that hang are accepted. */
  private int fill(SharedThreads.Share share) {
    int accepted = 0;
    while (accepted < 100) {
      try {
        share.execute(this::hang);
      } catch (RejectedExecutionException e) {
        return accepted;
      }
      accepted++;
    }
    return accepted;
  }

  private static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("shared-test-"))
        .count();
  }

  @Test
  void aUserWhoseTasksHangLeavesTheOthersTheirOwnThreads() {
    assertThat(fill(one)).isEqualTo(OWN + COMMON);
    assertThat(fill(other)).isEqualTo(OWN);
    assertThat(fill(threads.share())).isEqualTo(OWN);
  }

  @Test
  void theNumberOfAllThreadsIsLimited() {
    for (int i = 0; i < 20; i++) {
      fill(threads.share());
    }
    int limit = 20 * OWN + COMMON;
    Eventually.await(BOUND, "all of them hang", () -> running.get() == limit);
    assertThat(alive()).isEqualTo(limit);
  }

  @Test
  void aThreadIsFreeAgainAfterItsTask() {
    fill(one);
    Eventually.await(BOUND, "all of them hang", () -> running.get() == OWN + COMMON);
    CountDownLatch first = end;
    end = new CountDownLatch(1);
    first.countDown();
    Eventually.await(BOUND, "idle threads have ended", () -> alive() == 0);
    assertThat(fill(one)).isEqualTo(OWN + COMMON);
  }

  @Test
  void aThreadIsFreeAgainAfterATaskThatFails() {
    CountDownLatch failed = new CountDownLatch(OWN + COMMON);
    for (int i = 0; i < OWN + COMMON; i++) {
      one.execute(
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> failed.countDown());
            throw new IllegalStateException("for the test");
          });
    }
    Eventually.await(BOUND, "all tasks have failed", () -> failed.getCount() == 0);
    assertThat(fill(one)).isEqualTo(OWN + COMMON);
  }

  @Test
  void closingAShareInterruptsItsTasksOnly() {
    fill(one);
    fill(other);
    Eventually.await(BOUND, "all hang", () -> running.get() == 2 * OWN + COMMON);

    one.close();

    Eventually.await(BOUND, "those of the other one hang", () -> running.get() == OWN);
    assertThat(interrupted).hasValue(OWN + COMMON);
    assertThatThrownBy(() -> one.execute(this::hang))
        .isInstanceOf(RejectedExecutionException.class);
    AtomicInteger accepted = new AtomicInteger();
    Eventually.await(
        BOUND,
        "the other one has the common threads",
        () -> accepted.addAndGet(fill(other)) == COMMON);
  }

  @Test
  void nothingIsAcceptedAfterTheEnd() {
    threads.close();
    for (int i = 0; i < OWN + COMMON + 1; i++) {
      assertThatThrownBy(() -> one.execute(this::hang))
          .isInstanceOf(RejectedExecutionException.class);
    }
    assertThat(running).hasValue(0);
  }
}
