package io.github.redisclusterexporter.queue;

import java.util.Locale;

/**
 * Where the age of a list is written.
 *
 * @param oldest the end from which workers take
 * @param field of the JSON object that each element is: the time when it was put there
 */
public record ListAge(End oldest, String field) {

  /** An end of a list. */
  public enum End {
    HEAD,
    TAIL;

    /** As in the configuration. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
