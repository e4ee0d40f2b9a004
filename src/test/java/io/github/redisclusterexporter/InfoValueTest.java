package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** InfoValuesIT compares each field of INFO that has a metric. */
class InfoValueTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| [^|]+ \\| (`redis_cluster_[^|]+) \\|");

  /** The first is compared by its labels; the others decide whether a series is there. */
  private static final Set<String> OTHERWISE = Set.of("redis_cluster_errors_total");

  private static final Set<String> CONDITIONS = Set.of("server_time_usec");

  @Test
  void eachFieldAndEachMetricIsCompared() throws IOException {
    Set<String> fields = new TreeSet<>();
    Set<String> metrics = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs", "development", "info-fields.md")));
    while (row.find()) {
      fields.add(row.group(1).replace("dbN ", "db0."));
      metrics.addAll(Set.of(row.group(2).replace("`", "").split(", ", -1)));
    }
    metrics.removeAll(OTHERWISE);
    fields.removeAll(CONDITIONS);

    assertThat(fields).hasSizeGreaterThan(100);
    assertThat(InfoValue.all().stream().flatMap(value -> value.fields().stream()))
        .containsAll(fields);
    assertThat(InfoValue.all().stream().map(InfoValue::metric)).containsAll(metrics);
  }
}
