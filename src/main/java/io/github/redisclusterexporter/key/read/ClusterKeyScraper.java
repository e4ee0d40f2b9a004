package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.key.KeyCommand;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.KeysConfig;
import io.github.redisclusterexporter.key.NamedKey;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.key.NamedKeyRead;
import io.github.redisclusterexporter.key.NamedKeyValues;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.KeyScraper;
import io.github.redisclusterexporter.scrape.PeriodicTask;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Reads the queues and the named keys of a cluster in its scrapes, and scans between them for the
 * keys of queues by pattern and of key groups. Safe for any number of threads.
 */
public final class ClusterKeyScraper implements KeyScraper, AutoCloseable {
  private final QueueRegistry registry;
  private final GroupRegistry groups;
  private final List<NamedKey> keys;

  /** The type that each key had when it was last read. */
  private final Map<NamedKey, Optional<String>> types = new ConcurrentHashMap<>();

  private final KeyFollowUp followUp;
  private final ScanProbe scanProbe;
  private final PeriodicTask keyScan;

  /** Starts to scan for keys when patterns or groups are configured. */
  public ClusterKeyScraper(
      QueuesConfig queues, KeysConfig keys, ClusterConnections connections, Clock clock) {
    registry = new QueueRegistry(queues, clock);
    this.keys = keys.named();
    followUp = new KeyFollowUp(connections, connections::executor);
    groups = new GroupRegistry(keys.groups(), clock);
    scanProbe = new ScanProbe(connections);
    List<KeySearch> searches = new ArrayList<>(registry.searches());
    searches.addAll(groups.searches());
    keyScan =
        searches.isEmpty()
            ? PeriodicTask.none()
            : PeriodicTask.start(
                "key-scanner",
                new KeyScanner(connections::snapshot, searches, queues.search(), scanProbe)
                    ::scanNext);
  }

  /** The commands that are sent for keys, besides those of the collectors. */
  public static List<AllowedCommand> commands() {
    return Stream.concat(QueueCommand.all().stream(), KeyCommand.all().stream()).toList();
  }

  @Override
  public ScrapeReads start(Set<Collector> wanted, ClusterSnapshot previous) {
    Map<QueueDefinition, KeyTask<QueueValues>> ofQueues = new LinkedHashMap<>();
    if (wanted.contains(Collector.QUEUES)) {
      registry.queues().forEach(queue -> ofQueues.put(queue, registry.task(queue)));
    }
    Map<NamedKey, KeyTask<NamedKeyValues>> ofKeys = new LinkedHashMap<>();
    if (wanted.contains(Collector.KEYS)) {
      keys.forEach(key -> ofKeys.put(key, task(key)));
    }
    List<KeyTask<?>> all = new ArrayList<>(ofQueues.values());
    all.addAll(ofKeys.values());
    return new Reads(ofQueues, ofKeys, new KeyScrape(all, previous), followUp);
  }

  private KeyTask<NamedKeyValues> task(NamedKey key) {
    return new KeyTask<>(
        key.slot(),
        (asking, isClusterNode) -> {
          Optional<String> type = types.getOrDefault(key, Optional.empty());
          NamedKeyRead read = new NamedKeyRead(key, type, asking, isClusterNode);
          return new KeyTask.Started<>(read, () -> types.put(key, read.type()));
        });
  }

  private record Reads(
      Map<QueueDefinition, KeyTask<QueueValues>> ofQueues,
      Map<NamedKey, KeyTask<NamedKeyValues>> ofKeys,
      KeyScrape scrape,
      KeyFollowUp followUp)
      implements ScrapeReads {
    @Override
    public NodeReads readsAt(ProbeTarget target) {
      return scrape.readsAt(target);
    }

    @Override
    public Values complete(ClusterSnapshot current, Deadline deadline) throws InterruptedException {
      followUp.run(scrape, current, deadline);
      List<QueueFacts> queues = new ArrayList<>();
      ofQueues.forEach(
          (queue, task) -> {
            KeyScrape.Outcome<QueueValues> outcome = scrape.outcome(task, current);
            queues.add(new QueueFacts(queue, outcome.node(), outcome.values(), outcome.fault()));
          });
      List<NamedKeyFacts> keys = new ArrayList<>();
      ofKeys.forEach(
          (key, task) -> {
            KeyScrape.Outcome<NamedKeyValues> outcome = scrape.outcome(task, current);
            keys.add(new NamedKeyFacts(key, outcome.node(), outcome.values(), outcome.fault()));
          });
      return new Values(queues, keys);
    }
  }

  @Override
  public List<PatternMatches> patterns() {
    return registry.patterns();
  }

  @Override
  public List<KeyGroupFacts> keyGroups() {
    return groups.facts();
  }

  /** Waits until every pattern was scanned for; false when the deadline passed before. */
  public boolean awaitKeyScan(Deadline deadline) throws InterruptedException {
    return registry.awaitScan(deadline) && groups.awaitPasses(deadline);
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
