package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.ClusterMetrics;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.node.Collector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cluster with what is shown of it. It is closed when it is no longer configured and the last
 * page that shows it is complete.
 */
final class RunningCluster implements AutoCloseable {
  private final ClusterConfig config;
  private final Duration watchInterval;
  private final MonitoredCluster monitored;
  private final ClusterMetrics metrics;
  private final ExporterCounters counters;
  private final Set<Collector> collectors;

  /** The configuration that has it, and the pages that show it. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * A cluster that is configured.
   *
   * @param collectors all that its configuration selects
   */
  RunningCluster(
      ClusterConfig config,
      Duration watchInterval,
      MonitoredCluster monitored,
      ClusterMetrics metrics,
      ExporterCounters counters,
      Set<Collector> collectors) {
    this.config = config;
    this.watchInterval = watchInterval;
    this.monitored = monitored;
    this.metrics = metrics;
    this.counters = counters;
    this.collectors = Set.copyOf(collectors);
  }

  /** Whether this configuration would start the same cluster again. */
  boolean isStartedAs(ClusterConfig other, Duration otherInterval) {
    return config.equals(other) && watchInterval.equals(otherInterval);
  }

  /** One more user, while there is at least one. */
  void retain() {
    users.incrementAndGet();
  }

  /** One user less; without any it is closed. */
  void release() {
    if (users.decrementAndGet() == 0) {
      close();
    }
  }

  String name() {
    return config.redis().name();
  }

  ClusterConfig config() {
    return config;
  }

  MonitoredCluster monitored() {
    return monitored;
  }

  ClusterMetrics metrics() {
    return metrics;
  }

  ExporterCounters counters() {
    return counters;
  }

  Set<Collector> collectors() {
    return collectors;
  }

  /** Ends it, whoever uses it. */
  @Override
  public void close() {
    monitored.close();
  }
}
