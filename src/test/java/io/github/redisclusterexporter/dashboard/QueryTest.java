package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.alert.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the queries without asking them. */
class QueryTest {
  private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Set<String> OF_ALERTS =
      Set.of("alertname", "alertstate", "component", "severity", "runbook");
  private static final Set<String> SAMPLED = Set.of("rate", "increase", "resets");
  private static final String OF_EXPORTERS = "redis_cluster_exporter_";
  private static final String OF_THE_JVM = "jvm_";

  private static final Map<String, Exported> EXPORTED = Exported.all();

  static List<DashboardFile.Target> targets() throws IOException {
    return DashboardFile.all().stream().flatMap(file -> file.targets().stream()).toList();
  }

  /** Those of annotations, too. */
  static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    targets().forEach(target -> queries.add(target.expression()));
    for (DashboardFile file : DashboardFile.all()) {
      file.annotations().forEach(annotation -> queries.add(annotation.getString("expr")));
    }
    return queries.stream().distinct().toList();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void asksOnlyForWhatThereIs(String query) {
    assertThat(Metrics.unknownIn(query)).isEmpty();
    Set<String> labels =
        EXPORTED.values().stream()
            .flatMap(metric -> metric.labels().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    labels.addAll(OF_ALERTS);
    assertThat(labels).containsAll(Selector.grouped(query));
    for (Selector selector : Selector.in(query)) {
      Exported metric = EXPORTED.get(selector.metric());
      assertThat(metric == null ? labels : metric.labels())
          .as(selector.metric())
          .containsAll(selector.matched());
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void asksForOneCluster(String query) {
    assertThat(Selector.in(query))
        .filteredOn(selector -> !isOfTheJvm(selector))
        .isNotEmpty()
        .allSatisfy(selector -> assertThat(selector.matched()).contains("redis_cluster"));
  }

  /** Which belongs to no cluster: only the exporters of the cluster are left. */
  @ParameterizedTest
  @MethodSource("queries")
  void asksForTheExportersOfOneCluster(String query) {
    if (Selector.in(query).stream().anyMatch(QueryTest::isOfTheJvm)) {
      assertThat(query)
          .endsWith(
              " and on (instance) max by (instance) ("
                  + Queries.cluster("redis_cluster_exporter_scrape_duration_seconds")
                  + ")");
    }
  }

  private static boolean isOfTheJvm(Selector selector) {
    return selector.metric().startsWith(OF_THE_JVM);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void takesCountersForCountersOnly(String query) throws IOException {
    for (Selector selector : Selector.in(query)) {
      Exported metric = EXPORTED.get(selector.metric());
      boolean sampled =
          !selector.calls().isEmpty() && SAMPLED.contains(selector.calls().get(0).name());
      assertThat(sampled)
          .as("rate or increase of %s", selector.metric())
          .isEqualTo(metric != null && metric.isCounted());
    }
  }

  /**
   * Else a pair of exporters would double every sum, and each would have lines of its own. What is
   * about the exporters themselves is by exporter.
   */
  @ParameterizedTest
  @MethodSource("targets")
  void takesTwoExportersForOneSource(DashboardFile.Target target) throws IOException {
    for (Selector selector : Selector.in(target.expression())) {
      if (EXPORTED.containsKey(selector.metric())
          && !selector.metric().startsWith(OF_EXPORTERS)
          && !isOfTheJvm(selector)) {
        List<String> dropping =
            selector.calls().stream()
                .filter(Selector.Call::dropsInstance)
                .map(Selector.Call::name)
                .toList();
        if (dropping.isEmpty()) {
          assertThat(target.legend()).as(selector.metric()).contains("{{instance}}");
        } else {
          assertThat(dropping.get(0)).as(selector.metric()).isIn("max", "min");
        }
      }
    }
  }

  /** A window of its own has only what is compared with the limit of an alert that has the same. */
  @ParameterizedTest
  @MethodSource("targets")
  void looksBackAsFarAsIsShown(DashboardFile.Target target) throws IOException {
    String ofAlerts =
        Rules.ALL.stream()
            .filter(alert -> target.description().contains(alert.name()))
            .map(Alert::expression)
            .collect(Collectors.joining());
    for (Selector selector : Selector.in(target.expression())) {
      if (!selector.range().isEmpty() && !selector.range().startsWith("$__")) {
        assertThat(ofAlerts).contains("[" + selector.range() + "]");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void namesSeriesByWhatTheyDifferIn(DashboardFile.Target target) throws IOException {
    Set<String> there = new TreeSet<>(Selector.grouped(target.expression()));
    for (Selector selector : Selector.in(target.expression())) {
      Exported metric = EXPORTED.get(selector.metric());
      there.addAll(metric == null ? Set.of("node", "queue", "group") : metric.labels());
    }
    LEGEND
        .matcher(target.legend())
        .results()
        .forEach(label -> assertThat(there).contains(label.group(1)));
  }

  @Test
  void aSelectorIsReadWithAllThatIsDoneToIt() {
    assertThat(
            Selector.in(
                "sum by (le) (max without (instance, pod) (rate(a_total{x=\"}(\",y!=\"\"}[5m])))"
                    + " > bool on (z) group_left () topk(3, b offset 1d)"))
        .containsExactly(
            new Selector(
                "a_total",
                Set.of("x", "y"),
                "5m",
                List.of(
                    new Selector.Call("rate", false),
                    new Selector.Call("max", true),
                    new Selector.Call("sum", true))),
            new Selector("b", Set.of(), "", List.of(new Selector.Call("topk", false))));
    assertThat(Selector.grouped("sum by (a, b) (x * on (c) group_left (d) y)"))
        .containsExactly("a", "b", "c", "d");
    assertThat(Selector.in("max by (instance) (x)").get(0).calls())
        .containsExactly(new Selector.Call("max", false));
  }
}
