package io.github.redisclusterexporter.http;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A page of the test's choice, and what it was asked for. */
final class FakeSource implements MetricsSource {

  record Call(Set<String> names, Optional<Duration> timeout) {}

  final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger rejections = new AtomicInteger();
  volatile Supplier<MetricSnapshots> page = () -> gauges(1);

  static MetricSnapshots gauges(int series) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    for (int i = 0; i < series; i++) {
      points.add(new GaugeDataPointSnapshot(1, Labels.of("node", "node-" + i), null));
    }
    return new MetricSnapshots(new GaugeSnapshot(new MetricMetadata("redis_up", "Up."), points));
  }

  @Override
  public MetricSnapshots collect(Set<String> names, Optional<Duration> timeout) {
    calls.add(new Call(names, timeout));
    return page.get();
  }

  @Override
  public void rejected() {
    rejections.incrementAndGet();
  }
}
