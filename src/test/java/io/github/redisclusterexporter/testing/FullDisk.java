package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

/** Makes nodes unable to write their files. */
public final class FullDisk {
  private FullDisk() {}

  /**
   * Makes snapshots of this node fail. A directory in place of the file also stops the user root,
   * for whom file permissions do not count.
   */
  public static void failToSave(RedisServer node) throws IOException {
    Path inTheWay = snapshot(node);
    Files.deleteIfExists(inTheWay);
    Files.createDirectories(inTheWay.resolve("full"));
    awaitSnapshot(node, "err");
  }

  /** Makes snapshots possible again, and takes one. */
  public static void save(RedisServer node) {
    TempDirectories.delete(snapshot(node));
    awaitSnapshot(node, "ok");
  }

  private static Path snapshot(RedisServer node) {
    return node.directory().resolve("dump.rdb");
  }

  private static void awaitSnapshot(RedisServer node, String status) {
    node.command("BGSAVE");
    Eventually.await(
        "the snapshot of " + node + " is " + status,
        () ->
            node.field("rdb_last_bgsave_status", "INFO", "persistence")
                .equals(Optional.of(status)));
  }

  /**
   * Makes the append-only file of this node /dev/full, to which every write fails with no space
   * left. The server opens a new file under this name and renames it when its first part is
   * written.
   *
   * @param key a key of a slot of the node; it is written until the node refuses the write
   */
  public static void failToAppend(RedisServer node, String key) throws IOException {
    Path files = Files.createDirectories(appendOnlyFiles(node));
    Files.createSymbolicLink(files.resolve("temp-appendonly.aof.incr"), Path.of("/dev/full"));
    node.command("CONFIG", "SET", "appendonly", "yes");
    awaitRefusedWrite(node, key);
  }

  /** Writes a key of a slot of the node until the node refuses it. */
  public static void awaitRefusedWrite(RedisServer node, String key) {
    Eventually.await(node + " refuses writes", () -> isRefused(node, key));
  }

  /** Starts another append-only file that can be written. */
  public static void append(RedisServer node) {
    node.command("CONFIG", "SET", "appendonly", "no");
    TempDirectories.delete(appendOnlyFiles(node));
    node.command("CONFIG", "SET", "appendonly", "yes");
    Eventually.await(
        node + " writes its append-only file",
        () -> node.field("aof_last_write_status", "INFO", "persistence").equals(Optional.of("ok")));
  }

  private static Path appendOnlyFiles(RedisServer node) {
    return node.directory().resolve("appendonlydir");
  }

  /** Writes repeatedly: the server refuses writes only after one has failed. */
  private static boolean isRefused(RedisServer node, String key) {
    try {
      node.command("SET", key, "x");
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith("MISCONF");
    }
  }
}
