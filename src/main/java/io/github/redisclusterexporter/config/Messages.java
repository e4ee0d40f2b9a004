package io.github.redisclusterexporter.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parts of the messages about a configuration. None of them shows what may be a password. */
public final class Messages {
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

  /** A key, which may be anything that somebody has put into the wrong place. */
  static String key(String text) {
    String shown = masked(text);
    return shown.equals(text) && !text.matches("[^.\"\\s]*") ? '"' + shown + '"' : shown;
  }

  private static String masked(String text) {
    String shown = HASH.matcher(text).replaceFirst("***");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
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
   * The known name that continues the unknown one or else has the smallest edit distance to it;
   * upper and lower case are the same.
   *
   * @param known at least one name
   */
  static String nearest(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    // "redis.pass" is three edits from "redis.name" and four from "redis.password".
    return known.stream()
        .min(
            Comparator.comparing((String name) -> !name.startsWith(wanted))
                .thenComparing(name -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
