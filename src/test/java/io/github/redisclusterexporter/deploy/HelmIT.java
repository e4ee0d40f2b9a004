package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ClusterConfig;
import io.github.redisclusterexporter.ExporterConfig;
import io.github.redisclusterexporter.alert.Yaml;
import io.github.redisclusterexporter.testing.MarkdownPage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, as Helm checks and renders it. */
class HelmIT {
  private static final String CHART = "deploy/helm/redis-cluster-exporter";
  private static final String EXAMPLES = "deploy/helm/examples/";

  private final Path directory;

  HelmIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void helmHasNoComplaints() throws IOException {
    assertThat(helm("lint", CHART).assertSuccess().output()).doesNotContain("[WARNING]", "[ERROR]");
  }

  /** The commands of the documentation, each with the chart and the values that it names. */
  static Stream<String> commands() {
    return MarkdownPage.blocks("sh").stream()
        .flatMap(block -> block.commands().stream())
        .filter(command -> command.startsWith("helm "))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void documentedCommandsRender(String command) throws Exception {
    List<String> words = List.of(command.split(" ", -1));
    assertThat(words.get(1)).isEqualTo("install");
    String namespace = "";
    List<String> values = new ArrayList<>();
    for (int i = 4; i < words.size(); i += 2) {
      switch (words.get(i)) {
        case "-n" -> namespace = words.get(i + 1);
        case "-f" -> values.add(words.get(i + 1));
        default -> throw new AssertionError("what is " + words.get(i) + "?");
      }
    }
    RenderedManifests rendered =
        rendered(words.get(2), namespace, words.get(3), values.toArray(String[]::new));
    assertThat(rendered.only("Deployment").in("metadata").text("namespace")).contains(namespace);
  }

  @Test
  void thePodIsThatOfTheManifests() throws Exception {
    RenderedManifests rendered = rendered("redis-cluster-exporter", "redis", CHART);
    assertThat(rendered.kinds()).containsExactlyInAnyOrder("ConfigMap", "Deployment", "Service");
    RenderedManifests manifests =
        new RenderedManifests(
            List.of(Yaml.read(Path.of("deploy/kubernetes/base/deployment.yaml"))));
    for (String key :
        List.of("ports", "startupProbe", "readinessProbe", "livenessProbe", "resources")) {
      assertThat(rendered.container().fields().get(key))
          .as(key)
          .isEqualTo(manifests.container().fields().get(key));
    }
    assertThat(rendered.container().in("securityContext"))
        .isEqualTo(manifests.container().in("securityContext"));
    assertThat(rendered.pod().in("securityContext"))
        .isEqualTo(manifests.pod().in("securityContext"));
    assertThat(rendered.container().text("image").orElseThrow())
        .matches("ghcr\\.io/redisclusterexporter/redis-cluster-exporter:\\d+\\.\\d+\\.\\d+");
    assertThat(rendered.configuration(directory).clusters()).hasSize(1);
  }

  @Test
  void aPasswordAndTlsComeFromASecret() throws Exception {
    RenderedManifests rendered = rendered("shop", "redis", CHART, EXAMPLES + "tls.yaml");
    ClusterConfig shop = rendered.configuration(directory).clusters().get(0);
    assertThat(shop.redis().name()).isEqualTo("shop");
    assertThat(shop.redis().credentials().passwordFile().orElseThrow())
        .hasContent(RenderedManifests.PASSWORD + "\n");
    assertThat(shop.redis().tls().caFile().orElseThrow()).isNotEmptyFile();
    for (String kind : List.of("ServiceMonitor", "PrometheusRule")) {
      assertThat(rendered.only(kind).in("metadata").in("labels").text("release"))
          .contains("kube-prometheus-stack");
    }
    assertThat(rendered.only("PrometheusRule").in("spec"))
        .isEqualTo(Yaml.read(Path.of("alerts/redis-cluster.rules.yml")));
    assertThat(rendered.all("NetworkPolicy")).hasSize(1);
    assertThat(rendered.only("ServiceMonitor").in("spec").in("selector").in("matchLabels").fields())
        .isEqualTo(rendered.only("Service").in("spec").in("selector").fields());
  }

  @Test
  void severalClustersHaveAFileAndASecretEach() throws Exception {
    RenderedManifests rendered =
        rendered("redis-cluster-exporter", "monitoring", CHART, EXAMPLES + "several-clusters.yaml");
    ExporterConfig config = rendered.configuration(directory);
    assertThat(config.clusters())
        .extracting(cluster -> cluster.redis().name())
        .containsExactlyInAnyOrder("cache", "shop");
    assertThat(config.clusters())
        .allSatisfy(
            cluster ->
                assertThat(cluster.redis().credentials().passwordFile().orElseThrow())
                    .hasContent(RenderedManifests.PASSWORD + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serviceMonitors: {enabled: true}",
        "settings: {REDIS_PASSWORD: s3cret}",
        "settings: {redis.nodes: 'a:1'}",
        "image: {digest: latest}",
        "settings: null"
      })
  void wrongValuesAreRefused(String values) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);
    Path output = directory.resolve("output");
    Finished finished = helm("template", output.toString(), "a", "b", CHART, file.toString());
    assertThat(finished.code()).as(finished.output()).isEqualTo(1);
  }

  private RenderedManifests rendered(String name, String namespace, String chart, String... values)
      throws IOException {
    Path output = directory.resolve("output");
    List<String> words =
        new ArrayList<>(List.of("template", output.toString(), name, namespace, chart));
    words.addAll(List.of(values));
    helm(words.toArray(String[]::new)).assertSuccess();
    List<Yaml> objects = Yaml.all(Files.readString(output));
    assertThat(objects).allSatisfy(object -> assertThat(ApiTypes.read(object)).isNotNull());
    return new RenderedManifests(objects);
  }

  private static Finished helm(String... words) throws IOException {
    String classPath =
        String.join(
            File.pathSeparator,
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            Files.readString(Path.of("target", "test-classpath")).strip());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                HelmProgram.class.getName()));
    command.addAll(List.of(words));
    return Finished.run(Map.of("KUBECONFIG", "/dev/null"), command);
  }
}
