package io.github.redisclusterexporter.exposition;

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
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A page in the library's terms. */
final class Snapshots {

  private Snapshots() {}

  static MetricSnapshots of(List<Measured> page) {
    return new MetricSnapshots(page.stream().map(Snapshots::snapshot).toList());
  }

  private static MetricSnapshot snapshot(Measured measured) {
    Metric metric = measured.metric();
    MetricMetadata metadata = new MetricMetadata(metric.baseName(), metric.help());
    return switch (metric.type()) {
      case GAUGE ->
          new GaugeSnapshot(
              metadata, each(measured, (l, s) -> new GaugeDataPointSnapshot(s.value(), l, null)));
      case COUNTER ->
          new CounterSnapshot(
              metadata,
              each(measured, (l, s) -> new CounterDataPointSnapshot(s.value(), l, null, 0)));
      case INFO ->
          new InfoSnapshot(metadata, each(measured, (l, s) -> new InfoDataPointSnapshot(l)));
      case HISTOGRAM -> {
        List<Double> bounds = new ArrayList<>(metric.bounds());
        bounds.add(Double.POSITIVE_INFINITY);
        yield new HistogramSnapshot(
            metadata,
            each(
                measured,
                (l, s) ->
                    new HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, s.buckets()),
                        s.value(),
                        l,
                        Exemplars.EMPTY,
                        0)));
      }
    };
  }

  private static <T> List<T> each(Measured measured, BiFunction<Labels, Series, T> maker) {
    return measured.series().stream().map(series -> maker.apply(labels(series), series)).toList();
  }

  private static Labels labels(Series series) {
    return Labels.of(
        series.labelNames(), series.labels().stream().map(LabelSet.Label::value).toList());
  }
}
