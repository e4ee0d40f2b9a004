package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.exposition.LabelSet;
import io.github.redisclusterexporter.exposition.Metric;
import io.github.redisclusterexporter.exposition.Series;
import io.github.redisclusterexporter.node.MalformedReplyException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of one metric, while they are collected, one subject after the other. What the format
 * does not allow must not cost the page: it is an exception where it is added.
 */
final class Points {
  private final Metric metric;
  private final List<Series> series = new ArrayList<>();
  private final Map<List<String>, LabelSet> own = new HashMap<>();

  /** Told apart by what they are: {@link #own} has each only once. */
  private final Set<LabelSet> seen = new HashSet<>();

  private LabelSet subject = LabelSet.NONE;
  private int complete;

  Points(Metric metric) {
    this.metric = metric;
  }

  /** The next values are of that subject. */
  void begin(LabelSet next) {
    subject = next;
    complete = series.size();
    seen.clear();
  }

  /** There are no more values of the subject. Sorted, so that one page is like the next. */
  void end() {
    if (series.size() > complete + 1) {
      series.subList(complete, series.size()).sort(Comparator.comparing(Series::own));
    }
  }

  /** Forgets the values of the subject. */
  void undo() {
    series.subList(complete, series.size()).clear();
  }

  /** All of them. */
  List<Series> series() {
    return series;
  }

  /**
   * Adds a value.
   *
   * @param labels values of the metric's labels, in their order
   */
  void add(double value, String... labels) {
    if (metric.type() == Metric.Type.COUNTER && !(value >= 0)) {
      throw new MalformedReplyException("a counter is " + value);
    }
    add(value, List.of(), labels);
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
    add(sum, buckets, labels);
  }

  private void add(double value, List<Long> buckets, String... labels) {
    LabelSet labelled = labels(labels);
    if (!seen.add(labelled)) {
      throw new MalformedReplyException("two values have the labels " + labelled);
    }
    series.add(new Series(subject, labelled, value, buckets));
  }

  private LabelSet labels(String... values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalStateException(
          "the labels " + metric.labels() + " have the values " + List.of(values));
    }
    return values.length == 0
        ? LabelSet.NONE
        : own.computeIfAbsent(List.of(values), each -> LabelSet.of(metric.labels(), each));
  }
}
