package io.github.redisclusterexporter.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what was probably meant by a misspelt name. */
final class NearestName {
  private NearestName() {}

  /**
   * The known name that continues the unknown one or else has the smallest edit distance to it;
   * upper and lower case are the same.
   *
   * @param known at least one name
   */
  static String of(String unknown, Collection<String> known) {
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
