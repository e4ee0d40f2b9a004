package io.github.redisclusterexporter.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A metric that the exporter has, by its list of metrics.
 *
 * @param type counter, gauge, histogram, summary or info
 * @param labels those that Prometheus adds included
 */
record Exported(String type, Set<String> labels) {
  private static final Set<String> ALWAYS = Set.of("redis_cluster", "instance", "pod", "job");
  private static final Set<String> COUNTED = Set.of("counter", "histogram", "summary");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\|");
  private static final Pattern LABEL = Pattern.compile("\\w+");

  /** By the names of their series. */
  static Map<String, Exported> all() {
    Map<String, Exported> all = new TreeMap<>();
    ROW.matcher(text())
        .results()
        .forEach(
            row -> {
              Exported metric = new Exported(row.group(2), labels(row.group(3)));
              if (metric.type().equals("histogram")) {
                metric.labels().add("le");
                for (String suffix : new String[] {"_bucket", "_sum", "_count"}) {
                  all.put(row.group(1) + suffix, metric);
                }
              } else if (metric.type().equals("summary")) {
                all.put(row.group(1) + "_sum", metric);
                all.put(row.group(1) + "_count", metric);
              } else {
                all.put(row.group(1), metric);
              }
            });
    return all;
  }

  boolean isCounted() {
    return COUNTED.contains(type);
  }

  private static String text() {
    try {
      return Files.readString(Path.of("docs", "metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> labels(String cell) {
    Set<String> labels =
        LABEL
            .matcher(cell)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    labels.addAll(ALWAYS);
    return labels;
  }
}
