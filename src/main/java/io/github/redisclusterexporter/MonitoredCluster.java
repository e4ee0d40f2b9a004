package io.github.redisclusterexporter;

import io.github.redisclusterexporter.key.KeysConfig;
import io.github.redisclusterexporter.key.read.ClusterKeyScraper;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ClusterScraper;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import java.time.Clock;
import java.time.Duration;

/** The parts that monitor one cluster. */
record MonitoredCluster(
    ClusterConnections connections, ClusterKeyScraper keys, ClusterScraper monitor)
    implements AutoCloseable {

  /**
   * Starts what runs between scrapes. The cluster need not be there.
   *
   * @param watchInterval between two checks of each shard's primary; zero disables them
   * @param threads those of all clusters
   * @param events is told how scrapes end, and of every fault
   */
  static MonitoredCluster start(
      ClusterConfig config,
      Duration watchInterval,
      NodeThreads threads,
      Clock clock,
      ScrapeListener events) {
    ClusterConnections connections =
        new ClusterConnections(
            config.redis(),
            ClusterKeyScraper.commands(),
            !watchInterval.isZero(),
            threads,
            clock,
            events);
    KeysConfig configured =
        config.collectors().disabled().contains("key-groups")
            ? config.keys().withoutGroups()
            : config.keys();
    ClusterKeyScraper keys = new ClusterKeyScraper(config.queues(), configured, connections, clock);
    return new MonitoredCluster(
        connections, keys, new ClusterScraper(connections, keys, watchInterval));
  }

  @Override
  public void close() {
    monitor.close();
    keys.close();
    connections.close();
  }
}
