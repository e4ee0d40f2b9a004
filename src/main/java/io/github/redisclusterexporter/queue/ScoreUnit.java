package io.github.redisclusterexporter.queue;

import java.util.Locale;

/** What the scores of a sorted set say of time. */
public enum ScoreUnit {
  /** Nothing: they are priorities, positions, or when the entry expires. */
  NONE,
  /** Seconds since 1970, with or without a fraction. */
  SECONDS,
  /** Milliseconds since 1970. */
  MILLISECONDS,
  /** Milliseconds since 1970 times 4096, plus a counter, as BullMQ delays jobs. */
  BULLMQ;

  /** As in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
