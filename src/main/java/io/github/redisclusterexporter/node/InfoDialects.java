package io.github.redisclusterexporter.node;

import java.util.Comparator;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Translates INFO of other products to the names and values of Redis. */
final class InfoDialects {
  private static final Pattern FURTHER_LINK =
      Pattern.compile("^master_(?:global|\\d+)_(link_status|sync_in_progress):");

  /** The lines of a link to a primary that works. */
  private static final Pattern GOOD_LINK =
      Pattern.compile("^master_(?:link_status:up|sync_in_progress:0)$");

  /** By a field that only this product has. */
  private static final Map<String, UnaryOperator<Stream<String>>> DIALECTS =
      Map.of(
          "dragonfly_version", InfoDialects::dragonfly,
          "garnet_version", InfoDialects::garnet,
          "master_global_link_status", InfoDialects::keydb);

  private InfoDialects() {}

  /** The fields of a reply, with the names and values that Redis would write. */
  static FieldIndex parse(String text) {
    FieldIndex fields = lines(text);
    for (Map.Entry<String, UnaryOperator<Stream<String>>> dialect : DIALECTS.entrySet()) {
      if (fields.find(dialect.getKey()) >= 0) {
        return lines(dialect.getValue().apply(text.lines()).collect(Collectors.joining("\n")));
      }
    }
    return fields;
  }

  private static FieldIndex lines(String text) {
    return new FieldIndex(text, '\n', ':');
  }

  /** What is not measured is -1, which is never a measurement. Links repeat the names of fields. */
  private static Stream<String> dragonfly(Stream<String> lines) {
    return worstLinkLast(
        lines
            .filter(line -> !line.endsWith(":-1"))
            .map(line -> line.replaceFirst("^max_clients:", "maxclients:")));
  }

  /** Fields of further links have a number; another field tells of all of them. */
  private static Stream<String> keydb(Stream<String> lines) {
    return worstLinkLast(lines.map(line -> FURTHER_LINK.matcher(line).replaceFirst("master_$1:")));
  }

  private static Stream<String> garnet(Stream<String> lines) {
    return lines
        .filter(line -> !line.endsWith(":N/A"))
        .map(
            line ->
                switch (line) {
                  case "master_sync_in_progress:True" -> "master_sync_in_progress:1";
                  case "master_sync_in_progress:False" -> "master_sync_in_progress:0";
                  default -> line;
                });
  }

  /** Of several fields with the same name, the last one counts. */
  private static Stream<String> worstLinkLast(Stream<String> lines) {
    return lines.sorted(Comparator.comparing(line -> !GOOD_LINK.matcher(line).find()));
  }
}
