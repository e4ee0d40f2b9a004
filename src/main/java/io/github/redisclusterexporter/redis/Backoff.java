package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.time.Duration;

/**
 * Limits how often a connection is attempted. The pauses are much shorter than a scrape interval,
 * so that the next scrape reaches a node that is up again, and long enough that frequent scrapes of
 * a node that is down do not cause many attempts.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long MAX_MILLIS = 500;

  private long pauseMillis;
  private Deadline notBefore = Deadline.after(Duration.ZERO);

  /**
   * Waits until the next attempt is allowed, but at most half of the time to the deadline. A scrape
   * with a short timeout needs the other half to connect; otherwise it would never reach a node
   * that is up again.
   */
  void await(Deadline deadline) throws RedisException {
    try {
      Thread.sleep(Math.min(notBefore.remaining().toMillis(), deadline.remaining().toMillis() / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(Fault.CONNECT_OTHER, "interrupted while waiting to connect", e);
    }
  }

  void failed() {
    pauseMillis = Math.min(MAX_MILLIS, Math.max(FIRST_MILLIS, 2 * pauseMillis));
    notBefore = Deadline.after(Duration.ofMillis(pauseMillis));
  }

  /** Also after a success: a server may close the connection after each reply. */
  void succeeded() {
    pauseMillis = 0;
    notBefore = Deadline.after(Duration.ofMillis(FIRST_MILLIS));
  }
}
