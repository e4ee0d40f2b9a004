package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.util.List;

/** The servers are well, and their exporters are not. */
final class ExporterScenarios {
  static final String USER_REVOKED = "user-revoked";
  static final String EXPORTER_KILLED = "exporter-killed";
  static final String BOTH_EXPORTERS_KILLED = "both-exporters-killed";

  private static final String NODES = "REDIS_CLUSTER_NODES";

  private ExporterScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(USER_REVOKED, ExporterScenarios::withUser)
            .tells(
                scene ->
                    scene
                        .cluster()
                        .nodes()
                        .forEach(node -> node.command("ACL", "DELUSER", DocumentedUser.NAME)),
                scene -> List.of(page("RedisClusterExporterRefused")))
            .recoversBy(scene -> scene.cluster().nodes().forEach(DocumentedUser::create)),
        Scenario.of(EXPORTER_KILLED, opening -> opening.single().paired())
            .tells(
                scene -> scene.stopExporter(0),
                scene -> List.of(ticket("RedisClusterExporterDown", "instance", scene.instance(0))))
            .recoversBy(scene -> scene.startExporter(0)),
        Scenario.of(BOTH_EXPORTERS_KILLED, opening -> opening.single().paired())
            .tells(
                Scene::stopExporters,
                scene ->
                    List.of(
                        page("RedisClusterVanished"),
                        ticket("RedisClusterExporterDown", "instance", scene.instance(0)),
                        ticket("RedisClusterExporterDown", "instance", scene.instance(1))))
            .recoversBy(Scene::startExporters),
        Scenario.of("two-clusters-of-one-name", opening -> opening.withoutReplicas().paired())
            .tells(
                scene -> {
                  RedisCluster other =
                      scene.closeLater(RedisCluster.builder().replicasPerPrimary(0).start());
                  monitor(scene, other);
                },
                scene -> List.of(ticket("RedisClusterNameClash")))
            .recoversBy(scene -> monitor(scene, scene.cluster())));
  }

  private static Scene withUser(Opening opening) {
    Scene scene = opening.withoutReplicas();
    scene.cluster().nodes().forEach(DocumentedUser::create);
    scene.environment("REDIS_USERNAME", DocumentedUser.NAME);
    scene.environment("REDIS_PASSWORD", DocumentedUser.PASSWORD);
    return scene;
  }

  /** Starts the second exporter again, for this cluster. */
  private static void monitor(Scene scene, RedisCluster cluster) {
    scene.stopExporter(1);
    scene.environment(NODES, TestExporter.nodes(cluster.addresses()));
    scene.startExporter(1);
  }
}
