package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FullDisk;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** Primaries that are up and refuse writes. */
final class WriteScenarios {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final long ROOM = 1_000_000;
  private static final String VALUE = "x".repeat(10_000);

  private WriteScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "memory-full",
            Opening::cluster,
            scene -> fill(scene.node(0)),
            scene -> List.of(blocked(scene, 0, "memory_full")),
            // Not by removing keys: so soon after the start of a server that is a dataset lost.
            scene -> scene.node(0).command("CONFIG", "SET", "maxmemory", "0")),
        new Scenario(
            "disk-error",
            Opening::cluster,
            scene -> {
              // So that the server minds whether it can be saved.
              scene.node(0).command("CONFIG", "SET", "save", "3600 1");
              FullDisk.failToSave(scene.node(0));
              // A key of slots 5461 to 10922.
              FullDisk.failToAppend(scene.node(1), "c");
            },
            scene ->
                List.of(blocked(scene, 0, "save_failed"), blocked(scene, 1, "aof_write_failed")),
            scene -> {
              FullDisk.save(scene.node(0));
              FullDisk.append(scene.node(1));
            }));
  }

  private static Notice blocked(Scene scene, int node, String reason) {
    return page("RedisClusterWritesBlocked", "node", scene.address(node), "reason", reason);
  }

  /** Writes to a node with a limit until it takes no more, and would not with less to hold. */
  private static void fill(RedisServer node) {
    long limit = used(node) + ROOM;
    node.command("CONFIG", "SET", "maxmemory", Long.toString(limit));
    int[] written = {0};
    Eventually.await(BOUND, node + " is full", () -> isRefused(node, written[0]++));
    // What the connections of the writer took is free again: without them it is full as well.
    node.command("CONFIG", "SET", "maxmemory", Long.toString(limit - ROOM / 2));
  }

  private static long used(RedisServer node) {
    return Long.parseLong(node.field("used_memory", "INFO", "memory").orElseThrow());
  }

  private static boolean isRefused(RedisServer node, int number) {
    try {
      // The tag is of slot 3300.
      node.command("SET", "{b}" + number, VALUE);
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith("OOM");
    }
  }
}
