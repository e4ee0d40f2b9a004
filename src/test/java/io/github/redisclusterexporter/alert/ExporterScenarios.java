package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.page;
import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.testing.DocumentedUser;
import java.util.List;

/** The servers are well, and their exporters are not. */
final class ExporterScenarios {
  private ExporterScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "user-revoked",
            ExporterScenarios::withUser,
            scene ->
                scene
                    .cluster()
                    .nodes()
                    .forEach(node -> node.command("ACL", "DELUSER", DocumentedUser.NAME)),
            scene -> List.of(page("RedisClusterExporterRefused")),
            scene -> scene.cluster().nodes().forEach(DocumentedUser::create)),
        new Scenario(
            "exporter-killed",
            opening -> opening.single().paired(),
            scene -> scene.stopExporter(0),
            scene -> List.of(ticket("RedisClusterExporterDown", "instance", scene.instance(0))),
            scene -> scene.startExporter(0)),
        new Scenario(
            "both-exporters-killed",
            opening -> opening.single().paired(),
            Scene::stopExporters,
            scene ->
                List.of(
                    page("RedisClusterVanished"),
                    ticket("RedisClusterExporterDown", "instance", scene.instance(0)),
                    ticket("RedisClusterExporterDown", "instance", scene.instance(1))),
            Scene::startExporters));
  }

  private static Scene withUser(Opening opening) {
    Scene scene = opening.cluster();
    scene.cluster().nodes().forEach(DocumentedUser::create);
    scene.environment("REDIS_USERNAME", DocumentedUser.NAME);
    scene.environment("REDIS_PASSWORD", DocumentedUser.PASSWORD);
    return scene;
  }
}
