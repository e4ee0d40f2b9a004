package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.exposition.Metric;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One metric, and how it is read from its subject.
 *
 * @param <S> what it is a metric of: a node, the cluster, the exporter
 * @param reader gives the values of one subject; none where there is nothing to tell
 */
record Family<S>(Metric metric, BiConsumer<S, Points> reader) {

  /** Reads the one value of a family without labels; none where the number is empty. */
  static <S> BiConsumer<S, Points> single(Function<S, OptionalDouble> reader) {
    return (subject, points) -> reader.apply(subject).ifPresent(points::add);
  }
}
