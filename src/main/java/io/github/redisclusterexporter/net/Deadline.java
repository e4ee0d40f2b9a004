package io.github.redisclusterexporter.net;

import java.time.Duration;

/** A moment on the monotonic clock by which something must be over. */
public final class Deadline {
  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** This one, or that far from now when that is sooner. */
  public Deadline within(Duration duration) {
    Deadline other = after(duration);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }

  /** Time left; zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean passed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /**
   * Time left as a socket timeout: a socket takes 0 for "wait for ever", so it is at least 1.
   *
   * @return milliseconds, at least 1
   */
  public int socketTimeout() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, remaining().toMillis()));
  }

  /** How much later this deadline is than the other; negative when it is sooner. */
  public Duration since(Deadline other) {
    return Duration.ofNanos(nanoTime - other.nanoTime);
  }
}
