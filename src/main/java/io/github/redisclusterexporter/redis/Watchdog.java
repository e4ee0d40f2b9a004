package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs an action at a deadline unless it is cancelled; ends operations that have no timeout. */
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

  /** A scheduled action. Closing it cancels the action. */
  interface Timer extends AutoCloseable {
    @Override
    void close();
  }

  Timer schedule(Runnable action, Deadline deadline) {
    try {
      Future<?> scheduled =
          executor.schedule(action, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      // The watchdog is closed: no operation may start to wait.
      action.run();
      return () -> {};
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
