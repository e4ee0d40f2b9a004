package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Family.Point;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One family in the library's terms. */
final class SnapshotBuilder {
  private final Family<?> family;
  private final String[] labelNames;
  private final Map<List<String>, Labels> own = new HashMap<>();
  private final List<Labels> labels = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();

  SnapshotBuilder(Family<?> family) {
    this.family = family;
    this.labelNames = family.labels().toArray(String[]::new);
  }

  void add(Labels subject, Point point) {
    labels.add(
        labelNames.length == 0
            ? subject
            // Names are checked when labels are made, not when they are merged.
            : subject.merge(own.computeIfAbsent(point.labels(), this::labels)));
    points.add(point);
  }

  private Labels labels(List<String> values) {
    return Labels.of(labelNames, values.toArray(String[]::new));
  }

  /** Empty when there is no value: a family without series is not on the page. */
  Optional<MetricSnapshot> build() {
    if (points.isEmpty()) {
      return Optional.empty();
    }
    MetricMetadata metadata = family.metadata();
    return Optional.of(
        switch (family.type()) {
          case GAUGE ->
              new GaugeSnapshot(
                  metadata, each((l, p) -> new GaugeDataPointSnapshot(p.value(), l, null)));
          case COUNTER ->
              new CounterSnapshot(
                  metadata, each((l, p) -> new CounterDataPointSnapshot(p.value(), l, null, 0)));
          case INFO -> new InfoSnapshot(metadata, each((l, p) -> new InfoDataPointSnapshot(l)));
          case HISTOGRAM ->
              new HistogramSnapshot(
                  metadata,
                  each(
                      (l, p) ->
                          new HistogramDataPointSnapshot(
                              buckets(p), p.value(), l, Exemplars.EMPTY, 0)));
        });
  }

  private interface Maker<T> {
    T make(Labels labels, Point point);
  }

  private <T> List<T> each(Maker<T> maker) {
    List<T> made = new ArrayList<>(points.size());
    for (int i = 0; i < points.size(); i++) {
      made.add(maker.make(labels.get(i), points.get(i)));
    }
    return made;
  }

  private ClassicHistogramBuckets buckets(Point point) {
    List<Double> bounds = new ArrayList<>(family.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
    return ClassicHistogramBuckets.of(bounds, point.buckets());
  }
}
