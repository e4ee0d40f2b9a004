package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.ConfigNode;
import java.time.Duration;

/**
 * How keys are looked for that queues are configured for by pattern.
 *
 * @param interval from the end of one search to the beginning of the next
 * @param keysPerSecond how many keys the servers look at for it, all together
 * @param mostKeys how many keys of one primary are looked at for one pattern in one search
 * @param forgetAfter how long a key that is no longer found stays a queue, an empty one
 */
public record SearchConfig(
    Duration interval, int keysPerSecond, int mostKeys, Duration forgetAfter) {
  static final SearchConfig DEFAULT =
      new SearchConfig(Duration.ofMinutes(5), 10_000, 10_000_000, Duration.ofDays(1));

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration LONGEST_MEMORY = Duration.ofDays(366);

  static SearchConfig read(ConfigNode section) {
    return new SearchConfig(
        section.at("interval").duration(LONGEST_INTERVAL),
        section.at("keys-per-second").integer(1, 10_000_000),
        section.at("most-keys").integer(1, 999_999_999),
        section.at("forget-after").duration(LONGEST_MEMORY));
  }
}
