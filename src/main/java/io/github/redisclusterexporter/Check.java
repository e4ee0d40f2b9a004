package io.github.redisclusterexporter;

import io.github.redisclusterexporter.check.CheckFacts;
import io.github.redisclusterexporter.check.CheckReport;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ClusterMonitor;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** One scrape with the same parts as the exporter's, told in words instead of metrics. */
final class Check {
  /** How long to wait for the keys of queues that are configured by pattern. */
  private static final Duration KEY_SCAN = Duration.ofSeconds(10);

  private Check() {}

  /** Asks every node, and comes back in the time that a few slow nodes may take. */
  static CheckReport run(ExporterConfig config, BuildInfo build) throws InterruptedException {
    ExporterCounters counters = new ExporterCounters();
    Set<Collector> wanted = Catalog.of(config.collectors(), build, counters).collectors();
    // A node may be found late, and tried at two addresses; each has all the time it may take.
    Duration limit = config.redis().timeout().multipliedBy(3).plusSeconds(1);
    try (MonitoredCluster cluster =
        MonitoredCluster.start(config, Duration.ZERO, Clock.systemUTC(), counters)) {
      ClusterMonitor monitor = cluster.monitor();
      ScrapeResult scrape = monitor.scrape(wanted, Deadline.after(limit));
      if (!scrape.patterns().isEmpty() && cluster.queues().awaitKeyScan(Deadline.after(KEY_SCAN))) {
        // Once more, with the queues that were found.
        scrape = monitor.scrape(wanted, Deadline.after(limit));
      }
      return new CheckReport(
          new CheckFacts(
              config.redis(), wanted, scrape, monitor::failure, cluster.queues().keyScanFault()));
    }
  }
}
