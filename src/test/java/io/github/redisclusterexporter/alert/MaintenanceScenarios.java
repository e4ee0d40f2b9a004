package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.chat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What operators do on purpose: at most a note tells of it. */
final class MaintenanceScenarios {
  static final String DAY = "maintenance-day";

  private static final Duration BOUND = Duration.ofMinutes(1);

  /** How long a day of maintenance is watched afterwards. */
  private static final Duration WATCHED =
      PrometheusDuration.parse(System.getProperty("alerts.watched", "20m"));

  /** As shipped: the {@code minReadySeconds} of the StatefulSet. */
  private static final Duration READY = Duration.ofSeconds(30);

  /** The first slots, with a majority of the keys of their node. */
  private static final int SLOTS = 40;

  private static final int KEYS_PER_SLOT = 5;
  private static final int LAST_SLOT = 16_383;

  private MaintenanceScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of("rolling-restart-with-failovers", OutageScenarios::underLoad)
            .tells(MaintenanceScenarios::restartWithFailovers, scene -> failover("manual")),
        // As a StatefulSet does it.
        Scenario.of("rolling-restart-without-failovers", OutageScenarios::underLoad)
            .tells(MaintenanceScenarios::restartAll, scene -> failover("automatic")),
        Scenario.of("reshard-after-restart", MaintenanceScenarios::withKeysInFirstSlots)
            .staysQuiet(OutageScenarios.COMPARED_WITH)
            .tells(
                scene -> {
                  restartWithFailover(scene, 0);
                  failOverTo(scene, 0);
                  moveFirstSlots(scene, scene.node(1));
                },
                scene -> failover("manual")),
        Scenario.of("scale-out-under-load", MaintenanceScenarios::withKeysInFirstSlots)
            .tellsNothing(
                scene -> {
                  scaleOut(scene);
                  saveAll(scene);
                }),
        Scenario.of("scale-in-under-load", MaintenanceScenarios::withSeedsThatStay)
            .tellsNothing(MaintenanceScenarios::scaleIn)
            .tellsNothing(scene -> addReplica(scene, scene.node(1))),
        Scenario.of(DAY, MaintenanceScenarios::withKeysInFirstSlots)
            .staysQuiet(OutageScenarios.COMPARED_WITH)
            .tells(
                scene -> {
                  saveAll(scene);
                  restartWithFailovers(scene);
                  RedisServer owner = scene.cluster().ownerOf(LAST_SLOT).orElseThrow();
                  moveFirstSlots(scene, owner);
                },
                scene -> failover("manual"))
            .staysQuiet(WATCHED));
  }

  private static List<Notice> failover(String type) {
    return List.of(chat("RedisClusterFailover", "type", type));
  }

  private static Scene withSeedsThatStay(Opening opening) {
    Scene scene = OutageScenarios.underLoad(opening);
    scene.environment(
        "REDIS_CLUSTER_NODES",
        TestExporter.nodes(List.of(scene.node(0).address(), scene.node(1).address())));
    return scene;
  }

  private static Scene withKeysInFirstSlots(Opening opening) {
    Scene scene = OutageScenarios.underLoad(opening);
    for (int slot = 0; slot < SLOTS; slot++) {
      for (int i = 0; i < KEYS_PER_SLOT; i++) {
        scene.node(0).command("SET", "{" + tagOf(slot) + "}" + i, "x");
      }
    }
    return scene;
  }

  private static String tagOf(int slot) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(Integer::toString)
        .filter(tag -> JedisClusterCRC16.getSlot(tag) == slot)
        .findFirst()
        .orElseThrow();
  }

  /** Replicas first, then each primary after its replica has taken over. */
  private static void restartWithFailovers(Scene scene) {
    for (int i = scene.cluster().nodes().size() - 1; i >= 0; i--) {
      restartWithFailover(scene, i);
    }
  }

  private static void restartWithFailover(Scene scene, int index) {
    RedisServer node = scene.node(index);
    if (isPrimary(node)) {
      failOverTo(scene, index < 3 ? index + 3 : index - 3);
    }
    restart(scene, node);
  }

  /**
   * Its primary becomes its replica. A node forgets why it was demoted when it is restarted, so
   * this waits until the exporters know.
   */
  private static void failOverTo(Scene scene, int index) {
    List<Double> before = scene.failovers();
    scene.node(index).command("CLUSTER", "FAILOVER");
    await(scene.node(index) + " is a primary", () -> isPrimary(scene.node(index)));
    await(
        "the exporters have counted it",
        () -> {
          List<Double> now = scene.failovers();
          return IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i));
        });
    scene.cluster().awaitHealthy();
  }

  private static boolean isPrimary(RedisServer node) {
    return node.field("role", "INFO", "replication").equals(Optional.of("master"));
  }

  /** Without the wait, the outages of the three shards would look like one between two scrapes. */
  private static void restartAll(Scene scene) {
    long ready = scene.scale().of(READY).toSeconds();
    for (int i = scene.cluster().nodes().size() - 1; i >= 0; i--) {
      RedisServer node = scene.node(i);
      restart(scene, node);
      await(node + " has been up for " + ready + " s", () -> uptimeSeconds(node) >= ready);
    }
  }

  private static long uptimeSeconds(RedisServer node) {
    return Long.parseLong(node.field("uptime_in_seconds", "INFO", "server").orElseThrow());
  }

  /** Ends it as a service manager does; it stays away until the others have noticed. */
  private static void restart(Scene scene, RedisServer node) {
    String id = scene.cluster().id(node);
    node.terminate();
    await(
        node + " is missed",
        () ->
            scene.cluster().nodes().stream()
                .filter(RedisServer::isAlive)
                .allMatch(other -> isMissed(other, id)));
    scene.cluster().awaitServing();
    node.restart();
    scene.cluster().awaitHealthy();
  }

  private static boolean isMissed(RedisServer other, String id) {
    return other
        .text("CLUSTER", "NODES")
        .lines()
        .filter(line -> line.startsWith(id))
        .allMatch(line -> line.split(" ", -1)[2].contains("fail") && !line.contains("fail?"));
  }

  private static void moveFirstSlots(Scene scene, RedisServer to) {
    RedisServer from = scene.cluster().ownerOf(0).orElseThrow();
    Resharding.move(scene.cluster(), from, to, 0, SLOTS - 1);
    scene.cluster().awaitHealthy();
  }

  /** A primary with a replica takes slots of the first one. */
  private static void scaleOut(Scene scene) {
    RedisServer primary = scene.cluster().addNode();
    addReplica(scene, primary);
    moveFirstSlots(scene, primary);
  }

  private static void addReplica(Scene scene, RedisServer primary) {
    RedisServer replica = scene.cluster().addNode();
    replica.command("CLUSTER", "REPLICATE", scene.cluster().id(primary));
    scene.cluster().awaitHealthy();
  }

  /**
   * The last shard gives its slots away, and its primary is removed; its replica moves by itself.
   */
  private static void scaleIn(Scene scene) {
    RedisCluster cluster = scene.cluster();
    int first = LAST_SLOT - LAST_SLOT / 3 + 1;
    Resharding.move(cluster, scene.node(2), scene.node(0), first, LAST_SLOT);
    cluster.awaitHealthy();
    cluster.removeNode(scene.node(2));
    cluster.awaitHealthy();
  }

  private static void saveAll(Scene scene) {
    List<RedisServer> nodes = scene.cluster().nodes();
    nodes.forEach(node -> node.command("BGSAVE"));
    await("all are saved", () -> nodes.stream().allMatch(MaintenanceScenarios::isSaved));
  }

  private static boolean isSaved(RedisServer node) {
    String persistence = node.text("INFO", "persistence");
    return persistence.contains("rdb_bgsave_in_progress:0")
        && persistence.contains("rdb_last_bgsave_status:ok");
  }

  private static void await(String what, Callable<Boolean> condition) {
    Eventually.await(BOUND, what, condition);
  }
}
