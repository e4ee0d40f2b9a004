package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

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
            .when(WriteDrills::failToSave)
            .atOnce("node_writes_blocked{save_failed}", 1)
            .check("nothing"),
        Drill.of("the append-only file cannot be written")
            .when(WriteDrills::failToAppend)
            .atOnce("node_writes_blocked{aof_write_failed}", 1)
            .check("nothing"),
        Drill.of("the memory is full, with noeviction")
            .when(stage -> stage.node(0).command("CONFIG", "SET", "maxmemory", "1"))
            .atOnce("node_writes_blocked{memory_full}", 1)
            .check("nothing"));
  }

  /** A directory where the file should be stops root as well, which rights would not. */
  private static void failToSave(Stage stage) throws Exception {
    RedisServer node = stage.node(0);
    Path inTheWay = node.directory().resolve("dump.rdb");
    Files.deleteIfExists(inTheWay);
    Files.createDirectories(inTheWay.resolve("full"));
    node.command("BGSAVE");
    stage.await(
        "the snapshot has failed",
        () ->
            node.field("rdb_last_bgsave_status", "INFO", "persistence").equals(Optional.of("err")));
  }

  /**
   * The file is /dev/full from the beginning: every write finds no space left. The server opens it
   * under this name when it is told to begin one, and renames it when its first part is written.
   */
  private static void failToAppend(Stage stage) throws Exception {
    RedisServer node = stage.node(0);
    Path files = Files.createDirectories(node.directory().resolve("appendonlydir"));
    Files.createSymbolicLink(files.resolve("temp-appendonly.aof.incr"), Path.of("/dev/full"));
    node.command("CONFIG", "SET", "appendonly", "yes");
    stage.await("writes are refused", () -> isRefused(node, "MISCONF"));
  }

  /** Keeps writing, as the first write that fails is not refused yet. */
  private static boolean isRefused(RedisServer node, String why) {
    try {
      // A key of slot 3300.
      node.command("SET", "b", "x");
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith(why);
    }
  }
}
