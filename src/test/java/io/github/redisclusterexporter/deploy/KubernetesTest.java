package io.github.redisclusterexporter.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest, field by field, against the types of the Kubernetes API. */
class KubernetesTest {
  private static final Path DIRECTORY = Path.of("deploy/kubernetes");
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "Deployment", Deployment.class,
          "Service", Service.class,
          "NetworkPolicy", NetworkPolicy.class,
          "ServiceMonitor", ServiceMonitor.class,
          "PrometheusRule", PrometheusRule.class);

  private final ObjectMapper strict =
      new ObjectMapper()
          .setAnnotationIntrospector(new NothingUnknown())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static List<String> manifests() throws IOException {
    return Yaml.read(DIRECTORY.resolve("kustomization.yaml")).texts("resources");
  }

  @Test
  void everyManifestIsInTheKustomization() throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".yaml"))
                  .map(file -> DIRECTORY.relativize(file).toString())
                  .filter(file -> !file.equals("kustomization.yaml")))
          .containsExactlyInAnyOrderElementsOf(manifests());
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyFieldIsOneOfTheApi(String manifest) throws IOException {
    assertThat(read(manifest)).isNotNull();
  }

  @Test
  void aFieldThatTheApiDoesNotHaveIsFound() {
    Map<?, ?> misspelt = Map.of("kind", "Deployment", "specs", Map.of());
    assertThatThrownBy(() -> strict.convertValue(misspelt, Deployment.class))
        .hasMessageContaining("specs");
  }

  @Test
  void theContainerMayDoNothingThatItNeedNot() throws IOException {
    Deployment deployment = (Deployment) read("deployment.yaml");
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
    Deployment deployment = (Deployment) read("deployment.yaml");
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
    Service service = (Service) read("service.yaml");
    ServiceMonitor monitor = (ServiceMonitor) read("operator/service-monitor.yaml");
    NetworkPolicy policy = (NetworkPolicy) read("network-policy.yaml");

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

  private Object read(String manifest) throws IOException {
    Yaml content = Yaml.read(DIRECTORY.resolve(manifest));
    Class<?> type = requireNonNull(TYPES.get(content.text("kind").orElseThrow()), manifest);
    return strict.convertValue(content.fields(), type);
  }

  /** The types take fields that they do not know and keep them; here that is an error. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated method) {
      return false;
    }
  }
}
