package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the values of one metric, one subject after the other, for a snapshot of the library. A
 * value that the format does not allow is rejected when it is added, so that only its subject is
 * omitted and not the page.
 */
final class DataPoints {
  private final Metric<?> metric;
  private final BiConsumer<Labels, MalformedReplyException> malformed;

  /** Those of a histogram, with the one above all. */
  private final List<Double> bounds;

  /** The metric's own labels that the page has, by their values. */
  private final Map<List<String>, Labels> knownLabels;

  private final Map<Labels, Series> byOwnLabels = new TreeMap<>();

  private Labels subject = Labels.EMPTY;
  private int subjectNumber;

  /** Where the subject has added a value. */
  private final List<Series> ofSubject = new ArrayList<>();

  private @Nullable Labels repeated;
  private boolean isWhole;

  /** The values that differ only in the labels of their subjects. */
  private static final class Series {
    /** All of the metric's type. */
    private final List<DataPointSnapshot> points = new ArrayList<>();

    /** The number of the subject that added the last value. */
    private int lastSubject;
  }

  /**
   * No values yet.
   *
   * @param knownLabels is used by all metrics of a page that have labels of these names
   * @param malformed is told of values that are omitted, and of the labels of their subject
   */
  DataPoints(
      Metric<?> metric,
      Map<List<String>, Labels> knownLabels,
      BiConsumer<Labels, MalformedReplyException> malformed) {
    this.metric = metric;
    this.knownLabels = knownLabels;
    this.malformed = malformed;
    this.bounds = new ArrayList<>(metric.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
  }

  /** The next values belong to the subject with these labels. */
  void begin(Labels next) {
    subject = next;
    subjectNumber++;
    ofSubject.clear();
    repeated = null;
    isWhole = true;
  }

  /** All values of the subject are added. */
  void end() {
    if (repeated != null) {
      throw new MalformedReplyException("two values have the labels " + repeated);
    }
  }

  /** Reads one of the subject's values; a malformed one is omitted alone. */
  <T> T attempt(Supplier<T> reader, T ifMalformed) {
    try {
      return reader.get();
    } catch (MalformedReplyException e) {
      omit(e);
      return ifMalformed;
    }
  }

  /** A value of the subject is omitted. */
  void omit(MalformedReplyException reason) {
    isWhole = false;
    malformed.accept(subject, reason);
  }

  /** Whether no value of the subject is omitted. */
  boolean isWhole() {
    return isWhole;
  }

  /** Adds the values of the same metric of another cluster. */
  void addAll(DataPoints others) {
    others.byOwnLabels.forEach(
        (own, series) ->
            byOwnLabels.computeIfAbsent(own, first -> new Series()).points.addAll(series.points));
  }

  String name() {
    return metric.name();
  }

  /** Removes the values of the subject. */
  void undo() {
    ofSubject.forEach(series -> series.points.remove(series.points.size() - 1));
  }

  /** Of values of several subjects that have the same labels, keeps the first. */
  void removeDuplicates() {
    Set<Labels> seen = new HashSet<>();
    byOwnLabels
        .values()
        .forEach(series -> series.points.removeIf(point -> !seen.add(point.getLabels())));
  }

  boolean isEmpty() {
    for (Series series : byOwnLabels.values()) {
      if (!series.points.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds a value.
   *
   * @param labels values of the metric's labels, in their order
   */
  void add(double value, String... labels) {
    add(value, labels(labels));
  }

  /** Adds a value with the metric's labels. */
  void add(double value, Labels own) {
    Labels all = merged(own);
    add(
        own,
        switch (metric.type()) {
          case GAUGE -> new GaugeDataPointSnapshot(value, all, null);
          case COUNTER -> counter(value, all);
          case INFO -> new InfoDataPointSnapshot(all);
          case HISTOGRAM -> throw new IllegalStateException("a histogram has no single value");
        });
  }

  private static DataPointSnapshot counter(double value, Labels labels) {
    if (!(value >= 0)) {
      throw new MalformedReplyException("a counter is " + value);
    }
    return new CounterDataPointSnapshot(value, labels, null, 0);
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
    Labels own = labels(labels);
    add(
        own,
        new HistogramDataPointSnapshot(
            ClassicHistogramBuckets.of(bounds, buckets), sum, merged(own), Exemplars.EMPTY, 0));
  }

  private void add(Labels own, DataPointSnapshot point) {
    Series series = byOwnLabels.computeIfAbsent(own, first -> new Series());
    if (series.lastSubject == subjectNumber) {
      repeated = point.getLabels();
    }
    series.lastSubject = subjectNumber;
    series.points.add(point);
    ofSubject.add(series);
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
        : knownLabels.computeIfAbsent(List.of(values), each -> Labels.of(metric.labels(), each));
  }

  /** All values that were added. */
  MetricSnapshot snapshot() {
    // The library sorts the values, and has less to do when they are sorted by their first label.
    List<DataPointSnapshot> points = new ArrayList<>();
    byOwnLabels.values().forEach(series -> points.addAll(series.points));
    MetricMetadata metadata = metric.metadata();
    return switch (metric.type()) {
      case GAUGE -> new GaugeSnapshot(metadata, ofType(points));
      case COUNTER -> new CounterSnapshot(metadata, ofType(points));
      case INFO -> new InfoSnapshot(metadata, ofType(points));
      case HISTOGRAM -> new HistogramSnapshot(metadata, ofType(points));
    };
  }

  @SuppressWarnings("unchecked") // The type of the metric decides that of its values.
  private static <T extends DataPointSnapshot> List<T> ofType(List<DataPointSnapshot> points) {
    return (List<T>) points;
  }
}
