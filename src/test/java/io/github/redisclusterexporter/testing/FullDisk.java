package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

/** Nodes that cannot write their files. */
public final class FullDisk {
  private static final Duration BOUND = Duration.ofSeconds(25);

  private FullDisk() {}

  /**
   * A snapshot of this node fails, and every one after it. A directory where the file should be
   * stops root as well, which rights would not.
   */
  public static void failToSave(RedisServer node) throws IOException {
    Path inTheWay = snapshot(node);
    Files.deleteIfExists(inTheWay);
    Files.createDirectories(inTheWay.resolve("full"));
    awaitSnapshot(node, "err");
  }

  /** Makes room, and a snapshot. */
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
        BOUND,
        "the snapshot of " + node + " is " + status,
        () ->
            node.field("rdb_last_bgsave_status", "INFO", "persistence")
                .equals(Optional.of(status)));
  }

  /**
   * The append-only file of this node is /dev/full from the beginning: every write finds no space
   * left. The server opens it under this name when it is told to begin one, and renames it when its
   * first part is written.
   *
   * @param key one that the node owns; it is written until that is refused
   */
  public static void failToAppend(RedisServer node, String key) throws IOException {
    Path files = Files.createDirectories(appendOnlyFiles(node));
    Files.createSymbolicLink(files.resolve("temp-appendonly.aof.incr"), Path.of("/dev/full"));
    node.command("CONFIG", "SET", "appendonly", "yes");
    Eventually.await(BOUND, node + " refuses writes", () -> isRefused(node, key));
  }

  /** Begins another append-only file where there is room. */
  public static void append(RedisServer node) {
    node.command("CONFIG", "SET", "appendonly", "no");
    TempDirectories.delete(appendOnlyFiles(node));
    node.command("CONFIG", "SET", "appendonly", "yes");
    Eventually.await(
        BOUND,
        node + " writes its append-only file",
        () -> node.field("aof_last_write_status", "INFO", "persistence").equals(Optional.of("ok")));
  }

  private static Path appendOnlyFiles(RedisServer node) {
    return node.directory().resolve("appendonlydir");
  }

  /** Keeps writing, as the first write that fails is not refused yet. */
  private static boolean isRefused(RedisServer node, String key) {
    try {
      node.command("SET", key, "x");
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith("MISCONF");
    }
  }
}
