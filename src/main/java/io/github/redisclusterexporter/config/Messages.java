package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Parts of the messages about a configuration. None of them shows what may be a password. */
public final class Messages {
  /** The origin of a value that no source sets. */
  static final String DEFAULT = "default";

  private static final int LONGEST = 80;

  /** What may be a hash of a password, and what follows it. */
  private static final Pattern HASH = Pattern.compile("\\$[0-9a-z]+\\$.*", Pattern.DOTALL);

  private Messages() {}

  /** A value in quotes, shortened. */
  public static String quoted(String text) {
    // Before an '@' there may be a user and a password, whatever the key was meant for.
    String shown = text.indexOf('@') < 0 ? text : "***" + text.substring(text.lastIndexOf('@'));
    return "'" + masked(shown) + "'";
  }

  /** The path of a key, which may be anything that somebody has put into the wrong place. */
  static String path(String section, String key) {
    String shown = masked(key);
    boolean plain = !shown.equals(key) || key.matches("[^.\"\\s]*");
    return (section.isEmpty() ? "" : section + ".") + (plain ? shown : '"' + shown + '"');
  }

  private static String masked(String text) {
    String shown = HASH.matcher(text).replaceFirst("***");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
  }

  /** The type of a value. */
  static String type(ConfigValue value) {
    return switch (value.valueType()) {
      case LIST -> "a list";
      case OBJECT -> "a section";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case STRING -> "text";
    };
  }

  /** A file and line, an environment variable, a system property, or {@code default}. */
  static String origin(ConfigOrigin origin) {
    if (origin.filename() != null && origin.lineNumber() > 0) {
      return origin.filename() + ":" + origin.lineNumber();
    }
    String description = origin.description();
    boolean isDefault = origin.filename() == null && description.startsWith(DEFAULT + ":");
    return isDefault ? DEFAULT : description;
  }

  /** As the constants are written in a configuration. */
  static String names(Collection<? extends Enum<?>> constants) {
    return constants.stream()
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  static String unknownKey(String key, Collection<String> known) {
    return "unknown key; the nearest known key is " + nearest(key, known);
  }

  static String expectedSection(Collection<String> keys) {
    return "is a section; expected one or more of its keys: " + String.join(", ", keys);
  }

  /** Why a file cannot be read, without its name, which may be a secret; null when it can. */
  static @Nullable String fileProblem(Path file) {
    if (!Files.exists(file)) {
      return "the file does not exist";
    }
    if (Files.isDirectory(file)) {
      return "is a directory; expected a file";
    }
    return Files.isReadable(file) ? null : "the file cannot be read; check its owner and mode";
  }

  /**
   * The known name that continues the unknown one, or else is the same in a section, or else has
   * the smallest edit distance to it; upper and lower case are the same.
   *
   * @param known at least one name
   */
  static String nearest(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    // "redis.pass" is three edits from "redis.name" and four from "redis.password".
    return known.stream()
        .min(
            Comparator.comparing((String name) -> !name.toLowerCase(Locale.ROOT).startsWith(wanted))
                .thenComparing(name -> !name.toLowerCase(Locale.ROOT).endsWith("." + wanted))
                .thenComparing(name -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  static int distance(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = i - 1;
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
