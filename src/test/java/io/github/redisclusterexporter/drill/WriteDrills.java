package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.FullDisk;
import java.util.List;

/** Primaries that are up and refuse to write. */
final class WriteDrills {
  private WriteDrills() {}

  static List<Drill> all() {
    return List.of(
        Drill.of("min-replicas-to-write is not met")
            .given(stage -> stage.node(0).command("CONFIG", "SET", "min-replicas-to-write", "1"))
            .when(stage -> stage.node(3).kill())
            .soon("node_writes_blocked{replicas_missing}", 1)
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("replication_link_up", 2)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("failures_tolerated{node}", 0)
            .soon("node_flagged{fail}", 5)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a snapshot cannot be written")
            .given(stage -> stage.node(0).command("CONFIG", "SET", "save", "3600 1"))
            .when(stage -> FullDisk.failToSave(stage.node(0)))
            .atOnce("node_writes_blocked{save_failed}", 1)
            .check("nothing"),
        Drill.of("the append-only file cannot be written")
            // The key is of slot 3300.
            .when(stage -> FullDisk.failToAppend(stage.node(0), "b"))
            .atOnce("node_writes_blocked{aof_write_failed}", 1)
            .check("nothing"),
        Drill.of("the memory is full, with noeviction")
            .when(stage -> stage.node(0).command("CONFIG", "SET", "maxmemory", "1"))
            .atOnce("node_writes_blocked{memory_full}", 1)
            .check("nothing"));
  }
}
