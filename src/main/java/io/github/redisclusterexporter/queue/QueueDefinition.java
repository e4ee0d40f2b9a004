package io.github.redisclusterexporter.queue;

/**
 * One queue: one key, and how to read it.
 *
 * @param name the {@code queue} label
 */
public record QueueDefinition(String name, String key, QueueRules rules) {

  /** The hash slot of the key. */
  public int slot() {
    return Slots.of(key);
  }
}
