package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.QueueRules;
import io.github.redisclusterexporter.config.QueuesConfig;
import java.util.List;

/**
 * One queue: one key, and how to read it.
 *
 * @param name the {@code queue} label
 */
public record QueueDefinition(String name, String key, QueueRules rules) {

  /** The queues whose keys the configuration names. */
  public static List<QueueDefinition> of(QueuesConfig config) {
    return config.keys().stream()
        .map(queue -> new QueueDefinition(queue.name(), queue.key(), queue.rules()))
        .toList();
  }

  /** Where it lives on a cluster. */
  public int slot() {
    return Slots.of(key);
  }
}
