package io.github.redisclusterexporter.scrape;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats a look on a thread of its own, each when the one before says that it is due. */
public final class PeriodicTask implements AutoCloseable {
  private final @Nullable Thread thread;

  private PeriodicTask(@Nullable Thread thread) {
    this.thread = thread;
  }

  /** Nothing is ever looked at. */
  public static PeriodicTask none() {
    return new PeriodicTask(null);
  }

  /**
   * PeriodicTask at once, and from then on.
   *
   * @param look tells how long until the next one is due; one that is overdue follows at once, and
   *     what was missed is not made up for
   */
  public static PeriodicTask start(String name, Supplier<Duration> look) {
    Thread thread = new Thread(() -> repeat(look), name);
    thread.setDaemon(true);
    thread.start();
    return new PeriodicTask(thread);
  }

  private static void repeat(Supplier<Duration> look) {
    while (!Thread.currentThread().isInterrupted()) {
      long pause = look.get().toNanos();
      try {
        TimeUnit.NANOSECONDS.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does not wait for a look that is under way. */
  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
