package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.time.Duration;

/**
 * Limits how often a connection is attempted. The pauses are much shorter than a scrape interval,
 * so that the next scrape reaches a node that is up again, and long enough that frequent scrapes of
 * a node that is down do not cause many attempts.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration MAX = Duration.ofMillis(500);

  private Duration pause = Duration.ZERO;
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
    pause = pause.isZero() ? FIRST : pause.multipliedBy(2);
    if (pause.compareTo(MAX) > 0) {
      pause = MAX;
    }
    notBefore = Deadline.after(pause);
  }

  /** Also after a success: a server may close the connection after each reply. */
  void succeeded() {
    pause = Duration.ZERO;
    notBefore = Deadline.after(FIRST);
  }
}
