package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.testing.FullDisk;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;

/** Primaries that refuse writes, or soon will. Their clusters have no replicas. */
final class WriteScenarios {
  static final String WRITES_BLOCKED = "writes-blocked";

  private static final long ROOM = 40_000_000;

  /** Of slots 0 to 5460, 5461 to 10922 and 10923 to 16383. */
  private static final List<String> TAGS = List.of("b", "c", "a");

  private WriteScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(WRITES_BLOCKED, Opening::withoutReplicas)
            .tells(
                scene -> {
                  // It has more than it may have.
                  Writes.limit(scene.node(0), -100_000);
                  // A server without "save" accepts writes when it cannot be saved.
                  scene.node(1).command("CONFIG", "SET", "save", "3600 1");
                  FullDisk.failToSave(scene.node(1));
                  scene.closeLater(new Writes(scene.node(1), TAGS.get(1)));
                  // The rules look at the policy of servers without a limit as well.
                  scene.node(2).command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
                  FullDisk.failToAppend(scene.node(2), TAGS.get(2));
                },
                scene ->
                    List.of(
                        blocked(scene, 0, "memory_full"),
                        blocked(scene, 1, "save_failed"),
                        blocked(scene, 2, "aof_write_failed")))
            .recoversBy(
                // Not by removing keys: soon after the start of a server, that is a dataset lost.
                scene -> {
                  scene.node(0).command("CONFIG", "SET", "maxmemory", "0");
                  FullDisk.save(scene.node(1));
                  FullDisk.append(scene.node(2));
                }),
        Scenario.of("memory", Opening::withoutReplicas)
            .tells(
                WriteScenarios::fillMemory,
                scene ->
                    List.of(
                        page("RedisClusterMemoryExhausted", "node", scene.address(0)),
                        ticket("RedisClusterMemoryNearLimit", "node", scene.address(1))))
            .tells(
                scene -> Writes.limit(scene.node(0), -100_000),
                scene -> List.of(blocked(scene, 0, "memory_full")))
            .recoversBy(
                scene -> {
                  scene.node(0).command("CONFIG", "SET", "maxmemory", "0");
                  scene.node(1).command("CONFIG", "SET", "maxmemory", "0");
                }),
        Scenario.of("snapshot-failed-without-save", Opening::single)
            .tells(
                scene -> {
                  FullDisk.failToSave(scene.node(0));
                  scene.closeLater(new Writes(scene.node(0), TAGS.get(0)));
                },
                scene ->
                    List.of(
                        ticket(
                            "RedisClusterPersistenceFailed",
                            "node",
                            scene.address(0),
                            "part",
                            "snapshot")))
            .recoversBy(scene -> FullDisk.save(scene.node(0))));
  }

  /**
   * Node 0 may not evict and is nearly full. Node 1 may evict keys with a time to live, has none,
   * and is less full. Node 2 is a cache: it is full and evicts all the time.
   */
  private static void fillMemory(Scene scene) {
    RedisServer cache = scene.node(2);
    scene.node(1).command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
    cache.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    List<Double> shares = List.of(0.985, 0.91, 1.0);
    for (int i = 0; i < shares.size(); i++) {
      long limit = Writes.limit(scene.node(i), ROOM);
      Writes.fill(scene.node(i), TAGS.get(i), (long) (limit * shares.get(i)) - 1);
    }
    scene.closeLater(new Writes(cache, TAGS.get(2)));
  }

  private static Notice blocked(Scene scene, int node, String reason) {
    return page("RedisClusterWritesBlocked", "node", scene.address(node), "reason", reason);
  }
}
