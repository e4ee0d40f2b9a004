package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.PeriodicTask;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import io.github.redisclusterexporter.scrape.QueueScraper;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the queues of a cluster in its scrapes, and scans for the keys of patterns between them.
 * Safe for any number of threads.
 */
public final class ClusterQueueScraper implements QueueScraper, AutoCloseable {
  private final QueueRegistry registry;
  private final QueueFollowUp followUp;
  private final ScanProbe scanProbe;
  private final PeriodicTask keyScan;

  /** Starts to scan for keys when patterns are configured. */
  public ClusterQueueScraper(QueuesConfig config, ClusterConnections connections, Clock clock) {
    registry = new QueueRegistry(config, clock);
    followUp = new QueueFollowUp(connections, connections.executor());
    scanProbe = new ScanProbe(connections);
    keyScan =
        config.patterns().isEmpty()
            ? PeriodicTask.none()
            : PeriodicTask.start(
                "key-scanner",
                new KeyScanner(connections::snapshot, registry, config, scanProbe)::scanNext);
  }

  @Override
  public ScrapeReads start(Set<Collector> wanted, ClusterSnapshot previous) {
    boolean isWanted = wanted.contains(Collector.QUEUES);
    return new Reads(
        new QueueScrape(registry, isWanted ? registry.queues() : List.of(), previous), followUp);
  }

  private record Reads(QueueScrape scrape, QueueFollowUp followUp) implements ScrapeReads {
    @Override
    public NodeReads readsAt(ProbeTarget target) {
      return scrape.readsAt(target);
    }

    @Override
    public List<QueueFacts> complete(ClusterSnapshot current, Deadline deadline)
        throws InterruptedException {
      followUp.run(scrape, current, deadline);
      return scrape.facts(current);
    }
  }

  @Override
  public List<PatternMatches> patterns() {
    return registry.patterns();
  }

  /** Waits until every pattern was scanned for; false when the deadline passed before. */
  public boolean awaitKeyScan(Deadline deadline) throws InterruptedException {
    return registry.awaitScan(deadline);
  }

  /** Why the last step of a key scan that failed did so; empty when none has failed. */
  public Optional<Fault> keyScanFault() {
    return scanProbe.lastFault();
  }

  @Override
  public void close() {
    keyScan.close();
  }
}
