package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.ProxiedReplicationStream;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Replication lag. Node 3 is the replica of node 0, which receives writes. */
final class LagDrills {
  private static final String LAGGING_REPLICAS = "count(replication_lag_seconds > 1)";

  private LagDrills() {}

  static List<Drill> all() {
    // The drills run at the same time.
    AtomicReference<ProxiedReplicationStream> stalled = new AtomicReference<>();
    AtomicReference<ProxiedReplicationStream> cut = new AtomicReference<>();
    return List.of(
        Drill.of("a replica hangs under writes")
            .given(testbed -> write(testbed.node(0)))
            .when(
                testbed -> {
                  testbed.node(3).freeze();
                  write(testbed.node(0));
                })
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("count(replication_lag_bytes)", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_flagged{fail}", 5)
            .reported(Finding.TIMEOUT, Finding.UNPROTECTED)
            .check("hangs"),
        Drill.of("the stream from a primary to its replica stalls under writes")
            .given(testbed -> stalled.set(proxied(testbed)))
            .when(
                testbed -> {
                  testbed.scrape();
                  Objects.requireNonNull(stalled.get()).stall();
                  write(testbed.node(0));
                })
            .eventually(LAGGING_REPLICAS, 1)
            .reported(Finding.BEHIND)
            .check("nothing"),
        Drill.of("a replica loses the connection to its primary under writes")
            .given(testbed -> cut.set(proxied(testbed)))
            .when(
                testbed -> {
                  testbed.scrape();
                  Objects.requireNonNull(cut.get()).cut();
                  write(testbed.node(0));
                })
            .eventually(LAGGING_REPLICAS, 1)
            .eventually("replication_link_up", 2)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("failures_tolerated{node}", 0)
            .reported(Finding.UNPROTECTED, Finding.LINK_DOWN, Finding.BEHIND)
            .check("nothing"));
  }

  private static ProxiedReplicationStream proxied(Testbed testbed) {
    // The default of Redis; that of Valkey is larger.
    testbed
        .cluster()
        .nodes()
        .forEach(node -> node.command("CONFIG", "SET", "repl-backlog-size", "1mb"));
    return testbed.closeLater(
        ProxiedReplicationStream.install(testbed.cluster(), testbed.node(0), testbed.node(3)));
  }

  /** Writes a megabyte to slot 3300. */
  static void write(RedisServer primary) {
    for (int i = 0; i < 10; i++) {
      primary.command("SET", "b", "x".repeat(100_000));
    }
  }
}
