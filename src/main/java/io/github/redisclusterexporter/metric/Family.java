package io.github.redisclusterexporter.metric;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One metric: what it is called, what it means, and how it is read from its subject.
 *
 * @param <S> what it is a metric of: a node, the cluster, the exporter
 * @param name as on the page, with {@code _total} or {@code _info} where the type has it
 * @param labels names of the labels it has beyond those of its subject
 * @param bounds finite upper bounds of a histogram; empty for the others
 * @param help one sentence: what it is, and where it comes from
 * @param metadata name and help in the library's terms; it checks them whenever they are made
 * @param reader gives the values of one subject; none where there is nothing to tell
 */
record Family<S>(
    String name,
    Type type,
    List<String> labels,
    List<Double> bounds,
    String help,
    MetricMetadata metadata,
    BiConsumer<S, Points> reader) {

  Family {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
  }

  /** A metric; the parameters are those of the record. */
  static <S> Family<S> of(
      String name,
      Type type,
      List<String> labels,
      List<Double> bounds,
      String help,
      BiConsumer<S, Points> reader) {
    return new Family<>(
        name, type, labels, bounds, help, new MetricMetadata(type.baseOf(name), help), reader);
  }

  enum Type {
    GAUGE(""),
    COUNTER("_total"),
    INFO("_info"),
    HISTOGRAM("");

    private final String suffix;

    Type(String suffix) {
      this.suffix = suffix;
    }

    private String baseOf(String name) {
      return name.substring(0, name.length() - suffix.length());
    }
  }

  /** The name without what the type appends to it. */
  String baseName() {
    return type.baseOf(name);
  }

  /** Whether a scraper that asks for that name means this family. */
  boolean isMeantBy(String asked) {
    return asked.equals(name)
        || asked.equals(baseName())
        || (type == Type.HISTOGRAM
            && List.of(name + "_bucket", name + "_count", name + "_sum").contains(asked));
  }

  /** The values of one subject, while they are collected. */
  static final class Points {
    private final List<Point> points = new ArrayList<>();

    /**
     * Adds a value.
     *
     * @param labels values of the family's labels, in their order
     */
    void add(double value, String... labels) {
      points.add(new Point(List.of(labels), value, List.of()));
    }

    /**
     * Adds a histogram.
     *
     * @param buckets counts by bucket, not cumulative, the one above all bounds last
     */
    void add(List<Long> buckets, double sum, String... labels) {
      points.add(new Point(List.of(labels), sum, buckets));
    }

    List<Point> all() {
      return points;
    }
  }

  /**
   * One value, or one histogram.
   *
   * @param value of a histogram its sum
   * @param buckets of a histogram the count of each bucket
   */
  record Point(List<String> labels, double value, List<Long> buckets) {}

  /** Reads the one value of a family without labels; none where the number is empty. */
  static <S> BiConsumer<S, Points> single(
      java.util.function.Function<S, java.util.OptionalDouble> reader) {
    return (subject, points) -> reader.apply(subject).ifPresent(points::add);
  }
}
