package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object in the list of queues, read key by key. What nobody read in the end is unknown, so
 * that each kind of object has no other list of its keys than the code that reads them.
 */
public final class QueueItem {
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Problems problems;
  private final String path;
  private final ConfigObject object;
  private final TreeSet<String> known = new TreeSet<>();
  private boolean valid = true;

  /**
   * @param path such as {@code queues.2}
   */
  public QueueItem(Problems problems, String path, ConfigObject object) {
    this.problems = problems;
    this.path = path;
    this.object = object;
  }

  public ConfigObject object() {
    return object;
  }

  /** Whether nothing was found wrong with it so far. */
  public boolean isValid() {
    return valid;
  }

  public boolean has(String key) {
    known.add(key);
    return object.get(key) != null;
  }

  /** Reports something about the object as a whole. */
  public void invalid(String message) {
    valid = false;
    problems.add(path, Origins.of(object), message);
  }

  public void invalid(String key, String message) {
    ConfigValue value = object.get(key);
    valid = false;
    problems.add(path + "." + key, Origins.of(value == null ? object : value), message);
  }

  public Optional<String> text(String key) {
    return scalar(key, "text").flatMap(text -> named(key, text));
  }

  /** Several texts as a list, or as one text with commas; empty when the key is not there. */
  public List<String> texts(String key) {
    ConfigValue value = value(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof ConfigList list) {
      for (ConfigValue element : list) {
        if (element.valueType() == ConfigValueType.LIST
            || element.valueType() == ConfigValueType.OBJECT
            || element.valueType() == ConfigValueType.NULL) {
          invalid(key, "has an item that is " + Settings.words(element.valueType()) + ", not text");
        } else {
          named(key, String.valueOf(element.unwrapped())).ifPresent(texts::add);
        }
      }
    } else if (value != null) {
      scalar(key, "text or a list of texts").stream()
          .flatMap(text -> Arrays.stream(text.split(",", -1)))
          .filter(text -> !text.isBlank())
          .forEach(text -> named(key, text.strip()).ifPresent(texts::add));
    }
    return texts.stream().distinct().toList();
  }

  public int integer(String key, int otherwise, int min, int max) {
    return scalar(key, "a number")
        .map(
            text -> {
              if (text.matches("[0-9]{1,9}")
                  && Integer.parseInt(text) >= min
                  && Integer.parseInt(text) <= max) {
                return Integer.parseInt(text);
              }
              invalid(
                  key, Quoted.of(text) + " is not a whole number between " + min + " and " + max);
              return otherwise;
            })
        .orElse(otherwise);
  }

  public Optional<Duration> duration(String key) {
    return scalar(key, "a duration such as 30s or 5m")
        .flatMap(
            text -> {
              Duration value = parse(key, text);
              if (value == null || value.isNegative() || value.isZero()) {
                invalid(key, Quoted.of(text) + " is not a duration such as 30s or 5m");
              } else if (value.compareTo(LONGEST) > 0) {
                invalid(key, Quoted.of(text) + " is longer than a year");
              } else {
                return Optional.of(value);
              }
              return Optional.empty();
            });
  }

  private @Nullable Duration parse(String key, String text) {
    // HOCON takes a bare number for milliseconds.
    if (text.matches("\\s*[+-]?[0-9.]+\\s*")) {
      return null;
    }
    try {
      return object.toConfig().getDuration(key);
    } catch (ConfigException e) {
      return null;
    }
  }

  public <T> T choice(String key, T otherwise, List<T> choices, Function<T, String> label) {
    return scalar(key, "text")
        .map(
            text ->
                choices.stream()
                    .filter(choice -> label.apply(choice).equalsIgnoreCase(text))
                    .findFirst()
                    .orElseGet(
                        () -> {
                          invalid(
                              key,
                              Quoted.of(text)
                                  + " is not one of "
                                  + choices.stream().map(label).collect(Collectors.joining(", ")));
                          return otherwise;
                        }))
        .orElse(otherwise);
  }

  /** Reports the keys that no one read. */
  public void reportUnknown() {
    for (String key : new TreeSet<>(object.keySet())) {
      if (!known.contains(key)) {
        invalid(key, "unknown key; the nearest known key is " + NearestName.of(key, known));
      }
    }
  }

  private Optional<String> named(String key, String text) {
    if (text.isBlank()) {
      invalid(key, "is empty; leave it out, or give it a text");
      return Optional.empty();
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      invalid(key, "has control characters; expected plain text");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private @Nullable ConfigValue value(String key) {
    known.add(key);
    return object.get(key);
  }

  private Optional<String> scalar(String key, String expected) {
    ConfigValue value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    ConfigValueType type = value.valueType();
    if (type == ConfigValueType.LIST
        || type == ConfigValueType.OBJECT
        || type == ConfigValueType.NULL) {
      invalid(key, "is " + Settings.words(type) + "; expected " + expected);
      return Optional.empty();
    }
    // Keeps a number as it was written.
    return Optional.of(object.toConfig().getString("\"" + key + "\""));
  }
}
