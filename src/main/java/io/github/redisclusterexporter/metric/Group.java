package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Metrics that belong together: one setting switches them off, and they need the same commands.
 *
 * @param <S> their subject
 * @param name as in the configuration under {@code collectors}
 * @param collectors the commands that nodes are sent for them
 * @param subject what they describe
 */
record Group<S>(
    String name, Set<Collector> collectors, Subject<S> subject, List<Metric<S>> metrics) {

  Group {
    collectors = Set.copyOf(collectors);
    metrics = List.copyOf(metrics);
  }

  /**
   * What metrics describe, for instance nodes.
   *
   * @param all the subjects of one scrape
   * @param labels names of the labels that tell them apart, besides {@code redis_cluster}
   * @param values values of these labels; an empty value omits its label
   */
  record Subject<S>(
      Function<ScrapeResult, List<S>> all, List<String> labels, Function<S, List<String>> values) {}

  private static final Subject<Node> NODES =
      new Subject<>(
          scrape -> scrape.snapshot().nodes(),
          List.of("node", "node_id"),
          node -> List.of(node.name(), node.id().orElse("")));

  private static final Subject<ClusterSnapshot> CLUSTER =
      new Subject<>(
          scrape -> scrape.snapshot().isStandalone() ? List.of() : List.of(scrape.snapshot()),
          List.of(),
          snapshot -> List.of());

  private static final Subject<Shard> SHARDS =
      new Subject<>(
          scrape -> scrape.snapshot().shards(), List.of("shard"), shard -> List.of(shard.id()));

  private static final Subject<Failovers> FAILOVERS =
      new Subject<>(
          scrape -> scrape.snapshot().isStandalone() ? List.of() : List.of(scrape.failovers()),
          List.of(),
          failovers -> List.of());

  private static final Subject<QueueRow> QUEUES =
      new Subject<>(
          scrape -> scrape.queues().stream().flatMap(QueueRow::of).toList(),
          List.of("queue", "group"),
          row -> List.of(row.name(), row.group()));

  private static final Subject<PatternMatches> PATTERNS =
      new Subject<>(ScrapeResult::patterns, List.of("pattern"), matches -> List.of(matches.name()));

  private static final Subject<ScrapeResult> EXPORTER =
      new Subject<>(List::of, List.of(), scrape -> List.of());

  /** Metrics of each node. */
  static Builder<Node> ofNodes(String name, Collector... collectors) {
    return new Builder<>(name, NODES, collectors);
  }

  /** Metrics of the cluster as a whole; there are none where there is no cluster. */
  static Builder<ClusterSnapshot> ofCluster(String name, Collector... collectors) {
    return new Builder<>(name, CLUSTER, collectors);
  }

  /** Metrics of each shard. */
  static Builder<Shard> ofShards(String name, Collector... collectors) {
    return new Builder<>(name, SHARDS, collectors);
  }

  /** Metrics of what failed over; there are none where there is no cluster. */
  static Builder<Failovers> ofFailovers(String name, Collector... collectors) {
    return new Builder<>(name, FAILOVERS, collectors);
  }

  /** Metrics of each queue, and of each consumer group where it has some. */
  static Builder<QueueRow> ofQueues(String name, Collector... collectors) {
    return new Builder<>(name, QUEUES, collectors);
  }

  /** Metrics of each pattern of queues. */
  static Builder<PatternMatches> ofPatterns(String name, Collector... collectors) {
    return new Builder<>(name, PATTERNS, collectors);
  }

  /** Metrics of the exporter itself. */
  static Builder<ScrapeResult> ofExporter(String name, Collector... collectors) {
    return new Builder<>(name, EXPORTER, collectors);
  }

  /** Lists the metrics of a group, one call each. */
  static final class Builder<S> {
    private final String name;
    private final Subject<S> subject;
    private final Set<Collector> collectors;
    private final List<Metric<S>> metrics = new ArrayList<>();

    private Builder(String name, Subject<S> subject, Collector... collectors) {
      this.name = name;
      this.subject = subject;
      this.collectors = Set.of(collectors);
    }

    Builder<S> gauge(String name, String help, Function<S, OptionalDouble> reader) {
      return add(name, Metric.Type.GAUGE, List.of(), help, Metric.single(reader));
    }

    Builder<S> gauge(
        String name, List<String> labels, String help, BiConsumer<S, DataPoints> reader) {
      return add(name, Metric.Type.GAUGE, labels, help, reader);
    }

    Builder<S> counter(String name, String help, Function<S, OptionalDouble> reader) {
      return add(name, Metric.Type.COUNTER, List.of(), help, Metric.single(reader));
    }

    Builder<S> counter(
        String name, List<String> labels, String help, BiConsumer<S, DataPoints> reader) {
      return add(name, Metric.Type.COUNTER, labels, help, reader);
    }

    /**
     * A counter that the library keeps.
     *
     * @param labels names of its labels
     */
    Builder<S> counter(Counter counter, List<String> labels) {
      MetricMetadata metadata = counter.collect().getMetadata();
      return add(
          new Metric<>(
              metadata,
              Metric.Type.COUNTER,
              labels,
              List.of(),
              (subject, points) ->
                  counter
                      .collect()
                      .getDataPoints()
                      .forEach(each -> points.add(each.getValue(), each.getLabels()))));
    }

    Builder<S> info(
        String name, List<String> labels, String help, BiConsumer<S, DataPoints> reader) {
      return add(name, Metric.Type.INFO, labels, help, reader);
    }

    Builder<S> histogram(
        String name,
        List<String> labels,
        List<Double> bounds,
        String help,
        BiConsumer<S, DataPoints> reader) {
      return add(Metric.of(name, Metric.Type.HISTOGRAM, labels, bounds, help, reader));
    }

    private Builder<S> add(
        String name,
        Metric.Type type,
        List<String> labels,
        String help,
        BiConsumer<S, DataPoints> reader) {
      return add(Metric.of(name, type, labels, List.of(), help, reader));
    }

    private Builder<S> add(Metric<S> metric) {
      metrics.add(metric);
      return this;
    }

    Group<S> build() {
      return new Group<>(name, collectors, subject, metrics);
    }
  }
}
