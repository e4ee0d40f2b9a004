package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest, field by field, against the types of the Kubernetes API. */
class KubernetesTest {
  private static final Path DIRECTORY = Path.of("deploy/kubernetes");

  /** The directories that kustomize builds. */
  static List<Path> kustomizations() throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  static List<Path> manifests() throws IOException {
    return named("resources");
  }

  /** The files that a kustomization has in the list under the key. */
  private static List<Path> named(String key) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path directory : kustomizations()) {
      Yaml kustomization = Yaml.read(directory.resolve("kustomization.yaml"));
      List<String> names =
          key.equals("patches")
              ? kustomization.each(key).stream()
                  .flatMap(patch -> patch.text("path").stream())
                  .toList()
              : kustomization.texts(key);
      names.stream()
          .filter(name -> name.endsWith(".yaml"))
          .map(directory::resolve)
          .forEach(files::add);
    }
    return files;
  }

  @Test
  void everyManifestIsInOneKustomization() throws IOException {
    List<Path> named = new ArrayList<>(manifests());
    named.addAll(named("patches"));
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      assertThat(
              files.filter(
                  file ->
                      file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml")))
          .hasSizeGreaterThan(5)
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyFieldIsOneOfTheApi(Path manifest) throws IOException {
    assertThat(ApiTypes.read(Yaml.read(manifest))).isNotNull();
  }

  @Test
  void aFieldThatTheApiDoesNotHaveIsFound() {
    Yaml misspelt = new Yaml(Map.of("kind", "Deployment", "specs", Map.of()));
    assertThatThrownBy(() -> ApiTypes.read(misspelt)).hasMessageContaining("specs");
  }

  @Test
  void theContainerMayDoNothingThatItNeedNot() throws IOException {
    Deployment deployment = (Deployment) read("base/deployment.yaml");
    assertThat(deployment.getSpec().getTemplate().getSpec().getSecurityContext().getRunAsNonRoot())
        .isTrue();
    Container container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsKey("memory");
  }

  /** The service, the policy and the monitor mean the same pods and the same port. */
  @Test
  void theManifestsFitTogether() throws IOException {
    Deployment deployment = (Deployment) read("base/deployment.yaml");
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    String port =
        deployment
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0)
            .getPorts()
            .get(0)
            .getName();
    Service service = (Service) read("base/service.yaml");
    ServiceMonitor monitor = (ServiceMonitor) read("operator/service-monitor.yaml");
    NetworkPolicy policy = (NetworkPolicy) read("base/network-policy.yaml");

    assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(labels).containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    assertThat(service.getMetadata().getLabels())
        .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
    assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()).isEqualTo(port);
    assertThat(monitor.getSpec().getEndpoints().get(0).getPort())
        .isEqualTo(service.getSpec().getPorts().get(0).getName());
    assertThat(monitor.getSpec().getEndpoints().get(0).getHonorLabels()).isTrue();
    assertThat(policy.getSpec().getIngress().get(0).getPorts().get(0).getPort().getStrVal())
        .isEqualTo(port);
  }

  private static Object read(String manifest) throws IOException {
    return ApiTypes.read(Yaml.read(DIRECTORY.resolve(manifest)));
  }
}
