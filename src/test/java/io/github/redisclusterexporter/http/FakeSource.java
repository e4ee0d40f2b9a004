package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.exposition.LabelSet;
import io.github.redisclusterexporter.exposition.Measured;
import io.github.redisclusterexporter.exposition.Metric;
import io.github.redisclusterexporter.exposition.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A page of the test's choice, and what it was asked for. */
final class FakeSource implements MetricsSource {

  record Call(Set<String> names, Optional<Duration> timeout) {}

  final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger rejections = new AtomicInteger();
  volatile Supplier<List<Measured>> page = () -> gauges(1);

  static List<Measured> gauges(int series) {
    return List.of(
        gauge(
            "redis_up",
            IntStream.range(0, series)
                .mapToObj(i -> LabelSet.of(List.of("node"), List.of("node-" + i)))
                .map(node -> new Series(node, LabelSet.NONE, 1, List.of()))
                .toList()));
  }

  static Measured gauge(String name, List<Series> series) {
    return new Measured(new Metric(name, Metric.Type.GAUGE, List.of(), List.of(), "Up."), series);
  }

  @Override
  public List<Measured> collect(Set<String> names, Optional<Duration> timeout) {
    calls.add(new Call(names, timeout));
    return page.get();
  }

  @Override
  public void rejected() {
    rejections.incrementAndGet();
  }
}
