package io.github.redisclusterexporter.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The failovers since the exporter started.
 *
 * @param counts number of failovers of each type; types without a failover have the value 0
 * @param lastDetected time of day when the last failover was detected; empty before the first
 * @param recent the last ones, newest first, at most {@link #MOST_RECENT}
 * @param outages times without a serving primary during failovers; empty when they are not measured
 */
public record Failovers(
    Map<Type, Long> counts,
    Optional<Instant> lastDetected,
    List<Event> recent,
    Optional<Outages> outages) {
  public static final int MOST_RECENT = 10;

  public Failovers {
    recent = List.copyOf(recent);
  }

  /** How a replica became the primary. The name in lower case is the {@code type} label. */
  public enum Type {
    /** The replica was elected after its primary had failed. */
    AUTOMATIC,
    /** CLUSTER FAILOVER: the primary handed over to the replica. */
    MANUAL,
    /** CLUSTER FAILOVER FORCE: the replica was elected without the consent of the primary. */
    FORCED,
    /** CLUSTER FAILOVER TAKEOVER: the replica was promoted without an election. */
    TAKEOVER,
    /** The evidence was lost in a restart or was never available. */
    UNKNOWN;

    /** The value of the label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One failover.
   *
   * @param detectedAt time of day
   * @param node the name of the new primary; empty when it is unknown
   * @param shard its shard; empty when it is unknown
   * @param outage how long no node served the slots of the shard; empty when it was not measured
   */
  public record Event(
      Type type,
      Instant detectedAt,
      Optional<String> node,
      Optional<String> shard,
      Optional<Duration> outage) {

    Event withOutage(Duration measured) {
      return new Event(type, detectedAt, node, shard, Optional.of(measured));
    }
  }

  /**
   * A histogram of the times during which no node served the slots of a shard.
   *
   * @param counts one count for each of {@link #BOUNDS}, and one for longer times; not cumulative
   * @param sum seconds
   */
  public record Outages(List<Long> counts, double sum) {
    /** Upper bounds in seconds. They are close to the usual values of cluster-node-timeout. */
    public static final List<Double> BOUNDS =
        List.of(0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 300.0);

    public Outages {
      counts = List.copyOf(counts);
    }
  }
}
