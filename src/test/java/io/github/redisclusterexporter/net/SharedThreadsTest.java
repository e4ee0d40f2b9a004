package io.github.redisclusterexporter.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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

  private static Deadline later() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  /**
   * Takes all threads of this user; the first tasks have its own ones, the next the common ones.
   */
  private CountDownLatch fillBut(SharedThreads.Share share, int before) {
    for (int i = 0; i < before; i++) {
      share.execute(this::hang);
    }
    CountDownLatch endOfOne = new CountDownLatch(1);
    share.execute(() -> await(endOfOne));
    fill(share);
    return endOfOne;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskDoesNotWaitWhenAThreadIsFree() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);

    one.until(later()).execute(started::countDown);

    assertThat(started.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskWaitsForAThreadOfItsUser() throws InterruptedException {
    CountDownLatch endOfOne = fillBut(one, 0);
    CountDownLatch started = new CountDownLatch(1);
    one.until(later()).execute(started::countDown);
    assertThat(started.getCount()).isOne();

    endOfOne.countDown();

    assertThat(started.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskWaitsForACommonThreadOfAnotherUser() throws InterruptedException {
    CountDownLatch endOfOne = fillBut(one, OWN);
    fill(other);
    CountDownLatch started = new CountDownLatch(1);
    other.until(later()).execute(started::countDown);

    endOfOne.countDown();

    assertThat(started.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatWaitsTakesNoOwnThreadOfAnotherUser() {
    CountDownLatch endOfOne = fillBut(one, 0);
    fill(other);
    other.until(later()).execute(this::hang);

    endOfOne.countDown();

    AtomicInteger accepted = new AtomicInteger();
    Eventually.await(
        BOUND, "the thread is free for its user", () -> accepted.addAndGet(fill(one)) == 1);
    Eventually.await(BOUND, "the other tasks hang", () -> running.get() == 2 * OWN + COMMON);
  }

  @Test
  void tasksStartInTheOrderInWhichTheyCameAlsoAfterOneThatFails() throws InterruptedException {
    try (SharedThreads single = new SharedThreads("single-test", 1, 0, Duration.ofMillis(1))) {
      SharedThreads.Share share = single.share();
      share.execute(this::hang);
      List<Integer> started = new CopyOnWriteArrayList<>();
      CountDownLatch last = new CountDownLatch(1);
      Executor waiting = share.until(later());
      List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
      for (int number : numbers) {
        waiting.execute(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
              started.add(number);
              throw new IllegalStateException("for the test");
            });
      }
      waiting.execute(last::countDown);

      end.countDown();

      assertThat(last.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(started).containsExactlyElementsOf(numbers);
    }
  }

  @Test
  void aTaskThatHasNoThreadByItsDeadlineIsDropped() throws InterruptedException {
    CountDownLatch endOfOne = fillBut(one, 0);
    AtomicInteger late = new AtomicInteger();
    CountDownLatch next = new CountDownLatch(1);
    one.until(Deadline.after(Duration.ZERO)).execute(late::incrementAndGet);
    one.until(later()).execute(next::countDown);

    endOfOne.countDown();

    assertThat(next.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(late).hasValue(0);
  }

  @Test
  void closingAShareDropsItsTasksThatWait() throws InterruptedException {
    fill(one);
    fill(other);
    AtomicInteger dropped = new AtomicInteger();
    CountDownLatch next = new CountDownLatch(1);
    one.until(later()).execute(dropped::incrementAndGet);
    other.until(later()).execute(next::countDown);

    one.close();

    assertThat(next.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(dropped).hasValue(0);
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
