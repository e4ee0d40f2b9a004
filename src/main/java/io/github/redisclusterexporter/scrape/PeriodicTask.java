package io.github.redisclusterexporter.scrape;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Repeats a task on a thread of its own; each run returns when the next one is due. */
public final class PeriodicTask implements AutoCloseable {
  private final Thread thread;

  private PeriodicTask(Thread thread) {
    this.thread = thread;
  }

  /** Runs nothing: its thread is not started. */
  public static PeriodicTask none() {
    return new PeriodicTask(new Thread());
  }

  /**
   * Runs the task now and again until it is closed.
   *
   * @param task returns how long until its next run is due. An overdue run follows immediately;
   *     missed runs are not repeated
   */
  public static PeriodicTask start(String name, Supplier<Duration> task) {
    Thread thread = new Thread(() -> repeat(task), name);
    thread.setDaemon(true);
    thread.start();
    return new PeriodicTask(thread);
  }

  private static void repeat(Supplier<Duration> task) {
    while (!Thread.currentThread().isInterrupted()) {
      long pause = task.get().toNanos();
      try {
        TimeUnit.NANOSECONDS.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does not wait for a run that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
