package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ClusterConfig;
import io.github.redisclusterexporter.ExporterConfig;
import io.github.redisclusterexporter.alert.Yaml;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would be sent to a cluster of Kubernetes, by the program that sends it. */
class KubernetesIT {
  private static final String EXAMPLES = "deploy/kubernetes/examples/";

  private final Path directory;

  KubernetesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static Optional<RenderedManifests> built(String kustomization) {
    Optional<Path> kubectl = Executables.onPath("kubectl");
    if (kubectl.isEmpty()) {
      MissingTools.report("kubectl", "that the kustomizations are built");
    }
    return kubectl.map(
        program ->
            new RenderedManifests(
                Yaml.all(
                    Finished.run(Map.of(), List.of(program.toString(), "kustomize", kustomization))
                        .assertSuccess()
                        .output())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/kubernetes",
        EXAMPLES + "tls",
        EXAMPLES + "no-password",
        EXAMPLES + "several-clusters"
      })
  void everyKustomizationIsRightAfterItIsBuilt(String kustomization) throws Exception {
    Optional<RenderedManifests> built = built(kustomization);
    if (built.isEmpty()) {
      return;
    }
    assertThat(built.get().objects())
        .allSatisfy(
            object -> {
              assertThat(ApiTypes.read(object)).isNotNull();
              assertThat(object.in("metadata").text("namespace")).isPresent();
            });
    assertThat(built.get().container().text("image").orElseThrow())
        .matches("ghcr\\.io/redisclusterexporter/redis-cluster-exporter:\\d+\\.\\d+\\.\\d+");
    assertThat(built.get().only("ConfigMap").in("metadata").text("name").orElseThrow())
        .as("a changed setting makes a new pod")
        .matches("([a-z]+-)?redis-cluster-exporter-[a-z0-9]+");
    assertThat(built.get().configuration(directory).clusters()).isNotEmpty();
  }

  @Test
  void theDefaultNeedsNoOperator() throws Exception {
    Optional<RenderedManifests> built = built("deploy/kubernetes");
    if (built.isEmpty()) {
      return;
    }
    assertThat(built.get().kinds())
        .containsExactlyInAnyOrder("ConfigMap", "Deployment", "NetworkPolicy", "Service");
    ClusterConfig only = built.get().configuration(directory).clusters().get(0);
    assertThat(only.redis().name()).isEqualTo("redis-cluster");
    assertThat(password(only)).isEqualTo(RenderedManifests.PASSWORD);
  }

  @Test
  void theOverlayWithTlsHasTheLabelOfTheRelease() throws Exception {
    Optional<RenderedManifests> built = built(EXAMPLES + "tls");
    if (built.isEmpty()) {
      return;
    }
    for (String kind : List.of("ServiceMonitor", "PrometheusRule")) {
      assertThat(built.get().only(kind).in("metadata").in("labels").text("release"))
          .contains("kube-prometheus-stack");
    }
    ClusterConfig shop = built.get().configuration(directory).clusters().get(0);
    assertThat(shop.redis().name()).isEqualTo("shop");
    assertThat(shop.redis().tls().enabled()).isTrue();
    assertThat(shop.redis().tls().caFile().orElseThrow()).isNotEmptyFile();
    assertThat(password(shop)).isEqualTo(RenderedManifests.PASSWORD);
  }

  @Test
  void theOverlayWithoutPasswordLogsInNowhere() throws Exception {
    Optional<RenderedManifests> built = built(EXAMPLES + "no-password");
    if (built.isEmpty()) {
      return;
    }
    ClusterConfig only = built.get().configuration(directory).clusters().get(0);
    assertThat(only.redis().credentials().username()).isEmpty();
    assertThat(only.redis().credentials().passwordFile()).isEmpty();
    assertThat(built.get().pod().each("volumes"))
        .as("its Secret need not exist")
        .allSatisfy(volume -> assertThat(volume.in("secret").text("optional")).contains("true"));
  }

  @Test
  void severalClustersHaveAFileAndASecretEach() throws Exception {
    Optional<RenderedManifests> built = built(EXAMPLES + "several-clusters");
    if (built.isEmpty()) {
      return;
    }
    ExporterConfig config = built.get().configuration(directory);
    assertThat(config.clusters())
        .extracting(cluster -> cluster.redis().name())
        .containsExactlyInAnyOrder("cache", "shop");
    assertThat(config.clusters())
        .allSatisfy(
            cluster -> {
              assertThat(password(cluster)).isEqualTo(RenderedManifests.PASSWORD);
              assertThat(cluster.redis().credentials().username()).contains("exporter");
              assertThat(cluster.redis().credentials().passwordFile().orElseThrow().getParent())
                  .hasFileName(cluster.redis().name());
              assertThat(cluster.redis().tls().enabled())
                  .isEqualTo(cluster.redis().name().equals("cache"));
              assertThat(cluster.redis().tls().caFile().isPresent())
                  .isEqualTo(cluster.redis().tls().enabled());
            });
  }

  private static String password(ClusterConfig cluster) throws IOException {
    return Files.readString(cluster.redis().credentials().passwordFile().orElseThrow()).strip();
  }
}
