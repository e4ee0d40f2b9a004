package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Metrics that belong together: one setting disables them, and they need the same commands.
 *
 * @param <S> their subject
 * @param name as in the configuration under {@code collectors}
 * @param collectors the commands that are sent to nodes for them
 * @param preparation takes all subjects of a page before its metrics are read one by one
 */
record Group<S>(
    String name,
    Subject<S> subject,
    Set<Collector> collectors,
    Consumer<List<S>> preparation,
    List<Metric<S>> metrics) {

  /**
   * What metrics describe, for instance nodes.
   *
   * @param all the subjects of one scrape
   * @param collectors the commands from which the subjects are known
   * @param labels names of the labels that identify a subject, in addition to {@code redis_cluster}
   * @param values values of these labels; an empty value omits its label
   */
  record Subject<S>(
      Function<ScrapeResult, List<S>> all,
      Set<Collector> collectors,
      List<String> labels,
      Function<S, List<String>> values) {}

  static final Subject<Node> NODES =
      new Subject<>(
          scrape -> scrape.snapshot().nodes(),
          Set.of(Collector.CLUSTER_NODES),
          List.of("node", "node_id"),
          node -> List.of(node.name(), node.id().orElse("")));

  Group {
    collectors = Set.copyOf(collectors);
    metrics = List.copyOf(metrics);
  }

  /**
   * A group without metrics, to which they are added.
   *
   * @param collectors the commands that its metrics need in addition to those of the subject
   */
  static <S> Builder<S> of(String name, Subject<S> subject, Collector... collectors) {
    return new Builder<>(name, subject, collectors);
  }

  /** The same group with only the metrics that a scraper asks for. */
  Group<S> select(Set<String> names) {
    return new Group<>(
        name,
        subject,
        collectors,
        preparation,
        metrics.stream().filter(metric -> names.stream().anyMatch(metric::isSelectedBy)).toList());
  }

  /** Lists the metrics of a group, two calls each. */
  static final class Builder<S> {
    private final String name;
    private final Subject<S> subject;
    private final Set<Collector> collectors;
    private final List<Metric<S>> metrics = new ArrayList<>();
    private Consumer<List<S>> preparation = subjects -> {};

    private Builder(String name, Subject<S> subject, Collector... collectors) {
      this.name = name;
      this.subject = subject;
      this.collectors = new HashSet<>(subject.collectors());
      this.collectors.addAll(List.of(collectors));
    }

    /**
     * Takes all subjects of a page before its metrics are read one by one. Equal steps of several
     * groups are done once.
     */
    Builder<S> prepare(Consumer<List<S>> step) {
      preparation = step;
      return this;
    }

    /** Adds the metric when its help text is known. */
    interface Help<S> {
      Builder<S> help(String help);
    }

    /** A gauge without labels of its own, and without a value where the number is empty. */
    Help<S> gauge(String name, Function<S, OptionalDouble> reader) {
      return gauge(name, List.of(), single(reader));
    }

    Help<S> gauge(String name, List<String> labels, BiConsumer<S, DataPoints> reader) {
      return metric(Metric.Type.GAUGE, name, labels, List.of(), reader);
    }

    /** A counter without labels of its own, and without a value where the number is empty. */
    Help<S> counter(String name, Function<S, OptionalDouble> reader) {
      return counter(name, List.of(), single(reader));
    }

    Help<S> counter(String name, List<String> labels, BiConsumer<S, DataPoints> reader) {
      return metric(Metric.Type.COUNTER, name, labels, List.of(), reader);
    }

    /**
     * A counter that the library keeps, with its help text.
     *
     * @param labels names of its labels
     */
    Builder<S> counter(Counter counter, List<String> labels) {
      return add(
          new Metric<>(
              counter.collect().getMetadata(),
              Metric.Type.COUNTER,
              labels,
              List.of(),
              (subject, points) ->
                  counter
                      .collect()
                      .getDataPoints()
                      .forEach(each -> points.add(each.getValue(), each.getLabels()))));
    }

    Help<S> info(String name, List<String> labels, BiConsumer<S, DataPoints> reader) {
      return metric(Metric.Type.INFO, name, labels, List.of(), reader);
    }

    Help<S> histogram(
        String name, List<String> labels, List<Double> bounds, BiConsumer<S, DataPoints> reader) {
      return metric(Metric.Type.HISTOGRAM, name, labels, bounds, reader);
    }

    private static <S> BiConsumer<S, DataPoints> single(Function<S, OptionalDouble> reader) {
      return (subject, points) -> {
        OptionalDouble value = reader.apply(subject);
        if (value.isPresent()) {
          points.add(value.getAsDouble(), Labels.EMPTY);
        }
      };
    }

    private Help<S> metric(
        Metric.Type type,
        String name,
        List<String> labels,
        List<Double> bounds,
        BiConsumer<S, DataPoints> reader) {
      String baseName = name.substring(0, name.length() - type.suffix.length());
      return help ->
          add(new Metric<>(new MetricMetadata(baseName, help), type, labels, bounds, reader));
    }

    private Builder<S> add(Metric<S> metric) {
      metrics.add(metric);
      return this;
    }

    Group<S> build() {
      return new Group<>(name, subject, collectors, preparation, metrics);
    }
  }
}
