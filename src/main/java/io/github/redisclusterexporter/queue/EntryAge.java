package io.github.redisclusterexporter.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ages of what may be a time. */
final class EntryAge {
  // No producer of a queue that still runs is older; ids and scores that are no times are far off.
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final double MILLIS = 1000;

  private EntryAge() {}

  /**
   * How long ago that was, zero for what is a little ahead; empty when it cannot be a time.
   *
   * @param milliseconds since 1970
   */
  static Optional<Duration> age(double milliseconds, Instant now) {
    if (milliseconds < EARLIEST.toEpochMilli()
        || !(milliseconds <= now.plus(AHEAD).toEpochMilli())) {
      return Optional.empty();
    }
    Duration age = Duration.between(Instant.ofEpochMilli((long) milliseconds), now);
    return Optional.of(age.isNegative() ? Duration.ZERO : age);
  }

  /** The same of a number that is either seconds or milliseconds: at most one of them can be. */
  static Optional<Duration> ageOfSecondsOrMilliseconds(double number, Instant now) {
    return age(number * MILLIS, now).or(() -> age(number, now));
  }
}
