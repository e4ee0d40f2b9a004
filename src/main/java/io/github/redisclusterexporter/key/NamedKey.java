package io.github.redisclusterexporter.key;

/**
 * A key that the configuration names.
 *
 * @param name the {@code key} label
 */
public record NamedKey(String name, String key, KeyDatabase database) {

  /** The hash slot of the key. */
  public int slot() {
    return KeySlot.of(key);
  }
}
