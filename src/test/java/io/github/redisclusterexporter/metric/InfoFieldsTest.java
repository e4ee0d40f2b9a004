package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.GeneratedFile;
import io.github.redisclusterexporter.testing.InfoFields;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Each numeric field of each version has a metric or a reason why it has none. */
@Order(1)
class InfoFieldsTest {
  private static final Set<Collector> READ =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO);

  private static final Catalog CATALOG = Catalogs.full();
  private static final ClusterMetrics METRICS =
      new ClusterMetrics(
          "test",
          CATALOG,
          (collectors, timeout) -> {
            throw new AssertionError("the test has the scrapes");
          },
          new ExporterCounters());

  /** Their metrics are absent in the captured replies. */
  private static final Pattern IDLE =
      Pattern.compile(
          "(?m)^(aof_current_rewrite_time_sec|current_cow_peak|module_fork_last_cow_size"
              + "|paused_timeout_milliseconds|rdb_current_bgsave_time_sec|second_repl_offset):.*$");

  private static final String HEAD =
      """
      # Fields of INFO

      <!-- Generated from the replies of real servers by InfoFieldsTest; run it with -Ddocs.update=true. -->

      The numeric fields of INFO and CLUSTER INFO, the metrics that have no value or another one without the field, and the
      reason if there are none. A part of a composed field follows its name, as in `dbN keys`; N is a number. A server with
      a field that is not in this table fails `InfoFieldsIT`. `InfoValuesIT` compares the metrics on the page with these fields.

      | field | versions | metrics, or why there are none |
      |---|---|---|
      """;

  /** The metrics of each field, over all versions. */
  private final Map<String, Set<String>> metrics = new TreeMap<>();

  private final Map<String, Set<String>> versions = new TreeMap<>();

  @Test
  void eachFieldHasAMetricOrAReason() throws IOException {
    for (String version : InfoFields.VERSIONS) {
      for (String role : List.of("primary", "replica")) {
        find(version, role, IDLE.matcher(InfoFields.captured(version, role)).replaceAll("$1:1"));
      }
    }
    Map<String, String> reasons = InfoFields.notExported();
    Set<String> used = new TreeSet<>();
    StringBuilder page = new StringBuilder(HEAD);
    List<String> missing = new ArrayList<>();
    metrics.forEach(
        (field, names) -> {
          Optional<String> pattern = reasons.keySet().stream().filter(field::matches).findFirst();
          if (names.isEmpty() && pattern.isEmpty()) {
            missing.add(field);
          }
          String text =
              names.isEmpty()
                  ? reasons.getOrDefault(pattern.orElse(""), "")
                  : "`" + String.join("`, `", names) + "`";
          if (names.isEmpty()) {
            used.add(pattern.orElse(""));
          }
          page.append(
              "| `%s` | %s | %s |\n"
                  .formatted(
                      field, String.join(", ", versions.getOrDefault(field, Set.of())), text));
        });
    assertThat(missing).as("fields without a metric and without a reason").isEmpty();
    assertThat(used).as("reasons for fields").containsAll(reasons.keySet());
    GeneratedFile.check(
        Path.of("docs", "development", "info-fields.md"), "docs.update", page.toString());
  }

  private void find(String version, String role, String text) {
    Map<String, List<Object>> whole = page(role, text);
    for (String field : InfoFields.numeric(text)) {
      Map<String, List<Object>> without = page(role, InfoFields.without(text, field));
      Set<String> names = metrics.computeIfAbsent(field, each -> new TreeSet<>());
      versions.computeIfAbsent(field, each -> new TreeSet<>()).add(version);
      Stream.concat(whole.keySet().stream(), without.keySet().stream())
          .filter(name -> !Objects.equals(whole.get(name), without.get(name)))
          .forEach(names::add);
    }
  }

  /** The values of each metric; writing them as text would take most of the time of the test. */
  private static Map<String, List<Object>> page(String role, String text) {
    int cluster = text.indexOf("# Cluster info");
    CapturedNode captured =
        CapturedNode.of("redis-7.0.15", role)
            .with("INFO", text.substring(0, cluster))
            .with("CLUSTER INFO", text.substring(cluster));
    ScrapeResult scrape = Exposition.scrape(Exposition.snapshot(Nodes.of(role, captured, READ)));
    return METRICS.read(CATALOG.groups(), scrape).stream()
        .collect(
            Collectors.toMap(
                DataPoints::name,
                points ->
                    points.snapshot().getDataPoints().stream()
                        .map(InfoFieldsTest::labelsAndValue)
                        .toList()));
  }

  private static Object labelsAndValue(DataPointSnapshot point) {
    Object value = "";
    if (point instanceof GaugeDataPointSnapshot gauge) {
      value = gauge.getValue();
    } else if (point instanceof CounterDataPointSnapshot counter) {
      value = counter.getValue();
    } else {
      assertThat(point)
          .as("no histogram is read from INFO")
          .isInstanceOf(InfoDataPointSnapshot.class);
    }
    return List.of(point.getLabels(), value);
  }
}
