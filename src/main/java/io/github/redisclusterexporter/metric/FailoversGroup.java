package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.OptionalDouble;

/** What failed over since the exporter started. */
final class FailoversGroup {
  private static final double MILLISECONDS = 1e3;

  private FailoversGroup() {}

  static Group<Failovers> group() {
    return Group.ofFailovers(
            "failovers", ClusterHistory.REQUIRED_COLLECTORS.toArray(Collector[]::new))
        .counter(
            "redis_cluster_failovers_total",
            List.of("type"),
            "Promotions of a replica over slots of its primary, by what brought them about,"
                + " counted once however far scrapes are apart.",
            (failovers, points) ->
                failovers.counts().forEach((type, count) -> points.add(count, type.label())))
        .gauge(
            "redis_cluster_last_failover_timestamp_seconds",
            "When the last failover was seen, in seconds since 1970; absent before the first.",
            failovers ->
                failovers
                    .lastDetected()
                    .map(instant -> OptionalDouble.of(instant.toEpochMilli() / MILLISECONDS))
                    .orElseGet(OptionalDouble::empty))
        .histogram(
            "redis_cluster_failover_duration_seconds",
            List.of(),
            Failovers.Outages.BOUNDS,
            "From when slots were last seen served before a failover to when they were first seen"
                + " served again, in seconds; too long by an interval of the watch at most.",
            (failovers, points) ->
                failovers
                    .outages()
                    .ifPresent(outages -> points.add(outages.counts(), outages.sum())))
        .build();
  }
}
