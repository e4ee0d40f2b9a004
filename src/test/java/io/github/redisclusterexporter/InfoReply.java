package io.github.redisclusterexporter;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fields of INFO and CLUSTER INFO of a node. Read here by hand on purpose, as {@link
 * ScrapedPage} is: what is under test must not judge its own reading.
 *
 * @param fields the values by field; a part of a composed field by both names, as in {@code
 *     db0.keys}
 */
record InfoReply(Map<String, String> fields) {

  static InfoReply parse(String... replies) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : String.join("\n", replies).split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1);
        fields.put(name, value);
        for (String part : value.split(",", -1)) {
          int equals = part.indexOf('=');
          if (equals > 0) {
            fields.put(name + "." + part.substring(0, equals), part.substring(equals + 1));
          }
        }
      }
    }
    return new InfoReply(fields);
  }

  Optional<String> text(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  boolean isReplica() {
    return text("role").equals(Optional.of("slave"));
  }

  /**
   * The names of all fields that begin so, with that beginning cut off.
   *
   * @param end how they also have to end; it is cut off as well
   */
  Map<String, String> family(String beginning, String end) {
    Map<String, String> family = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.startsWith(beginning) && name.endsWith(end)) {
            family.put(name.substring(beginning.length(), name.length() - end.length()), value);
          }
        });
    return family;
  }
}
