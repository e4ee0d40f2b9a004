package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of metrics in queries and texts, held against those that there are. */
public final class Metrics {
  /** One name, with the colons of what rules record. */
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w/-])redis_cluster[_:][\\w:]*\\w(?![\\w-])");

  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\|");
  private static final Pattern RECORDED = Pattern.compile("record: (\\S+)");

  /** Read once, because the tests ask for each query and for each page of the documentation. */
  private static final Set<String> KNOWN = read();

  private Metrics() {}

  public static Set<String> in(String text) {
    return NAME.matcher(text)
        .results()
        .map(name -> name.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Those in the text that neither the exporter has, by its list of metrics, nor a rule records.
   */
  public static Set<String> unknownIn(String text) {
    Set<String> unknown = in(text);
    unknown.removeAll(KNOWN);
    return unknown;
  }

  private static Set<String> read() {
    try {
      Stream<String> exported =
          ROW.matcher(Files.readString(Path.of("docs", "metrics.md")))
              .results()
              .flatMap(
                  row ->
                      row.group(2).equals("histogram")
                          ? Stream.of("", "_bucket", "_sum", "_count").map(row.group(1)::concat)
                          : Stream.of(row.group(1)));
      Stream<String> recorded =
          RECORDED.matcher(Files.readString(Alert.RULES)).results().map(rule -> rule.group(1));
      return Stream.concat(exported, recorded).collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
