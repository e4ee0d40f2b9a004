package io.github.redisclusterexporter.scrape;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats a look on a thread of its own, each when the one before says that it is due. */
final class Looks implements AutoCloseable {
  private final @Nullable Thread thread;

  private Looks(@Nullable Thread thread) {
    this.thread = thread;
  }

  /** Nothing is ever looked at. */
  static Looks none() {
    return new Looks(null);
  }

  /**
   * Looks at once, and from then on.
   *
   * @param look tells how long until the next one is due; one that is overdue follows at once, and
   *     what was missed is not made up for
   */
  static Looks start(String name, Supplier<Duration> look) {
    Thread thread = new Thread(() -> repeat(look), name);
    thread.setDaemon(true);
    thread.start();
    return new Looks(thread);
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
