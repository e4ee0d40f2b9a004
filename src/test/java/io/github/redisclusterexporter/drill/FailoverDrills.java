package io.github.redisclusterexporter.drill;

import static io.github.redisclusterexporter.drill.Signals.ANY;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Optional;

/** Failovers by CLUSTER FAILOVER. */
final class FailoverDrills {
  private static final String DURATIONS = "failover_duration_seconds_count";

  private FailoverDrills() {}

  static List<Drill> all() {
    return List.of(
        Drill.of("CLUSTER FAILOVER")
            .when(testbed -> testbed.node(3).command("CLUSTER", "FAILOVER"))
            .eventually("failovers_total{manual}", 1)
            .eventually(DURATIONS, 1)
            .check("nothing"),
        Drill.of("CLUSTER FAILOVER FORCE")
            .when(testbed -> testbed.node(3).command("CLUSTER", "FAILOVER", "FORCE"))
            .eventually("failovers_total{forced}", 1)
            .eventually(DURATIONS, 1)
            .check("nothing"),
        Drill.of("CLUSTER FAILOVER TAKEOVER")
            .when(testbed -> testbed.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER"))
            .eventually("failovers_total{takeover}", 1)
            .eventually(DURATIONS, 1)
            .check("nothing"),
        Drill.of("two failovers between two scrapes, which restore the roles")
            .when(FailoverDrills::failOverAndBack)
            .eventually("failovers_total{manual}", 2)
            .eventually(DURATIONS, ANY)
            .check("nothing"));
  }

  static void failOverAndBack(Testbed testbed) {
    promote(testbed, testbed.node(3), testbed.node(0));
    promote(testbed, testbed.node(0), testbed.node(3));
  }

  private static void promote(Testbed testbed, RedisServer replica, RedisServer primary) {
    testbed.cluster().promote(replica);
    testbed.await(
        "the former primary replicates it",
        () -> primary.field("master_link_status", "INFO", "replication").equals(Optional.of("up")));
  }
}
