package io.github.redisclusterexporter.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Waits for a condition with a time limit. Tests do not wait in any other way. */
public final class Eventually {
  /**
   * How long tests wait for what a healthy machine does sooner or later: a process starts or ends,
   * the nodes of a cluster agree. It is no requirement: it is long, because a process of a machine
   * that is much too busy may get no processor time, or wait for the disk, for many seconds.
   */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  private Eventually() {}

  /** As {@link #await(Duration, String, Callable)}, for at most {@link #PATIENCE}. */
  public static void await(String what, Callable<Boolean> condition) {
    await(PATIENCE, what, condition);
  }

  /**
   * Evaluates the condition until it is true. An exception counts as false.
   *
   * @param what completes the message "not within 5 s: ..."
   * @throws AssertionError when the time has passed; its cause is the last exception of the
   *     condition
   */
  public static void await(Duration bound, String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + bound.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    @Nullable Exception last = null;
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what, last);
      }
      pause(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
