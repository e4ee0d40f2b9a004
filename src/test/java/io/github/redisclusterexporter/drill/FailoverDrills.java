package io.github.redisclusterexporter.drill;

import static io.github.redisclusterexporter.drill.Signals.ANY;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Failovers on command. */
final class FailoverDrills {
  private static final String DURATIONS = "failover_duration_seconds_count";

  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(6);

  private FailoverDrills() {}

  static List<Drill> all() {
    return List.of(
        Drill.of("CLUSTER FAILOVER")
            .when(stage -> stage.node(3).command("CLUSTER", "FAILOVER"))
            .soon("failovers_total{manual}", 1)
            .soon(DURATIONS, 1)
            .check("nothing"),
        Drill.of("CLUSTER FAILOVER FORCE")
            .when(stage -> stage.node(3).command("CLUSTER", "FAILOVER", "FORCE"))
            .soon("failovers_total{forced}", 1)
            .soon(DURATIONS, 1)
            .check("nothing"),
        Drill.of("CLUSTER FAILOVER TAKEOVER")
            .when(stage -> stage.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER"))
            .soon("failovers_total{takeover}", 1)
            .soon(DURATIONS, 1)
            .check("nothing"),
        Drill.of("two failovers between two scrapes, which restore the roles")
            .when(FailoverDrills::thereAndBack)
            .soon("failovers_total{manual}", 2)
            .soon(DURATIONS, ANY)
            .check("nothing"));
  }

  static void thereAndBack(Stage stage) {
    promote(stage, stage.node(3), stage.node(0));
    promote(stage, stage.node(0), stage.node(3));
  }

  private static void promote(Stage stage, RedisServer replica, RedisServer primary) {
    long[] due = {System.nanoTime()};
    stage.await(
        "the roles are exchanged",
        () -> {
          boolean promoted = is(replica, "role", "master");
          // One that times out, after five seconds, is ordered again.
          if (!promoted && System.nanoTime() - due[0] >= 0) {
            due[0] = System.nanoTime() + AGAIN_NANOS;
            replica.command("CLUSTER", "FAILOVER");
          }
          return promoted && is(primary, "master_link_status", "up");
        });
  }

  private static boolean is(RedisServer node, String field, String value) {
    return node.field(field, "INFO", "replication").equals(Optional.of(value));
  }
}
