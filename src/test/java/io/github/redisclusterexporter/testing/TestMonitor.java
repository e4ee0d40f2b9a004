package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeysConfig;
import io.github.redisclusterexporter.key.read.ClusterKeyScraper;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ClusterScraper;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Monitors a cluster with the same parts as the exporter. */
public record TestMonitor(
    NodeThreads threads,
    ClusterConnections connections,
    ClusterKeyScraper queues,
    ClusterScraper monitor)
    implements AutoCloseable {
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** As by default. */
  public static final QueuesConfig NO_QUEUES =
      new QueuesConfig(
          List.of(),
          List.of(),
          new QueuesConfig.Search(Duration.ofMinutes(5), 10_000, 10_000_000, Duration.ofDays(1)));

  private static final Set<Collector> WANTED =
      Set.of(
          Collector.CLUSTER_NODES,
          Collector.INFO,
          Collector.CLUSTER_INFO,
          Collector.QUEUES,
          Collector.KEYS);

  /**
   * Starts what runs between scrapes.
   *
   * @param watchInterval zero to monitor no failovers
   */
  public static TestMonitor start(
      RedisConfig config, QueuesConfig queues, Duration watchInterval, ScrapeListener events) {
    return start(config, queues, watchInterval, events, Clock.systemUTC());
  }

  /** The same with another clock. */
  public static TestMonitor start(
      RedisConfig config,
      QueuesConfig queues,
      Duration watchInterval,
      ScrapeListener events,
      Clock clock) {
    NodeThreads threads = new NodeThreads();
    ClusterConnections connections =
        new ClusterConnections(
            config, ClusterKeyScraper.commands(), !watchInterval.isZero(), threads, clock, events);
    ClusterKeyScraper reader = new ClusterKeyScraper(queues, KeysConfig.NONE, connections, clock);
    return new TestMonitor(
        threads, connections, reader, new ClusterScraper(connections, reader, watchInterval));
  }

  public ScrapeResult scrape() throws InterruptedException {
    return monitor.scrape(WANTED, Deadline.after(TIMEOUT));
  }

  /** The names of the nodes that replied. */
  public static Set<String> replying(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream()
        .filter(node -> node.report().isPresent())
        .map(Node::name)
        .collect(Collectors.toSet());
  }

  /** The only queue. */
  public static QueueFacts onlyQueue(ScrapeResult scrape) {
    assertThat(scrape.queues()).hasSize(1);
    return scrape.queues().get(0);
  }

  @Override
  public void close() {
    monitor.close();
    queues.close();
    connections.close();
    threads.close();
  }
}
