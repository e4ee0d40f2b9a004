package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Does things again and again, each in a thread of its own, until it is closed or one fails. */
final class Repeating implements AutoCloseable {
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  void start(Runnable work) {
    Thread thread = new Thread(() -> run(work), "repeating-" + threads.size());
    threads.add(thread);
    thread.start();
  }

  private void run(Runnable work) {
    try {
      while (!closed) {
        work.run();
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  /** Waits while it goes on; fails as soon as something that is repeated did. */
  void await(String what, Callable<Boolean> condition) {
    Eventually.await(what, () -> !failures.isEmpty() || condition.call());
    assertNothingFailed();
  }

  void assertNothingFailed() {
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(Eventually.PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting", e);
      }
    }
  }
}
