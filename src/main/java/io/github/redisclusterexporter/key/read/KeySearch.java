package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.key.KeyDatabase;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is done with the keys that match one pattern. {@link KeyScanner} searches again and again;
 * each pass over all primaries begins with {@link #begin} and ends with {@link #end}, unless it is
 * given up. Used by one thread.
 */
interface KeySearch {

  /**
   * What to search for.
   *
   * @param pattern as in SCAN MATCH
   * @param type as TYPE replies; empty for all types
   */
  record Target(String name, String pattern, Optional<String> type, KeyDatabase database) {}

  Target target();

  /** A pass begins; what is left of another one is dropped. */
  void begin();

  /**
   * Some keys of the current primary.
   *
   * @return false when there are too many, and the other keys of this primary are not needed
   */
  boolean found(List<String> keys);

  /** Keys of the current primary whose memory is asked for next, once all were found. */
  default List<String> sample() {
    return List.of();
  }

  /** The memory of each key of a sample; empty for a key that is gone. */
  default void measured(List<OptionalLong> bytes) {}

  /** The current primary is done; what follows is from another one. */
  default void nodeEnded() {}

  /** The pass has ended. */
  void end(boolean complete);
}
