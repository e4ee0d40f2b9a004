package io.github.redisclusterexporter.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The longest time between two moments of service. Safe for any number of threads. */
final class Pause {
  private final LongSupplier nanoTime;
  private long last;
  private long longest;
  private boolean ended;

  Pause() {
    this(System::nanoTime);
  }

  Pause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /** Forgets the pauses so far; one that is under way still counts from its beginning. */
  synchronized void begin() {
    longest = 0;
  }

  /** There was service just now. */
  synchronized void served() {
    longest = longest().toNanos();
    last = nanoTime.getAsLong();
  }

  /** Nobody asks for service any more: from now on there is no pause. */
  synchronized void end() {
    longest = longest().toNanos();
    ended = true;
  }

  /** One that has not ended counts as far as it has come. */
  synchronized Duration longest() {
    if (ended) {
      return Duration.ofNanos(longest);
    }
    return Duration.ofNanos(Math.max(longest, nanoTime.getAsLong() - last));
  }
}
