package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientThreadsTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final ClientThreads threads = new ClientThreads();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  private void untilTheEnd() {
    started.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
    }
  }

  private void fill(Runnable task) {
    for (int i = 0; i < ClientThreads.MAX; i++) {
      threads.execute(task);
    }
    Eventually.await(BOUND, "all started", () -> started.get() == ClientThreads.MAX);
  }

  @Test
  void oneMoreTakesTheThreadThatHasWaitedLongest() throws Exception {
    fill(this::untilTheEnd);
    CountDownLatch oneMore = new CountDownLatch(1);
    threads.execute(oneMore::countDown);

    assertThat(oneMore.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).hasValue(1);
  }

  @Test
  void noneIsTakenWhileItsClientWaits() {
    fill(
        () -> {
          threads.clientWaits();
          untilTheEnd();
        });

    assertThat(threads.areClientsWaiting()).isTrue();
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    threads.interruptOverdue();
    assertThat(interrupted).hasValue(0);
  }

  @Test
  void anInterruptEndsWithItsTask() throws Exception {
    fill(this::untilTheEnd);
    AtomicInteger clean = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      threads.execute(
          () -> {
            clean.addAndGet(Thread.currentThread().isInterrupted() ? 0 : 1);
            all.countDown();
          });
    }

    assertThat(all.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(clean).hasValue(10);
  }

  @Test
  void aFailedTaskFreesItsThread() {
    for (int i = 0; i < 3 * ClientThreads.MAX; i++) {
      threads.execute(
          () -> {
            started.incrementAndGet();
            if (started.get() % 100 == 0) {
              throw new AssertionError("expected in this test");
            }
          });
    }
    Eventually.await(BOUND, "all ran", () -> started.get() == 3 * ClientThreads.MAX);
    assertThat(interrupted).hasValue(0);
  }

  @Test
  void closingInterruptsAll() {
    fill(this::untilTheEnd);
    threads.close();

    assertThat(interrupted).hasValue(ClientThreads.MAX);
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
