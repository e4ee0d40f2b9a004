package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.time.Duration;

/**
 * How often a connection may be tried again. The pauses are far below a scrape interval, so that a
 * node that comes back is seen by the next scrape, and long enough that frequent scrapes of a dead
 * node do not become a storm.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(500);

  private Duration pause = Duration.ZERO;
  private Deadline notBefore = Deadline.after(Duration.ZERO);

  /**
   * Waits until the next try is due, but at most half of the time that is left: a scraper in a
   * hurry must have the other half to connect in, or it would never see the node come back.
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
    if (pause.compareTo(LONGEST) > 0) {
      pause = LONGEST;
    }
    notBefore = Deadline.after(pause);
  }

  /** A server that closes after each answer is not dialled in a tight loop either. */
  void succeeded() {
    pause = Duration.ZERO;
    notBefore = Deadline.after(FIRST);
  }
}
