package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Scalar values as text, and texts as values of other types. */
public final class Scalars {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Scalars() {}

  /** A text, a number or a boolean, as it was written; empty for values of other types. */
  static Optional<String> text(ConfigValue value) {
    return switch (value.valueType()) {
      // unwrapped() would change a number, such as a password with leading zeros.
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("value").getString("value"));
      case LIST, OBJECT, NULL -> Optional.empty();
    };
  }

  /** True and false, with the other words that HOCON and YAML have for them. */
  public static Optional<Boolean> bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> Optional.of(true);
      case "false", "no", "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static Optional<Integer> integer(String text) {
    return text.matches("-?[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  /**
   * A duration from a millisecond to the longest.
   *
   * @throws IllegalArgumentException with what is wrong with the text, which is put before it
   */
  static Duration duration(String text, Duration longest) {
    // HOCON takes a bare number for milliseconds; most people who write "3" mean seconds.
    if (text.matches("\\s*[+-]?[0-9.]+\\s*")) {
      throw new IllegalArgumentException("has no unit; expected a duration such as 500ms or 3s");
    }
    Duration duration;
    try {
      duration = ConfigValueFactory.fromAnyRef(text).atKey("value").getDuration("value");
    } catch (ConfigException e) {
      throw new IllegalArgumentException("is not a duration; expected one such as 500ms or 3s", e);
    }
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "is out of range; expected a duration from 1ms to " + inWords(longest));
    }
    return duration;
  }

  /** For bounds, which are whole days, hours or seconds. */
  private static String inWords(Duration bound) {
    if (bound.toDays() > 0) {
      return bound.toDays() + "d";
    }
    return bound.toHours() > 0 ? bound.toHours() + "h" : bound.toSeconds() + "s";
  }
}
