package io.github.redisclusterexporter.net;

import java.time.Duration;

/** The time by which an operation must have ended, on the monotonic clock. */
public final class Deadline {
  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** The earlier of this deadline and a deadline at that distance from now. */
  public Deadline within(Duration duration) {
    Deadline other = after(duration);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }

  /** The time until the deadline; zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean passed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /**
   * The time until the deadline as a timeout for sockets, for which 0 would mean no timeout.
   *
   * @return milliseconds, at least 1
   */
  public int socketTimeout() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, remaining().toMillis()));
  }

  /** How much later this deadline is than the other; negative when it is earlier. */
  public Duration since(Deadline other) {
    return Duration.ofNanos(nanoTime - other.nanoTime);
  }
}
