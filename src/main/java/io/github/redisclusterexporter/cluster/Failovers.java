package io.github.redisclusterexporter.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The failovers since the exporter started.
 *
 * @param counts of each type, those that never happened included
 * @param lastSeen when the last one was found; empty before the first
 * @param outages how long slots were not served, of each failover that was watched; empty without
 *     the watch
 */
public record Failovers(
    Map<FailoverType, Long> counts, Optional<Instant> lastSeen, Optional<Outages> outages) {

  /**
   * Times without service, counted by length.
   *
   * @param counts one for each of {@link #BOUNDS}, and one for what is longer; not cumulative
   * @param sum seconds
   */
  public record Outages(List<Long> counts, double sum) {
    /** Upper bounds in seconds: around the node timeouts that people set. */
    public static final List<Double> BOUNDS =
        List.of(0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 300.0);

    public Outages {
      counts = List.copyOf(counts);
    }
  }
}
