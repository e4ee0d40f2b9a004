package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What compose.yaml says of the project's own files and of itself. */
class ComposeTest {

  private static final Path FILE = Path.of("compose.yaml");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

  /** The services with the defaults of the variables. */
  private static Yaml all() throws IOException {
    return file().in("services");
  }

  private static Yaml file() throws IOException {
    return Yaml.all(VARIABLE.matcher(Files.readString(FILE)).replaceAll("$2")).get(0);
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
    assertThat(node.text("container_name"))
        .as("the name of the service is its name in the network")
        .isEmpty();
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

  @ParameterizedTest
  @MethodSource("services")
  void passwordsAreFiles(String service) throws IOException {
    Yaml described = all().in(service);
    assertThat(described.in("environment").fields().keySet())
        .extracting(Object::toString)
        .noneMatch(name -> name.endsWith("_PASSWORD"));
    assertThat(file().in("secrets").fields().keySet())
        .extracting(Object::toString)
        .containsAll(described.texts("secrets"));
    assertThat(described.in("environment").fields().values())
        .extracting(Object::toString)
        .filteredOn(value -> value.startsWith("/run/secrets/"))
        .allSatisfy(
            value ->
                assertThat(described.texts("secrets"))
                    .contains(value.substring("/run/secrets/".length())));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theNodesMayDoLittle(int number) throws IOException {
    Yaml node = all().in("redis-cluster-node-" + number);
    assertThat(node.text("user")).contains("redis");
    assertThat(node.text("read_only")).contains("true");
    assertThat(node.texts("cap_drop")).containsExactly("ALL");
  }

  /** A second project on the same machine changes only variables. */
  @Test
  void everyPortOfTheMachineIsAVariable() throws IOException {
    for (Yaml service :
        Yaml.read(FILE).in("services").fields().values().stream()
            .map(value -> new Yaml((Map<?, ?>) value))
            .toList()) {
      assertThat(service.texts("ports")).allMatch(port -> port.matches("127\\.0\\.0\\.1:\\$\\{.*"));
    }
  }

  @Test
  void theExampleHasEveryVariableWithItsDefault() throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    Matcher variables = VARIABLE.matcher(Files.readString(FILE));
    while (variables.find()) {
      defaults.put(variables.group(1), variables.group(2));
    }
    Map<String, String> example = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("deploy/example.env"))) {
      if (line.contains("=") && !line.startsWith("#")) {
        example.put(line.replaceAll("=.*", ""), line.replaceAll("^[^=]*=", ""));
      }
    }
    assertThat(example).isEqualTo(defaults);
  }

  @Test
  void everySecretIsCreatedOnce(@TempDir Path directory) throws IOException {
    Path secrets = directory.resolve("secrets");
    List<String> command = List.of("deploy/create-secrets", secrets.toString());
    Finished.run(Map.of(), command).assertSuccess();
    Map<String, String> first = contents(secrets);
    assertThat(first.keySet())
        .isEqualTo(
            file().in("secrets").fields().keySet().stream()
                .map(Object::toString)
                .collect(Collectors.toSet()));
    assertThat(first.values())
        .doesNotHaveDuplicates()
        .allMatch(text -> text.matches("[0-9a-f]{32}"));
    Finished.run(Map.of(), command).assertSuccess();
    assertThat(contents(secrets)).isEqualTo(first);
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
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
