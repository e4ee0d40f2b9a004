package io.github.redisclusterexporter.queue;

import java.util.Locale;

/** What kind of key a queue is; {@code AUTO} asks the server. */
public enum QueueType {
  AUTO,
  STREAM,
  LIST,
  ZSET,
  SET;

  /** As in the configuration and as TYPE answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
