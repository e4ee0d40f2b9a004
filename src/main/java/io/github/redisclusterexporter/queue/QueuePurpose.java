package io.github.redisclusterexporter.queue;

import java.util.Locale;

/** What a queue is for, so that alerts can distinguish work from entries that are only kept. */
public enum QueuePurpose {
  /** Workers take the entries. */
  WORK,
  /** Entries that failed permanently, for a person to inspect. */
  DEAD_LETTER,
  /** Entries that are kept for reading; no worker takes them. */
  LOG;

  /** As in the configuration and in the {@code purpose} label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
