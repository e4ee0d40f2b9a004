package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueRead;
import io.github.redisclusterexporter.queue.QueueReadPlan;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The queues, configured by key or matched by a pattern, and the plan of the next read of each.
 * Safe for any number of threads.
 */
final class QueueRegistry {
  private final QueuesConfig config;
  private final Clock clock;
  private final Map<QueuesConfig.Pattern, PatternMatches> found = new LinkedHashMap<>();
  private final Map<QueueDefinition, QueueReadPlan> plans = new ConcurrentHashMap<>();

  QueueRegistry(QueuesConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    config.patterns().forEach(pattern -> found.put(pattern, PatternMatches.none(pattern)));
  }

  synchronized List<QueueDefinition> queues() {
    return Stream.concat(
            config.keys().stream(),
            found.values().stream().flatMap(matches -> matches.definitions().stream()))
        .toList();
  }

  /** The matches of each pattern so far. */
  synchronized List<PatternMatches> patterns() {
    return List.copyOf(found.values());
  }

  /** One search for each pattern. */
  List<KeySearch> searches() {
    return config.patterns().stream()
        .<KeySearch>map(pattern -> new QueueSearch(pattern, this))
        .toList();
  }

  synchronized boolean awaitScan(Deadline deadline) throws InterruptedException {
    while (found.values().stream().anyMatch(matches -> matches.over().isEmpty())) {
      long millis = deadline.remaining().toMillis();
      if (millis == 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  /** A scan for the keys of a pattern has ended. */
  synchronized void found(QueuesConfig.Pattern pattern, Set<String> keys, boolean complete) {
    Set<String> taken = new HashSet<>();
    config.keys().forEach(queue -> taken.addAll(List.of(queue.name(), queue.key())));
    found.values().stream()
        .filter(matches -> !matches.pattern().equals(pattern))
        .forEach(matches -> taken.addAll(matches.kept().keySet()));
    PatternMatches.Scan scan = new PatternMatches.Scan(keys, complete, clock.instant());
    found.computeIfPresent(
        pattern, (same, matches) -> matches.after(scan, taken, config.search().forgetAfter()));
    plans.keySet().retainAll(new HashSet<>(queues()));
    notifyAll();
  }

  /** Reads a queue in one scrape. */
  KeyTask<QueueValues> task(QueueDefinition queue) {
    return new KeyTask<>(
        queue.slot(),
        (asking, isClusterNode) -> {
          int database = queue.rules().database().on(isClusterNode);
          QueueRead read = new QueueRead(queue, planFor(queue), now(), asking, database);
          return new KeyTask.Started<>(read, () -> remember(queue, read.nextPlan()));
        });
  }

  /** What the next read of a queue asks first. */
  QueueReadPlan planFor(QueueDefinition queue) {
    return plans.getOrDefault(queue, QueueReadPlan.NONE);
  }

  /** A read of a queue is done. */
  void remember(QueueDefinition queue, QueueReadPlan next) {
    plans.put(queue, next);
  }

  Instant now() {
    return clock.instant();
  }
}
