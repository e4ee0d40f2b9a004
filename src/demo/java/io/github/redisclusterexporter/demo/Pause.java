package io.github.redisclusterexporter.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures the longest time without a successful operation. Safe for use by many threads. */
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

  /** Discards the pauses so far; a pause in progress still counts from its start. */
  synchronized void begin() {
    longest = 0;
  }

  /** Records a successful operation. */
  synchronized void served() {
    longest = longest().toNanos();
    last = nanoTime.getAsLong();
  }

  /** Ends the measurement: from now on there is no pause. */
  synchronized void end() {
    longest = longest().toNanos();
    ended = true;
  }

  /** The longest pause, including one that has not ended. */
  synchronized Duration longest() {
    if (ended) {
      return Duration.ofNanos(longest);
    }
    return Duration.ofNanos(Math.max(longest, nanoTime.getAsLong() - last));
  }
}
