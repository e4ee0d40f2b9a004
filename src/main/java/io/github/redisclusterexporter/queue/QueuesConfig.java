package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.ConfigNode;
import java.time.Duration;
import java.util.List;

/**
 * The configured queues, with presets expanded.
 *
 * @param keys queues whose keys are configured; their names are unique
 * @param patterns queues whose keys are searched; their names are unique
 * @param search how they are searched
 */
public record QueuesConfig(List<QueueDefinition> keys, List<Pattern> patterns, Search search) {
  public QueuesConfig {
    keys = List.copyOf(keys);
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads and checks the keys {@code queues} and {@code queue-search}.
   *
   * @param database on a standalone server, of a queue that names no other
   */
  public static QueuesConfig read(ConfigNode queues, ConfigNode search, int database) {
    return new QueuesSection(database).read(queues, Search.read(search));
  }

  /** The same queues, with single consumers of streams. */
  public QueuesConfig withConsumers() {
    return new QueuesConfig(
        keys.stream()
            .map(
                queue ->
                    new QueueDefinition(queue.name(), queue.key(), queue.rules().withConsumers()))
            .toList(),
        patterns.stream()
            .map(
                pattern ->
                    new Pattern(
                        pattern.name(),
                        pattern.pattern(),
                        pattern.maxKeys(),
                        pattern.rules().withConsumers()))
            .toList(),
        search);
  }

  /**
   * Queues whose {@code queue} label is their key.
   *
   * @param name of the pattern
   * @param pattern as in SCAN MATCH
   * @param maxKeys how many keys have series
   */
  public record Pattern(String name, String pattern, int maxKeys, QueueRules rules) {}

  /**
   * How keys that match the patterns are searched.
   *
   * @param interval from the end of one scan to the start of the next
   * @param keysPerSecond how many keys are scanned per second, on all servers together
   * @param mostKeys how many keys of one primary are scanned for one pattern in one scan
   * @param forgetAfter how long a key that is no longer found stays a queue, as an empty one
   */
  public record Search(Duration interval, int keysPerSecond, int mostKeys, Duration forgetAfter) {
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    private static final Duration LONGEST_MEMORY = Duration.ofDays(366);

    static Search read(ConfigNode section) {
      return new Search(
          section.at("interval").duration(LONGEST_INTERVAL),
          section.at("keys-per-second").integer(1, 10_000_000),
          section.at("most-keys").integer(1, 999_999_999),
          section.at("forget-after").duration(LONGEST_MEMORY));
    }
  }
}
