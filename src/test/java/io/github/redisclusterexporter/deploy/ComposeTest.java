package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What compose.yaml says of the project's own files and of itself. */
class ComposeTest {

  private static Yaml all() throws IOException {
    return Yaml.read(Path.of("compose.yaml")).in("services");
  }

  static List<String> services() throws IOException {
    return all().fields().keySet().stream().map(Object::toString).toList();
  }

  static IntStream nodes() {
    return IntStream.rangeClosed(1, 6);
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyFileThatIsMountedExists(String service) throws IOException {
    assertThat(
            all().in(service).texts("volumes").stream()
                .filter(volume -> volume.startsWith("./"))
                .map(volume -> Path.of(volume.substring(2, volume.indexOf(':')))))
        .allSatisfy(file -> assertThat(file).exists());
  }

  @ParameterizedTest
  @MethodSource("services")
  void nothingListensForOtherMachines(String service) throws IOException {
    assertThat(all().in(service).texts("ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyImageIsPinned(String service) throws IOException {
    assertThat(all().in(service).text("image").orElseThrow())
        .matches("redis-cluster-exporter|.*:v?[0-9].*");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theNodeIsWhereTheOthersLookForIt(int number) throws IOException {
    String name = "redis-cluster-node-" + number;
    Yaml node = all().in(name);
    Yaml environment = node.in("environment");
    int port = 6999 + number;
    assertThat(node.text("container_name")).contains(name);
    assertThat(environment.text("NODE_HOSTNAME")).contains(name);
    assertThat(environment.text("NODE_PORT")).contains(Integer.toString(port));
    assertThat(node.texts("ports")).containsExactly("127.0.0.1:" + port + ":" + port);
    assertThat(node.in("networks").in("cluster").text("ipv4_address"))
        .isEqualTo(environment.text("NODE_IP"));
    assertThat(all().in("haproxy").in("environment").text("REDIS_NODE_" + number))
        .contains(name + ":" + port);
    assertThat(all().in("backup").in("environment").text("REDIS_NODES").orElseThrow())
        .contains(name + ":" + port);
    assertThat(all().in("backup").texts("volumes"))
        .contains("node-" + number + ":/nodes/" + port + ":ro");
  }

  @Test
  void stagingLimitsEveryNode() throws IOException {
    Yaml staging = Yaml.read(Path.of("compose.staging.yaml")).in("services");
    assertThat(nodes().mapToObj(number -> staging.in("redis-cluster-node-" + number)))
        .allSatisfy(
            node -> {
              Yaml limits = node.in("deploy").in("resources").in("limits");
              assertThat(limits.text("cpus")).contains("0.5");
              assertThat(limits.text("memory")).contains("512M");
            });
  }
}
