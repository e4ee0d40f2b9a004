package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {

  @Test
  void anUnreadableValueHasNoSeriesAndIsCounted() {
    CapturedNode node = Nodes.PRIMARY_70.withInfo("used_memory", "much");
    Exposition page =
        Exposition.of(MemoryGroups.memory(), Nodes.of("primary", node), Nodes.replica());

    assertThat(page.of("primary"))
        .doesNotContain("redis_cluster_memory_bytes")
        .contains("redis_cluster_memory_rss_bytes");
    assertThat(page.of("replica")).contains("redis_cluster_memory_bytes 2698072.0\n");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aNegativeCounterIsLeftOut() {
    CapturedNode node = Nodes.PRIMARY_70.withInfo("expired_keys", "-1");
    Exposition page = Exposition.of(StatsGroups.stats(), Nodes.of("primary", node));

    assertThat(page.of("primary"))
        .doesNotContain("redis_cluster_expired_keys_total")
        .contains("redis_cluster_evicted_keys_total");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void anImpossibleValueIsLoggedOnceUntilItIsPossible() {
    Node right = Nodes.primary();
    Node wrong = Nodes.of("primary", Nodes.PRIMARY_70.withInfo("used_cpu_sys", "-1"));
    Deque<Node> scrapes = new ArrayDeque<>(List.of(wrong, wrong, right, wrong, wrong));
    PageMetrics metrics =
        Exposition.page(
            "test",
            Catalogs.full(),
            (collectors, timeout) -> Exposition.scrape(Exposition.snapshot(scrapes.remove())),
            new ExporterCounters());
    try (CapturedLog log = CapturedLog.start()) {
      while (!scrapes.isEmpty()) {
        assertThat(metrics.collect().size()).isPositive();
      }
      assertThat(log.lines("WARN"))
          .hasSize(2)
          .allMatch(
              line ->
                  line.contains("redis_cluster_cpu_seconds_total{node=\"primary\"")
                      && line.contains("is omitted: used_cpu_sys is -1.0"));
    }
  }

  @Test
  void aClusterThatFailsIsMissingOnThePageOfAll() {
    AtomicBoolean fails = new AtomicBoolean(true);
    ExporterCounters counters = new ExporterCounters();
    Catalog catalog = Catalogs.full(counters);
    ClusterMetrics.Source source =
        (collectors, timeout) -> {
          if (fails.get()) {
            throw new IllegalStateException("the shared pass failed");
          }
          return Exposition.scrape(Exposition.snapshot(Nodes.primary()));
        };
    PageMetrics page =
        Exposition.page(
            new ClusterMetrics("failing", catalog, source, counters),
            new ClusterMetrics(
                "other",
                Catalogs.full(),
                (collectors, timeout) -> Exposition.scrape(Exposition.snapshot(Nodes.primary())),
                new ExporterCounters()));
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(clusters(page)).containsExactly("other");
      assertThat(clusters(page)).containsExactly("other");
      fails.set(false);
      assertThat(clusters(page)).containsExactlyInAnyOrder("failing", "other");

      assertThat(log.lines("ERROR"))
          .singleElement()
          .asString()
          .contains("Cluster failing is missing on the page");
      assertThat(log.lines("INFO"))
          .singleElement()
          .asString()
          .contains("Cluster failing is on the page again");
    }
    assertThat(page.collect().stream())
        .filteredOn(
            metric -> metric.getMetadata().getName().equals("redis_cluster_exporter_scrapes"))
        .flatMap(MetricSnapshot::getDataPoints)
        .filteredOn(
            point ->
                "failed".equals(point.getLabels().get("outcome"))
                    && "failing".equals(point.getLabels().get(ClusterMetrics.LABEL)))
        .singleElement(InstanceOfAssertFactories.type(CounterDataPointSnapshot.class))
        .extracting(CounterDataPointSnapshot::getValue)
        .isEqualTo(2.0);
  }

  @Test
  void aScrapeWhoseValuesCannotBeReadHasOneOutcome() {
    ExporterCounters counters = new ExporterCounters();
    Group.Subject<Node> broken =
        new Group.Subject<>(
            scrape -> {
              throw new IllegalStateException("a mistake of ours");
            },
            Set.of(),
            List.of(),
            node -> List.of());
    Catalog catalog =
        new Catalog(
            List.of(
                Group.of("broken", broken)
                    .gauge("redis_cluster_broken", node -> OptionalDouble.of(1))
                    .help("Is 1.")
                    .build()));
    ClusterMetrics failing =
        new ClusterMetrics(
            "failing",
            catalog,
            (collectors, timeout) -> {
              counters.scraped(ScrapeResult.Outcome.COMPLETE);
              return Exposition.scrape(Exposition.snapshot(Nodes.primary()));
            },
            counters);
    ClusterMetrics other =
        new ClusterMetrics(
            "other",
            Catalogs.full(),
            (collectors, timeout) -> Exposition.scrape(Exposition.snapshot(Nodes.primary())),
            new ExporterCounters());

    assertThat(clusters(Exposition.page(failing, other))).containsExactly("other");
    assertThat(outcomes(counters)).isEqualTo(Map.of("complete", 1.0));
  }

  @Test
  void aScrapeThatThrowsHasOneOutcomeAlsoWithoutAPage() {
    ExporterCounters counters = new ExporterCounters();
    PageMetrics page =
        Exposition.page(
            "failing",
            Catalogs.full(),
            (collectors, timeout) -> {
              throw new IllegalStateException("the shared pass failed");
            },
            counters);

    assertThatThrownBy(page::collect).hasMessageContaining("the shared pass failed");
    assertThat(outcomes(counters)).isEqualTo(Map.of("failed", 1.0));
  }

  /** The scrapes by outcome, without outcomes that did not occur. */
  private static Map<String, Double> outcomes(ExporterCounters counters) {
    return counters.scrapes().collect().getDataPoints().stream()
        .filter(point -> point.getValue() > 0)
        .collect(
            Collectors.toMap(
                point -> String.valueOf(point.getLabels().get("outcome")),
                CounterDataPointSnapshot::getValue));
  }

  @Test
  void thereIsNoPageWithoutAnyCluster() {
    ClusterMetrics.Source source =
        (collectors, timeout) -> {
          throw new IllegalStateException("the shared pass failed");
        };
    PageMetrics page =
        Exposition.page(
            new ClusterMetrics("one", Catalogs.full(), source, new ExporterCounters()),
            new ClusterMetrics("other", Catalogs.full(), source, new ExporterCounters()));
    assertThatThrownBy(page::collect).hasMessageContaining("the shared pass failed");
  }

  private static Set<String> clusters(PageMetrics page) {
    return page.collect().stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(point -> String.valueOf(point.getLabels().get(ClusterMetrics.LABEL)))
        .collect(Collectors.toSet());
  }

  @Test
  void aMetricThatThrowsCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.of("broken", Group.NODES)
                .gauge(
                    "redis_cluster_broken",
                    node -> {
                      throw new IllegalStateException("a mistake of ours");
                    })
                .help("Throws."));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aMetricWithoutAllItsLabelsCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.of("broken", Group.NODES)
                .gauge(
                    "redis_cluster_broken",
                    List.of("one", "other"),
                    (node, points) -> points.add(1, "value of one"))
                .help("Has two labels."));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
  }

  @Test
  void aMetricWithTheSameLabelsTwiceCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.of("broken", Group.NODES)
                .gauge(
                    "redis_cluster_broken",
                    List.of("one"),
                    (node, points) -> {
                      points.add(1, "same");
                      points.add(2, "same");
                    })
                .help("Has one value too many."));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
  }

  @Test
  void ofSubjectsWithTheSameLabelsTheFirstCounts() {
    Exposition page = Exposition.of(MemoryGroups.memory(), Nodes.primary(), Nodes.primary());

    assertThat(page.text()).isEqualTo(Exposition.of(MemoryGroups.memory(), Nodes.primary()).text());
    assertThat(page.malformed()).isEqualTo(MemoryGroups.memory().metrics().size());
  }

  @Test
  void aMetricWithoutValuesIsNotOnThePage() {
    assertThat(Exposition.of(MemoryGroups.memory(), Nodes.down("gone")).text()).isEmpty();
  }

  @Test
  void everySeriesNamesItsClusterAndItsNode() {
    assertThat(Exposition.of(StatsGroups.stats(), Nodes.primary()).series())
        .allMatch(
            line ->
                line.contains(
                    "{node=\"primary\",node_id=\"id-of-primary\",redis_cluster=\"test\"}"));
  }

  /** A request for a page, and what the cluster was asked because of it. */
  private static final class Asked {
    private final Set<Collector> collectors = new HashSet<>();
    private Optional<Duration> timeout = Optional.empty();
    private final MetricSnapshots page;

    private Asked(String query, List<String> timeouts) {
      PageMetrics metrics =
          Exposition.page(
              "test",
              Catalogs.full(),
              (needed, time) -> {
                collectors.addAll(needed);
                timeout = time;
                return Exposition.scrape(Exposition.snapshot(Nodes.primary()));
              },
              new ExporterCounters());
      PrometheusRegistry registry = new PrometheusRegistry();
      registry.register(metrics);
      HttpRequest request = new HttpRequest(query, timeouts);
      String[] names = request.getParameterValues("name[]");
      // As the handler of the library does.
      page =
          names == null
              ? registry.scrape(request)
              : registry.scrape(
                  MetricNameFilter.builder().nameMustBeEqualTo(names).build(), request);
    }

    private List<String> names() {
      return page.stream().map(snapshot -> snapshot.getMetadata().getName()).toList();
    }
  }

  private record HttpRequest(String query, List<String> timeouts) implements PrometheusHttpRequest {
    @Override
    public String getQueryString() {
      return query;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return Collections.enumeration(
          name.equals("X-Prometheus-Scrape-Timeout-Seconds") ? timeouts : List.of());
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestPath() {
      return "/metrics";
    }
  }

  @Test
  void aRequestWithoutNamesIsForEverything() {
    for (String query : List.of("", "x=1", "name[]=", "name=redis_cluster_up")) {
      Asked asked = new Asked(query, List.of());
      assertThat(asked.collectors).as(query).containsExactlyInAnyOrderElementsOf(Collector.all());
      assertThat(asked.names()).contains("redis_cluster_memory_bytes", "redis_cluster_up");
    }
  }

  @Test
  void onlyTheNamedMetricsCostSomething() {
    Asked asked = new Asked("name[]=redis_cluster_memory_bytes&name%5B%5D=x&x=y", List.of());

    assertThat(asked.names()).containsExactly("redis_cluster_memory_bytes");
    assertThat(asked.collectors).containsExactlyInAnyOrder(Collector.CLUSTER_NODES, Collector.INFO);
  }

  @Test
  void namesAreExact() {
    for (String other :
        List.of(
            "redis_cluster_memory_bytes_and_more",
            "redis_cluster_exporter_scrapes_total_and_more",
            "redis_cluster_exporter_scrap",
            "REDIS_CLUSTER_UP")) {
      Asked asked = new Asked("name[]=" + other, List.of());
      assertThat(asked.names()).as(other).isEmpty();
      assertThat(asked.collectors).as(other).isEmpty();
    }
    assertThat(new Asked("name[]=redis_cluster_exporter_scrapes_total", List.of()).names())
        .containsExactly("redis_cluster_exporter_scrapes");
  }

  @Test
  void theTimeoutIsThatOfTheHeader() {
    assertThat(new Asked("", List.of("9.5", "1")).timeout).contains(Duration.ofMillis(9_500));
    assertThat(new Asked("", List.of("NaN")).timeout).isEmpty();
    assertThat(new Asked("", List.of()).timeout).isEmpty();
  }

  @Test
  void anInterruptedScrapeStaysInterrupted() {
    PageMetrics metrics =
        Exposition.page(
            "test",
            Catalogs.full(),
            (collectors, timeout) -> {
              throw new InterruptedException("expected in this test");
            },
            new ExporterCounters());

    assertThatThrownBy(metrics::collect).isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Exposition withBroken(Group.Builder<Node> broken) {
    return Exposition.of(
        broken.gauge("redis_cluster_whole", node -> OptionalDouble.of(1)).help("Is 1.").build(),
        Nodes.primary());
  }
}
