package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The result of one scrape: everything that metrics are made of.
 *
 * @param failovers since the start
 * @param took from the request to the snapshot
 * @param queues every queue that is configured or matches a pattern, once
 * @param patterns every configured pattern
 * @param keys every named key, once
 * @param keyGroups every key group, once; from passes between scrapes
 */
public record ScrapeResult(
    ClusterSnapshot snapshot,
    Failovers failovers,
    Duration took,
    List<QueueFacts> queues,
    List<PatternMatches> patterns,
    List<NamedKeyFacts> keys,
    List<KeyGroupFacts> keyGroups) {

  /** How a scrape ended. Its name in lower case is the {@code outcome} label. */
  public enum Outcome {
    /** Every node replied to every command. */
    COMPLETE,
    /** Some nodes, or some commands on some nodes, failed. */
    PARTIAL,
    /** No node replied. */
    FAILED,
    /** Rejected because too many scrapes were under way. */
    REJECTED;

    /** As in the label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ScrapeResult {
    queues = List.copyOf(queues);
    patterns = List.copyOf(patterns);
    keys = List.copyOf(keys);
    keyGroups = List.copyOf(keyGroups);
  }
}
