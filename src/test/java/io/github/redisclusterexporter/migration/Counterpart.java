package io.github.redisclusterexporter.migration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this exporter has for a metric of redis_exporter.
 *
 * @param labels in addition to those of the node
 * @param here a query that gives the same value; otherwise a sentence
 */
record Counterpart(String name, Kind kind, List<String> labels, String here) {
  enum Kind {
    SAME("="),
    OTHER_FORM("+"),
    NONE("-");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    private static Kind of(String sign) {
      return Stream.of(values()).filter(kind -> kind.sign.equals(sign)).findFirst().orElseThrow();
    }
  }

  /** How redis_exporter writes a label of this exporter. */
  private record Rename(String from, String to, String pattern, String replacement) {}

  private static final Pattern LINE = Pattern.compile("(\\w+) \\| ([=+-])(.*?) \\| (.+)");

  private static final List<Rename> RENAMES =
      List.of(
          new Rename("db", "db", "(.+)", "db$1"),
          new Rename("error", "err", "(.+)", "$1"),
          new Rename("version", "redis_version", "(.+)", "$1"),
          new Rename("role", "role", "primary", "master"),
          new Rename("role", "role", "replica", "slave"));

  private static final Rename INSTANCE = new Rename("node", "instance", "(.+)", "$1");

  static List<Counterpart> all() throws IOException {
    return lines("counterparts.txt").map(Counterpart::parse).toList();
  }

  /** The names that redis_exporter had on its pages, with their types and the servers. */
  static List<String> captured() throws IOException {
    return lines("metrics-1.86.txt").toList();
  }

  private static Stream<String> lines(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Counterpart.class.getResourceAsStream("/redis-exporter/" + resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(line -> !line.startsWith("#")).toList().stream();
    }
  }

  private static Counterpart parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(line);
    }
    String labels = parts.group(3).strip();
    return new Counterpart(
        parts.group(1),
        Kind.of(parts.group(2)),
        labels.isEmpty() ? List.of() : List.of(labels.split(", ", -1)),
        parts.group(4));
  }

  /** The expression of the recording rule: one series for a node, however many exporters ask it. */
  String expression() {
    String grouped =
        "max by (%s) (%s)"
            .formatted(
                String.join(
                    ", ",
                    Stream.concat(
                            Stream.of("redis_cluster", "job", "namespace", "node"), labels.stream())
                        .toList()),
                here);
    String renamed = rename(grouped, INSTANCE);
    for (Rename rename : RENAMES) {
      if (labels.contains(rename.from())) {
        renamed = rename(renamed, rename);
      }
    }
    return renamed;
  }

  private static String rename(String expression, Rename rename) {
    return "label_replace(%s, \"%s\", \"%s\", \"%s\", \"%s\")"
        .formatted(expression, rename.to(), rename.replacement(), rename.from(), rename.pattern());
  }

  /** The row of the table in the documentation. */
  String row() {
    String cell = (kind == Kind.SAME ? "`" + here + "`" : here).replace("|", "\\|");
    return switch (kind) {
      case SAME -> "| `%s` | %s | same, by a rule |\n".formatted(name, cell);
      case OTHER_FORM -> "| `%s` | %s | other form |\n".formatted(name, cell);
      case NONE -> "| `%s` | – | %s |\n".formatted(name, cell);
    };
  }
}
