package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.exposition.Metric;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Metrics that belong together: they are switched off together, and need the same commands.
 *
 * @param <S> what they are metrics of
 * @param name as in the configuration under {@code collectors}
 * @param asks what nodes must be asked for them
 * @param subject which things a scrape has them of
 */
record Group<S>(String name, Set<Collector> asks, Subject<S> subject, List<Family<S>> families) {

  Group {
    asks = Set.copyOf(asks);
    families = List.copyOf(families);
  }

  /**
   * What metrics are of.
   *
   * @param all those of one scrape
   * @param labels names of the labels that tell them apart, {@code redis_cluster} aside
   * @param values values of these labels; an empty one leaves its label out
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
  static Builder<Node> ofNodes(String name, Collector... asks) {
    return new Builder<>(name, NODES, asks);
  }

  /** Metrics of the cluster as a whole; there are none where there is no cluster. */
  static Builder<ClusterSnapshot> ofCluster(String name, Collector... asks) {
    return new Builder<>(name, CLUSTER, asks);
  }

  /** Metrics of each shard. */
  static Builder<Shard> ofShards(String name, Collector... asks) {
    return new Builder<>(name, SHARDS, asks);
  }

  /** Metrics of what failed over; there are none where there is no cluster. */
  static Builder<Failovers> ofFailovers(String name, Collector... asks) {
    return new Builder<>(name, FAILOVERS, asks);
  }

  /** Metrics of each queue, and of each consumer group where it has some. */
  static Builder<QueueRow> ofQueues(String name, Collector... asks) {
    return new Builder<>(name, QUEUES, asks);
  }

  /** Metrics of each pattern of queues. */
  static Builder<PatternMatches> ofPatterns(String name, Collector... asks) {
    return new Builder<>(name, PATTERNS, asks);
  }

  /** Metrics of the exporter itself. */
  static Builder<ScrapeResult> ofExporter(String name, Collector... asks) {
    return new Builder<>(name, EXPORTER, asks);
  }

  /** Lists the metrics of a group, one call each. */
  static final class Builder<S> {
    private final String name;
    private final Subject<S> subject;
    private final Set<Collector> asks;
    private final List<Family<S>> families = new ArrayList<>();

    private Builder(String name, Subject<S> subject, Collector... asks) {
      this.name = name;
      this.subject = subject;
      this.asks = Set.of(asks);
    }

    Builder<S> gauge(String name, String help, Function<S, OptionalDouble> reader) {
      return add(name, Metric.Type.GAUGE, List.of(), help, Family.single(reader));
    }

    Builder<S> gauge(String name, List<String> labels, String help, BiConsumer<S, Points> reader) {
      return add(name, Metric.Type.GAUGE, labels, help, reader);
    }

    Builder<S> counter(String name, String help, Function<S, OptionalDouble> reader) {
      return add(name, Metric.Type.COUNTER, List.of(), help, Family.single(reader));
    }

    Builder<S> counter(
        String name, List<String> labels, String help, BiConsumer<S, Points> reader) {
      return add(name, Metric.Type.COUNTER, labels, help, reader);
    }

    Builder<S> info(String name, List<String> labels, String help, BiConsumer<S, Points> reader) {
      return add(name, Metric.Type.INFO, labels, help, reader);
    }

    Builder<S> histogram(
        String name,
        List<String> labels,
        List<Double> bounds,
        String help,
        BiConsumer<S, Points> reader) {
      return add(new Metric(name, Metric.Type.HISTOGRAM, labels, bounds, help), reader);
    }

    private Builder<S> add(
        String name,
        Metric.Type type,
        List<String> labels,
        String help,
        BiConsumer<S, Points> reader) {
      return add(new Metric(name, type, labels, List.of(), help), reader);
    }

    private Builder<S> add(Metric metric, BiConsumer<S, Points> reader) {
      families.add(new Family<>(metric, reader));
      return this;
    }

    Group<S> build() {
      return new Group<>(name, asks, subject, families);
    }
  }
}
