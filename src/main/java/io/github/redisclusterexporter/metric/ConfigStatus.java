package io.github.redisclusterexporter.metric;

import java.time.Instant;

/** How the configuration was last read. Safe for any number of threads. */
public final class ConfigStatus {
  private volatile State state;

  private record State(boolean isSuccessful, Instant lastSuccess) {}

  /**
   * The exporter has started with a valid configuration.
   *
   * @param now when it was read
   */
  public ConfigStatus(Instant now) {
    state = new State(true, now);
  }

  /** The configuration was read, and is in use. */
  public void succeeded(Instant now) {
    state = new State(true, now);
  }

  /** The configuration could not be used, and the one before stays in use. */
  public void failed() {
    state = new State(false, state.lastSuccess);
  }

  boolean isSuccessful() {
    return state.isSuccessful;
  }

  Instant lastSuccess() {
    return state.lastSuccess;
  }
}
