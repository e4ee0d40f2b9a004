package io.github.redisclusterexporter.key;

import java.util.OptionalLong;

/**
 * The values that were read of a named key.
 *
 * @param type as TYPE replies; {@code none} for a key that does not exist
 * @param size elements, or bytes of a string; empty for the type of a module
 * @param memoryBytes empty when the key was deleted during the read
 * @param timeToLiveMillis empty when the key does not expire
 */
public record NamedKeyValues(
    String type, OptionalLong size, OptionalLong memoryBytes, OptionalLong timeToLiveMillis) {
  static final String NO_KEY = "none";

  static final NamedKeyValues MISSING =
      new NamedKeyValues(NO_KEY, OptionalLong.of(0), OptionalLong.of(0), OptionalLong.empty());

  public boolean exists() {
    return !type.equals(NO_KEY);
  }
}
