package io.github.redisclusterexporter.queue;

import java.util.Locale;

/** What a queue is for, so that an alert can tell work from what is only kept. */
public enum QueuePurpose {
  /** Something is meant to take the entries out. */
  WORK,
  /** What failed for good: a person is meant to look. */
  DEAD_LETTER,
  /** Kept for reading; nothing takes it out. */
  LOG;

  /** As in the configuration and in the {@code purpose} label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
