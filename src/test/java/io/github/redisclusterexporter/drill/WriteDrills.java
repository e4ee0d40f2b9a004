package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.FullDisk;
import java.util.ArrayList;
import java.util.List;

/** Primaries that are up and refuse writes. */
final class WriteDrills {
  private WriteDrills() {}

  static List<Drill> all(ServerKind server) {
    List<Drill> drills = new ArrayList<>(ofEachVersion());
    if (server != ServerKind.REDIS_62) {
      drills.add(
          Drill.of("the append-only file cannot be written")
              // The key belongs to slot 3300.
              .when(testbed -> FullDisk.failToAppend(testbed.node(0), "b"))
              .immediately("node_writes_blocked{aof_write_failed}", 1)
              .reported(Finding.WRITES)
              .check("nothing"));
    }
    return drills;
  }

  private static List<Drill> ofEachVersion() {
    return List.of(
        Drill.of("min-replicas-to-write is not met")
            .given(
                testbed -> testbed.node(0).command("CONFIG", "SET", "min-replicas-to-write", "1"))
            .when(testbed -> testbed.node(3).kill())
            .eventually("node_writes_blocked{replicas_missing}", 1)
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_flagged{fail}", 5)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.UNPROTECTED, Finding.WRITES)
            .check("nothing"),
        Drill.of("a snapshot cannot be written")
            .given(testbed -> testbed.node(0).command("CONFIG", "SET", "save", "3600 1"))
            .when(
                testbed -> {
                  FullDisk.failToSave(testbed.node(0));
                  FullDisk.awaitRefusedWrite(testbed.node(0), "b");
                })
            .immediately("node_writes_blocked{save_failed}", 1)
            .reported(Finding.WRITES)
            .check("nothing"),
        Drill.of("the memory is full, with noeviction")
            .when(testbed -> testbed.node(0).command("CONFIG", "SET", "maxmemory", "1"))
            .immediately("node_writes_blocked{memory_full}", 1)
            .reported(Finding.WRITES)
            .check("nothing"));
  }
}
