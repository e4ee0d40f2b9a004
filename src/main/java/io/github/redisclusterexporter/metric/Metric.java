package io.github.redisclusterexporter.metric;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * One metric: its name, its meaning, and how it is read.
 *
 * @param <S> its subject: a node, the cluster, the exporter
 * @param metadata name without suffix, and help: one sentence with the meaning and the source. No
 *     unit: the name ends with it
 * @param labels names of the labels that it has in addition to those of its subject
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

    final String suffix;

    Type(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The name on the page. */
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
