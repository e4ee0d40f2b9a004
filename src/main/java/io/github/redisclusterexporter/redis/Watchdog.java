package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
    try {
      return new Guard(
          executor.schedule(action, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      // Closed: nothing may begin to wait any more.
      action.run();
      return new Guard(CompletableFuture.completedFuture(null));
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
