package io.github.redisclusterexporter;

import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.read.QueueMonitor;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ClusterMonitor;
import io.github.redisclusterexporter.scrape.ScrapeEvents;
import java.time.Clock;
import java.time.Duration;

/** The parts that monitor one cluster. */
record MonitoredCluster(ClusterConnections connections, QueueMonitor queues, ClusterMonitor monitor)
    implements AutoCloseable {

  /**
   * Starts what runs between scrapes. The cluster need not be there.
   *
   * @param watchInterval between two checks of each shard's primary; zero disables them
   * @param events is told how scrapes end, and of every fault
   */
  static MonitoredCluster start(
      ExporterConfig config, Duration watchInterval, Clock clock, ScrapeEvents events) {
    ClusterConnections connections =
        new ClusterConnections(
            config.redis(), QueueCommand.all(), !watchInterval.isZero(), clock, events);
    QueueMonitor queues = new QueueMonitor(config.queues(), connections, clock);
    return new MonitoredCluster(
        connections, queues, new ClusterMonitor(connections, queues, watchInterval));
  }

  @Override
  public void close() {
    monitor.close();
    queues.close();
    connections.close();
  }
}
