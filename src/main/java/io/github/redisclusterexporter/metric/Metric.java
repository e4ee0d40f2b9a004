package io.github.redisclusterexporter.metric;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One metric: what it is called, what it means, and how it is read.
 *
 * @param <S> its subject: a node, the cluster, the exporter
 * @param metadata name without suffix, and help: one sentence that says what it is and where it
 *     comes from. No unit: the name ends with it
 * @param labels names of the labels that it has beyond those of its subject
 * @param bounds finite upper bounds of a histogram; empty for the other types
 * @param reader adds the values of one subject; none where there is no value
 */
record Metric<S>(
    MetricMetadata metadata,
    Type type,
    List<String> labels,
    List<Double> bounds,
    BiConsumer<S, DataPoints> reader) {

  Metric {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
  }

  /** The types in use. */
  enum Type {
    GAUGE(""),
    COUNTER("_total"),
    INFO("_info"),
    HISTOGRAM("");

    private final String suffix;

    Type(String suffix) {
      this.suffix = suffix;
    }
  }

  /**
   * A metric by its name on the page.
   *
   * @param name with {@code _total} or {@code _info} where the type has it
   */
  static <S> Metric<S> of(
      String name,
      Type type,
      List<String> labels,
      List<Double> bounds,
      String help,
      BiConsumer<S, DataPoints> reader) {
    String baseName = name.substring(0, name.length() - type.suffix.length());
    return new Metric<>(new MetricMetadata(baseName, help), type, labels, bounds, reader);
  }

  /** Reads the one value of a metric without labels; none where the number is empty. */
  static <S> BiConsumer<S, DataPoints> single(Function<S, OptionalDouble> reader) {
    return (subject, points) -> reader.apply(subject).ifPresent(points::add);
  }

  /** As on the page. */
  String name() {
    return baseName() + type.suffix;
  }

  /** The name without the suffix of its type. */
  String baseName() {
    return metadata.getName();
  }

  String help() {
    return Objects.requireNonNull(metadata.getHelp());
  }

  /** Whether a scraper that asks for this name gets the metric. */
  boolean isSelectedBy(String asked) {
    return asked.equals(name())
        || asked.equals(baseName())
        || (type == Type.HISTOGRAM
            && List.of(name() + "_bucket", name() + "_count", name() + "_sum").contains(asked));
  }
}
