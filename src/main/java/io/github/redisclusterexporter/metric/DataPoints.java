package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.MalformedReplyException;
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
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the values of one metric, one subject after the other, and makes the library's snapshot
 * of them. A value that the format does not allow is refused when it is added, so that it costs
 * only its subject and not the page.
 */
final class DataPoints {
  private record Point(Labels labels, double value, List<Long> buckets) {}

  private final Metric<?> metric;
  private final List<Point> points = new ArrayList<>();

  /** The labels of a metric have the same few values for every subject. */
  private final Map<List<String>, Labels> known = new HashMap<>();

  private Labels subject = Labels.EMPTY;
  private int complete;

  DataPoints(Metric<?> metric) {
    this.metric = metric;
  }

  /** The next values belong to the subject with these labels. */
  void begin(Labels next) {
    subject = next;
    complete = points.size();
  }

  /** All values of the subject are added. */
  void end() {
    List<Point> own = points.subList(complete, points.size());
    if (own.size() > 1) {
      own.sort(Comparator.comparing(Point::labels));
      for (int i = 1; i < own.size(); i++) {
        if (own.get(i).labels().equals(own.get(i - 1).labels())) {
          throw new MalformedReplyException("two values have the labels " + own.get(i).labels());
        }
      }
    }
  }

  /** Removes the values of the subject. */
  void undo() {
    points.subList(complete, points.size()).clear();
  }

  /** Of values of several subjects that have the same labels, keeps the first. */
  void removeDuplicates() {
    Set<Labels> seen = new HashSet<>();
    points.removeIf(point -> !seen.add(point.labels()));
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /**
   * Adds a value.
   *
   * @param labels values of the metric's labels, in their order
   */
  void add(double value, String... labels) {
    add(value, labels(labels));
  }

  /**
   * Adds a value.
   *
   * @param own the metric's labels
   */
  void add(double value, Labels own) {
    if (metric.type() == Metric.Type.COUNTER && !(value >= 0)) {
      throw new MalformedReplyException("a counter is " + value);
    }
    points.add(new Point(merged(own), value, List.of()));
  }

  /**
   * Adds a histogram.
   *
   * @param buckets counts by bucket, not cumulative, the one above all bounds last
   */
  void add(List<Long> buckets, double sum, String... labels) {
    for (long count : buckets) {
      if (count < 0) {
        throw new MalformedReplyException("a histogram counts less below a higher bound");
      }
    }
    points.add(new Point(merged(labels(labels)), sum, List.copyOf(buckets)));
  }

  private Labels merged(Labels own) {
    return own.isEmpty() ? subject : subject.merge(own);
  }

  private Labels labels(String... values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalStateException(
          "the labels " + metric.labels() + " have the values " + List.of(values));
    }
    return values.length == 0
        ? Labels.EMPTY
        : known.computeIfAbsent(List.of(values), each -> Labels.of(metric.labels(), each));
  }

  /** All values that were added. */
  MetricSnapshot snapshot() {
    return switch (metric.type()) {
      case GAUGE ->
          new GaugeSnapshot(
              metric.metadata(),
              points.stream()
                  .map(point -> new GaugeDataPointSnapshot(point.value(), point.labels(), null))
                  .toList());
      case COUNTER ->
          new CounterSnapshot(
              metric.metadata(),
              points.stream()
                  .map(
                      point -> new CounterDataPointSnapshot(point.value(), point.labels(), null, 0))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metric.metadata(),
              points.stream().map(point -> new InfoDataPointSnapshot(point.labels())).toList());
      case HISTOGRAM -> histogram();
    };
  }

  private HistogramSnapshot histogram() {
    List<Double> bounds = new ArrayList<>(metric.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
    return new HistogramSnapshot(
        metric.metadata(),
        points.stream()
            .map(
                point ->
                    new HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, point.buckets()),
                        point.value(),
                        point.labels(),
                        Exemplars.EMPTY,
                        0))
            .toList());
  }
}
