package io.github.redisclusterexporter.key;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a key group; its metrics are made of this.
 *
 * @param isComplete whether the last pass has seen all keys; empty before the end of the first
 * @param last the last complete pass
 */
public record KeyGroupFacts(KeyGroup group, Optional<Boolean> isComplete, Optional<Pass> last) {

  /**
   * A complete pass over the keys of all primaries.
   *
   * @param keys each key once
   * @param memoryBytes estimated from a sample; empty when the memory of no key was told
   * @param end when it ended
   */
  public record Pass(long keys, OptionalDouble memoryBytes, Instant end) {}

  /** Before the first pass. */
  public static KeyGroupFacts unknown(KeyGroup group) {
    return new KeyGroupFacts(group, Optional.empty(), Optional.empty());
  }

  /** After a complete pass. */
  public KeyGroupFacts after(Pass pass) {
    return new KeyGroupFacts(group, Optional.of(true), Optional.of(pass));
  }

  /** After a pass that may have missed keys: the last complete one counts. */
  public KeyGroupFacts afterIncompletePass() {
    return new KeyGroupFacts(group, Optional.of(false), last);
  }
}
