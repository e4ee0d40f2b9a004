package io.github.redisclusterexporter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Values by key and type. A value that cannot be read is reported, and the default stands in for it
 * so that the reading goes on to the next problem.
 */
public final class Settings {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Config values;
  private final Reference reference;
  private final Problems problems;
  private final boolean complete;

  /**
   * @param complete false when the file could not be read: what it would have set is not known
   */
  Settings(Config values, Reference reference, Problems problems, boolean complete) {
    this.values = values;
    this.reference = reference;
    this.problems = problems;
    this.complete = complete;
  }

  /** Reports a value that is wrong by itself. */
  public void invalid(String key, String message) {
    problems.add(key, origin(key), message);
  }

  /** Reports a value that is wrong beside others, unless those others are not all known. */
  public void conflict(String key, String message) {
    if (complete) {
      invalid(key, message);
    }
  }

  /** Where to report what is wrong inside a value. */
  public Problems problems() {
    return problems;
  }

  /** Whether nothing was found wrong with the key so far. */
  public boolean valid(String key) {
    return !problems.concern(key);
  }

  /** Whether there is a value at all, right or wrong. */
  public boolean isSet(String key) {
    return !"".equals(value(key).unwrapped());
  }

  public String origin(String key) {
    return Origins.of(value(key));
  }

  /** {@code key (origin)}, to name another key in a message. */
  public String name(String key) {
    return key + " (" + origin(key) + ")";
  }

  public ConfigValue value(String key) {
    return values.getValue(key);
  }

  public SortedSet<String> namesIn(String section) {
    return reference.namesIn(section);
  }

  public boolean bool(String key) {
    return scalar(key, "true or false")
        .flatMap(
            text -> {
              Optional<Boolean> value = parseBool(text);
              if (value.isEmpty()) {
                invalid(key, Quoted.of(text) + " is neither true nor false");
              }
              return value;
            })
        .orElseGet(() -> reference.defaults().getBoolean(key));
  }

  public int integer(String key, int min, int max) {
    return scalar(key, "a number")
        .flatMap(
            text -> {
              Optional<Integer> value = parseInteger(text, min, max);
              if (value.isEmpty()) {
                String range = "a whole number between " + min + " and " + max;
                invalid(key, Quoted.of(text) + " is not " + range);
              }
              return value;
            })
        .orElseGet(() -> reference.defaults().getInt(key));
  }

  /** Between a millisecond, as sockets take zero for "for ever", and an hour. */
  public Duration duration(String key) {
    return duration(key, LONGEST);
  }

  /** As {@link #duration(String)}, with another end of the range. */
  public Duration duration(String key, Duration longest) {
    return scalar(key, "a duration such as 500ms or 3s")
        .flatMap(text -> parseDuration(key, text, longest))
        .orElseGet(() -> reference.defaults().getDuration(key));
  }

  /** A text; absent when it is empty. */
  public Optional<String> text(String key) {
    return scalar(key, "text").filter(text -> !text.isEmpty());
  }

  /** A file that can be read. Its name is not printed: people put the secret itself there. */
  public Optional<Path> file(String key) {
    return text(key)
        .flatMap(
            text -> {
              try {
                Path file = Path.of(text);
                String problem = ReadableFile.problem(file);
                if (problem != null) {
                  invalid(key, problem);
                }
                return Optional.of(file);
              } catch (InvalidPathException e) {
                invalid(key, "is not the name of a file");
                return Optional.empty();
              }
            });
  }

  public Optional<String> scalar(String key, String expected) {
    ConfigValueType type = value(key).valueType();
    if (type == ConfigValueType.LIST || type == ConfigValueType.OBJECT) {
      invalid(key, "is " + words(type) + "; expected " + expected);
      return Optional.empty();
    }
    // Not unwrapped(): this keeps a number as it was written, such as a password with leading
    // zeros.
    return Optional.of(values.getString(key));
  }

  public static String words(ConfigValueType type) {
    return switch (type) {
      case LIST -> "a list";
      case OBJECT -> "a section";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case STRING -> "text";
    };
  }

  public static Optional<Boolean> parseBool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> Optional.of(true);
      case "false", "no", "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> parseInteger(String text, int min, int max) {
    if (!text.matches("-?[0-9]{1,9}")) {
      return Optional.empty();
    }
    int value = Integer.parseInt(text);
    return value < min || value > max ? Optional.empty() : Optional.of(value);
  }

  private Optional<Duration> parseDuration(String key, String text, Duration longest) {
    // HOCON takes a bare number for milliseconds; most who write "timeout = 3" mean seconds.
    if (text.matches("\\s*[+-]?[0-9.]+\\s*")) {
      invalid(key, Quoted.of(text) + " has no unit; expected a duration such as 500ms or 3s");
      return Optional.empty();
    }
    Duration value;
    try {
      value = values.getDuration(key);
    } catch (ConfigException e) {
      invalid(key, Quoted.of(text) + " is not a duration; expected one such as 500ms or 3s");
      return Optional.empty();
    }
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
      String end = longest.toHours() > 0 ? longest.toHours() + "h" : longest.toSeconds() + "s";
      invalid(key, Quoted.of(text) + " is out of range; expected a duration from 1ms to " + end);
      return Optional.empty();
    }
    return Optional.of(value);
  }
}
