package io.github.redisclusterexporter.node;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The value of a composed field, {@code name=value,name=value}, as in {@code cmdstat_get}, {@code
 * db0} and {@code slave0}.
 */
public final class InfoPairs {
  private final String owner;
  private final Map<String, String> values;

  private InfoPairs(String owner, Map<String, String> values) {
    this.owner = owner;
    this.values = values;
  }

  /**
   * Parses what has the form of a pair, and ignores all else.
   *
   * @param owner the field's own name, for errors
   */
  public static InfoPairs parse(String owner, String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return new InfoPairs(owner, values);
  }

  /**
   * The value as a number; empty when there is no such name.
   *
   * @throws MalformedReplyException when the value is not a finite number
   */
  public OptionalDouble number(String name) {
    String value = values.get(name);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Numbers.parse(owner + " " + name, value));
  }

  /** The value as a number; empty when there is no such name or it is not a finite number. */
  public OptionalDouble readable(String name) {
    try {
      return number(name);
    } catch (MalformedReplyException e) {
      return OptionalDouble.empty();
    }
  }
}
