package io.github.redisclusterexporter;

import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.read.ClusterQueueScraper;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ClusterScraper;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import java.time.Clock;
import java.time.Duration;

/** The parts that monitor one cluster. */
record MonitoredCluster(
    ClusterConnections connections, ClusterQueueScraper queues, ClusterScraper monitor)
    implements AutoCloseable {

  /**
   * Starts what runs between scrapes. The cluster need not be there.
   *
   * @param watchInterval between two checks of each shard's primary; zero disables them
   * @param events is told how scrapes end, and of every fault
   */
  static MonitoredCluster start(
      ClusterConfig config, Duration watchInterval, Clock clock, ScrapeListener events) {
    ClusterConnections connections =
        new ClusterConnections(
            config.redis(), QueueCommand.all(), !watchInterval.isZero(), clock, events);
    ClusterQueueScraper queues = new ClusterQueueScraper(config.queues(), connections, clock);
    return new MonitoredCluster(
        connections, queues, new ClusterScraper(connections, queues, watchInterval));
  }

  @Override
  public void close() {
    monitor.close();
    queues.close();
    connections.close();
  }
}
