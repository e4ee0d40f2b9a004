package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Texts as values of other types. */
public final class Scalars {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Scalars() {}

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

  static Optional<Duration> duration(String text) {
    try {
      return Optional.of(ConfigValueFactory.fromAnyRef(text).atKey("value").getDuration("value"));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with a text as a duration up to the longest; empty when nothing is. */
  static Optional<String> durationProblem(String text, Duration longest) {
    // HOCON takes a bare number for milliseconds; most people who write "3" mean seconds.
    if (text.matches("\\s*[+-]?[0-9.]+\\s*")) {
      return Optional.of("has no unit; expected a duration such as 500ms or 3s");
    }
    Optional<Duration> duration = duration(text);
    if (duration.isEmpty()) {
      return Optional.of("is not a duration; expected one such as 500ms or 3s");
    }
    return duration.get().compareTo(SHORTEST) < 0 || duration.get().compareTo(longest) > 0
        ? Optional.of("is out of range; expected a duration from 1ms to " + inWords(longest))
        : Optional.empty();
  }

  /** For bounds, which are whole days, hours or seconds. */
  private static String inWords(Duration bound) {
    if (bound.toDays() > 0) {
      return bound.toDays() + "d";
    }
    return bound.toHours() > 0 ? bound.toHours() + "h" : bound.toSeconds() + "s";
  }
}
