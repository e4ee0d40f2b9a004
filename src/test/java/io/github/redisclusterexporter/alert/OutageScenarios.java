package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.chat;
import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.demo.Workload;
import java.time.Duration;
import java.util.List;

/** Nodes that are gone: what is mended by itself, and what is not. */
final class OutageScenarios {
  static final String SHARD_LOST = "shard-lost";

  private static final Duration ABANDONED_AFTER = Duration.ofMillis(500);

  /** They are dead letters before they are monitored, so that they are nothing new. */
  private static final int FAILURES = 2;

  private OutageScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "replica-killed",
            Opening::cluster,
            scene -> scene.kill(3),
            scene -> List.of(ticket("RedisClusterNodeDown", "node", scene.address(3))),
            scene -> scene.restart(3)),
        new Scenario(
            "primary-killed",
            OutageScenarios::underLoad,
            scene -> scene.kill(0),
            scene ->
                List.of(
                    chat("RedisClusterFailover", "type", "automatic"),
                    ticket("RedisClusterNodeDown", "node", scene.address(0))),
            scene -> scene.restart(0)),
        new Scenario(
            "primary-frozen",
            Opening::cluster,
            scene -> scene.node(0).freeze(),
            scene ->
                List.of(
                    chat("RedisClusterFailover", "type", "automatic"),
                    ticket("RedisClusterNodeDown", "node", scene.address(0))),
            scene -> scene.node(0).thaw()),
        new Scenario(
            SHARD_LOST,
            OutageScenarios::withSavedKeys,
            scene -> scene.kill(0, 3),
            scene -> List.of(page("RedisClusterShardDown", "shard", "slot-0")),
            scene -> scene.restart(0, 3)),
        new Scenario(
            "majority-lost",
            Opening::cluster,
            scene -> scene.kill(0, 1),
            scene -> List.of(page("RedisClusterQuorumLost")),
            scene -> scene.restart(0, 1)),
        new Scenario(
            "all-nodes-dead",
            Opening::cluster,
            scene -> scene.kill(0, 1, 2, 3, 4, 5),
            scene -> List.of(page("RedisClusterUnreachable")),
            scene -> scene.restart(0, 1, 2, 3, 4, 5)));
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
}
