package io.github.redisclusterexporter.redis;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what does not end by itself: runs an action at a deadline unless it is called off. */
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  Watchdog() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "watchdog");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  /** A pending action; closing it calls the action off. */
  record Guard(Future<?> action) implements AutoCloseable {
    @Override
    public void close() {
      action.cancel(false);
    }
  }

  Guard guard(Runnable action, Deadline deadline) {
    return new Guard(
        executor.schedule(action, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
