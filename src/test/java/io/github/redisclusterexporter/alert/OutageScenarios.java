package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.chat;
import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.demo.Workload;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Nodes or slots that are gone: what the cluster repairs by itself, and what it does not. */
final class OutageScenarios {
  static final String HEALTHY = "healthy";
  static final String PRIMARY_KILLED = "primary-killed";
  static final String SHARD_LOST = "shard-lost";

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration ABANDONED_AFTER = Duration.ofMillis(500);
  private static final int FAILURES = 2;

  /** With a scrape every 5 s. */
  private static final int SCRAPES_IN_14_SECONDS = 2;

  /** With a scrape every 15 s; less than a single exporter may be down without a ticket. */
  private static final int SCRAPES_IN_FOUR_MINUTES = 16;

  /** Without it no shard has another lowest slot, which is its name. */
  private static final String LAST_SLOT = "16383";

  /** A dataset is compared with that of so long ago. */
  static final Duration COMPARED_WITH = Duration.ofMinutes(16);

  private static final int KEYS = 200;

  private OutageScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(HEALTHY, OutageScenarios::underLoad).staysQuiet(FIVE_MINUTES),
        Scenario.of(PRIMARY_KILLED, OutageScenarios::underLoad)
            .tells(
                scene -> scene.kill(0),
                scene ->
                    List.of(chat("RedisClusterFailover", "type", "automatic"), nodeDown(scene, 0)))
            .recoversBy(scene -> scene.restart(0)),
        Scenario.of(SHARD_LOST, opening -> withSavedKeys(opening).pausable())
            .tells(scene -> scene.kill(0, 3), OutageScenarios::shardDown)
            .tellsNothing(scene -> scene.pauseExporters(SCRAPES_IN_14_SECONDS))
            .recoversBy(scene -> scene.restart(0, 3)),
        Scenario.of("replica-killed", Opening::cluster)
            .tells(scene -> scene.kill(3), scene -> List.of(nodeDown(scene, 3)))
            .recoversBy(scene -> scene.restart(3)),
        Scenario.of("primary-frozen", Opening::cluster)
            .tells(
                scene -> scene.node(0).freeze(),
                scene ->
                    List.of(chat("RedisClusterFailover", "type", "automatic"), nodeDown(scene, 0)))
            .recoversBy(scene -> scene.node(0).thaw()),
        Scenario.of("majority-lost", Opening::cluster)
            .tells(scene -> scene.kill(0, 1), scene -> List.of(page("RedisClusterQuorumLost")))
            .recoversBy(scene -> scene.restart(0, 1)),
        Scenario.of("all-nodes-dead", Opening::cluster)
            .tells(
                scene -> scene.kill(0, 1, 2, 3, 4, 5),
                scene -> List.of(page("RedisClusterUnreachable")))
            .recoversBy(scene -> scene.restart(0, 1, 2, 3, 4, 5)),
        // The page stays, another one says that nobody watches, and the first one does not come
        // again.
        Scenario.of("exporters-lost-in-outage", opening -> withSavedKeys(opening).pausable())
            .tells(scene -> scene.kill(0, 3), OutageScenarios::shardDown)
            .tellsBriefly(
                scene -> scene.pauseExporters(SCRAPES_IN_FOUR_MINUTES),
                scene -> List.of(page("RedisClusterVanished")))
            .recoversBy(scene -> scene.restart(0, 3)),
        Scenario.of("slots-deleted", OutageScenarios::underLoad)
            .tells(
                scene -> scene.node(2).command("CLUSTER", "DELSLOTS", LAST_SLOT),
                scene -> List.of(page("RedisClusterSlotsUncovered")))
            .recoversBy(scene -> scene.node(2).command("CLUSTER", "ADDSLOTS", LAST_SLOT)),
        Scenario.of("dataset-lost", OutageScenarios::withUnsavedKeys)
            .staysQuiet(COMPARED_WITH)
            .tells(
                scene -> scene.restart(0),
                scene -> List.of(page("RedisClusterDatasetLost", "node", scene.address(0))))
            .recoversBy(OutageScenarios::writeKeys));
  }

  /** A node of the first shard. */
  private static Notice nodeDown(Scene scene, int node) {
    return ticket(
        "RedisClusterNodeDown",
        "host",
        scene.node(node).address().host(),
        "node",
        scene.address(node),
        "shard",
        "slot-0");
  }

  private static List<Notice> shardDown(Scene scene) {
    return List.of(page("RedisClusterShardDown", "shard", "slot-0"));
  }

  /** Two exporters; the queues of the demo, with a few dead letters, are at work all the time. */
  static Scene underLoad(Opening opening) {
    Scene scene = opening.cluster().paired();
    scene.environment("REDIS_QUEUES", Workload.QUEUES);
    scene.closeLater(Workload.start(scene.cluster().addresses(), ABANDONED_AFTER, FAILURES));
    return scene;
  }

  /** What is lost with its nodes comes back with them. */
  private static Scene withSavedKeys(Opening opening) {
    Scene scene = underLoad(opening);
    // Keys of slots 0 to 5460.
    List.of("b", "f", "j").forEach(key -> scene.node(0).command("SET", key, "x"));
    scene.node(0).command("WAIT", "1", "5000");
    List.of(0, 3).forEach(node -> scene.node(node).command("SAVE"));
    return scene;
  }

  private static Scene withUnsavedKeys(Opening opening) {
    Scene scene = opening.withoutReplicas();
    writeKeys(scene);
    return scene;
  }

  /** Keys of slot 3300. */
  private static void writeKeys(Scene scene) {
    IntStream.range(0, KEYS).forEach(i -> scene.node(0).command("SET", "{b}" + i, "x"));
  }
}
