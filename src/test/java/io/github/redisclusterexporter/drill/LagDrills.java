package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A replica that falls behind. It is node 3, and its primary, node 0, takes writes. */
final class LagDrills {
  private static final String BEHIND = "count(replication_lag_seconds > 1)";

  private LagDrills() {}

  static List<Drill> all() {
    AtomicReference<StreamNetwork> network = new AtomicReference<>();
    return List.of(
        Drill.of("a replica hangs under writes")
            .given(stage -> write(stage.node(0)))
            .when(
                stage -> {
                  stage.node(3).freeze();
                  write(stage.node(0));
                })
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("replication_link_up", 2)
            .atOnce("count(replication_lag_bytes)", 2)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("failures_tolerated{node}", 0)
            .soon("node_flagged{fail}", 5)
            .check("hangs"),
        Drill.of("the stream from a primary to its replica stalls under writes")
            .given(stage -> network.set(between(stage)))
            .when(
                stage -> {
                  stage.scrape();
                  Objects.requireNonNull(network.get()).stall();
                  write(stage.node(0));
                })
            .soon(BEHIND, 1)
            .check("nothing"),
        Drill.of("a replica loses the connection to its primary under writes")
            .given(stage -> network.set(between(stage)))
            .when(
                stage -> {
                  stage.scrape();
                  Objects.requireNonNull(network.get()).cut();
                  write(stage.node(0));
                })
            .soon(BEHIND, 1)
            .soon("replication_link_up", 2)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("failures_tolerated{node}", 0)
            .check("nothing"));
  }

  private static StreamNetwork between(Stage stage) {
    return StreamNetwork.before(stage, stage.node(0), stage.node(3));
  }

  /** A megabyte, in slot 3300. */
  static void write(RedisServer primary) {
    for (int i = 0; i < 10; i++) {
      primary.command("SET", "b", "x".repeat(100_000));
    }
  }
}
