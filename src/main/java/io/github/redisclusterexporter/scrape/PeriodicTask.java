package io.github.redisclusterexporter.scrape;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Repeats a task on a thread of its own; each run returns when the next one is due. */
public final class PeriodicTask implements AutoCloseable {
  private final Supplier<Duration> task;
  private final Thread thread;
  private volatile boolean closed;

  private PeriodicTask(String name, Supplier<Duration> task) {
    this.task = task;
    this.thread = new Thread(this::repeat, name);
    thread.setDaemon(true);
  }

  /** Runs nothing: its thread is not started. */
  public static PeriodicTask none() {
    return new PeriodicTask("none", () -> Duration.ZERO);
  }

  /**
   * Runs the task now and again until it is closed.
   *
   * @param task returns how long until its next run is due. An overdue run follows immediately;
   *     missed runs are not repeated
   */
  public static PeriodicTask start(String name, Supplier<Duration> task) {
    PeriodicTask started = new PeriodicTask(name, task);
    started.thread.start();
    return started;
  }

  private void repeat() {
    // Not by the interrupt alone, which a run may have taken for itself.
    while (!closed && !Thread.currentThread().isInterrupted()) {
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
    closed = true;
    thread.interrupt();
  }
}
