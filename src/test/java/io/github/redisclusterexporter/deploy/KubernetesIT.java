package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What would be sent to a cluster of Kubernetes, by the program that sends it. */
class KubernetesIT {

  @Test
  void theKustomizationIsBuilt() {
    Optional<Path> kubectl = Executables.onPath("kubectl");
    if (kubectl.isEmpty()) {
      MissingTools.report("kubectl", "that the kustomization is built");
      return;
    }
    List<String> command = List.of(kubectl.get().toString(), "kustomize", "deploy/kubernetes");
    List<Yaml> objects = Yaml.all(Finished.run(Map.of(), command).assertSuccess().output());

    assertThat(objects)
        .extracting(object -> object.text("kind").orElse(""))
        .containsExactlyInAnyOrder(
            "ConfigMap",
            "Deployment",
            "NetworkPolicy",
            "PrometheusRule",
            "Service",
            "ServiceMonitor");
    assertThat(objects)
        .allSatisfy(
            object -> assertThat(object.in("metadata").text("namespace")).contains("redis"));
    Yaml pod = only(objects, "Deployment").in("spec").in("template").in("spec");
    Yaml container = pod.each("containers").get(0);
    assertThat(container.each("envFrom").get(0).in("configMapRef").text("name"))
        .as("a changed setting makes a new pod")
        .isEqualTo(only(objects, "ConfigMap").in("metadata").text("name"))
        .hasValueSatisfying(name -> assertThat(name).matches("redis-cluster-exporter-[a-z0-9]+"));
    assertThat(container.text("image").orElseThrow()).matches(".+:\\d+\\.\\d+\\.\\d+");
  }

  private static Yaml only(List<Yaml> objects, String kind) {
    List<Yaml> found =
        objects.stream().filter(object -> object.text("kind").equals(Optional.of(kind))).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
