package io.github.redisclusterexporter.queue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The age of an entry, from a number or a text that may be a time. */
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

  /**
   * The age for a number of seconds or milliseconds, or for an ISO 8601 time with a time zone; of
   * the two numbers, at most one is plausible.
   */
  static Optional<Duration> age(String time, Instant now) {
    try {
      double number = Double.parseDouble(time);
      return age(number * MILLIS, now).or(() -> age(number, now));
    } catch (NumberFormatException notNumber) {
      return ageOfText(time, now);
    }
  }

  private static Optional<Duration> ageOfText(String time, Instant now) {
    try {
      return age((double) OffsetDateTime.parse(time).toInstant().toEpochMilli(), now);
    } catch (DateTimeException | ArithmeticException noTime) {
      return Optional.empty();
    }
  }
}
