package io.github.redisclusterexporter.web;

import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A page of the test's choice, and the requests for it. */
final class FakeMetrics implements MultiCollector {
  static final Supplier<List<String>> CLUSTERS = () -> List.of("default");

  private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

  record Call(Set<String> names, String timeout) {}

  final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger rejections = new AtomicInteger();
  volatile Supplier<MetricSnapshots> page = () -> gauges(1);

  static MetricSnapshots gauges(int series) {
    return MetricSnapshots.of(
        gauge(
            "redis_up",
            IntStream.range(0, series)
                .mapToObj(i -> Labels.of("node", "node-" + i))
                .toArray(Labels[]::new)));
  }

  static GaugeSnapshot gauge(String name, Labels... series) {
    return new GaugeSnapshot(
        new MetricMetadata(name, "Up."),
        List.of(series).stream()
            .map(labels -> new GaugeDataPointSnapshot(1, labels, null))
            .toList());
  }

  /** A registry that has nothing else. */
  PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(this);
    return registry;
  }

  void rejected(String cluster) {
    rejections.incrementAndGet();
  }

  @Override
  public MetricSnapshots collect() {
    throw new AssertionError("a request for a page is passed on");
  }

  @Override
  public MetricSnapshots collect(PrometheusScrapeRequest request) {
    return collect(name -> true, request);
  }

  @Override
  public MetricSnapshots collect(
      Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    if (!(request instanceof PrometheusHttpRequest http)) {
      throw new AssertionError("a request for a page is passed on with its headers");
    }
    String[] names = http.getParameterValues("name[]");
    calls.add(
        new Call(
            names == null ? Set.of() : new HashSet<>(List.of(names)),
            String.valueOf(http.getHeader(TIMEOUT))));
    return page.get();
  }
}
