package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.ConfigNode;
import java.util.List;

/**
 * The queues to measure, presets written out.
 *
 * @param keys queues whose keys are known; no two have one name
 * @param patterns queues whose keys are to be found; no two have one name
 * @param search how they are found
 */
public record QueuesConfig(
    List<QueueDefinition> keys, List<Pattern> patterns, SearchConfig search) {
  public static final QueuesConfig NONE =
      new QueuesConfig(List.of(), List.of(), SearchConfig.DEFAULT);

  public QueuesConfig {
    keys = List.copyOf(keys);
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads and checks the keys {@code queues} and {@code queue-search}.
   *
   * @param database where a queue is that names no other
   * @param clusterOnly whether the servers are known to have no other database
   */
  public static QueuesConfig read(
      ConfigNode queues, ConfigNode search, int database, boolean clusterOnly) {
    return new QueuesSection(database, clusterOnly).read(queues, SearchConfig.read(search));
  }

  /**
   * Queues whose {@code queue} label is their key.
   *
   * @param name of the pattern itself
   * @param pattern as for SCAN MATCH
   * @param maxKeys keys with series of their own
   */
  public record Pattern(String name, String pattern, int maxKeys, QueueRules rules) {}
}
