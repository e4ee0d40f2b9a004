package io.github.redisclusterexporter.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The age of an entry, from a number that may be a time. */
final class EntryAge {
  // Earlier than any entry of a queue in use; ids and scores that are not times are far from it.
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final double MILLIS = 1000;

  private EntryAge() {}

  /**
   * The age; zero for a time slightly in the future, empty when the number cannot be a time.
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

  /** The age for a number of seconds or of milliseconds; at most one of the two is plausible. */
  static Optional<Duration> ageOfSecondsOrMilliseconds(double number, Instant now) {
    return age(number * MILLIS, now).or(() -> age(number, now));
  }
}
