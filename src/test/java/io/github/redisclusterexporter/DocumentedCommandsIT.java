package io.github.redisclusterexporter;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MarkdownPage;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command in a block of the documentation, run as it stands against a real cluster, its words
 * in capitals replaced. What other tests run is named in {@link #ELSEWHERE}; a command of a kind
 * that nobody runs fails here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedCommandsIT {
  /**
   * Commands that are too large for this test, or need what a machine for tests does not have, by
   * how they begin; and what runs them or stands in for them.
   */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          entry("./demo", "DemoIT"),
          entry("alerts/generate", "GenerateTest"),
          entry("./release", "ReleaseIT"),
          entry("mvn ", "the build that runs this test"),
          entry("deploy/create-secrets", "deploy/prove/system"),
          entry("docker build ", "deploy/prove/image"),
          entry("docker run ", "deploy/prove/image"),
          entry("docker compose ", "deploy/prove/system"),
          entry("docker buildx ", "nobody, for want of a registry"),
          entry("docker push ", "nobody, for want of a registry"),
          entry("docker tag ", "nobody, for want of a registry"),
          entry("helm ", "HelmIT"),
          entry("tar ", "deploy/prove/unit"),
          entry("ln ", "deploy/prove/unit"),
          entry("install ", "deploy/prove/unit"),
          entry("printf ", "deploy/prove/unit"),
          entry("systemctl ", "deploy/prove/unit"),
          entry(
              "cd tools/pictures", "nobody: the programs of the pictures are no part of the build"),
          entry("cd tools/workflows", "the job workflows of .github/workflows/changes.yml"),
          entry("npm ", "nobody, like the one for the pictures"),
          entry("node draw.mjs", "nobody, like the one before"),
          entry("trivy ", "nobody, for want of the network: it asks a database of advisories"));

  private static final Pattern ERROR =
      Pattern.compile(
          "(?m)^(?:\\(error\\) |\\S+:\\d+: )?(?:ERR|WRONGTYPE|NOPERM|NOAUTH|WRONGPASS|MOVED|ASK|CLUSTERDOWN"
              + "|NOGROUP|READONLY|LOADING|BUSY)\\b|Could not connect|Unrecognized option");

  private static final Pattern JAR =
      Pattern.compile("((?:[A-Z_]+=\\S+ )*)java -jar redis-cluster-exporter\\.jar(.*)");

  private static final String STREAM = "tasks:high";
  private static final String LIST = "tasks:list";
  private static final String GROUP = "task_workers";
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final RedisCluster cluster = RedisCluster.start();
  private final TestExporter exporter = TestExporter.of(cluster.node(0).address());
  private final Path home;

  private record Said(int exitCode, String output) {}

  DocumentedCommandsIT(@TempDir Path home) {
    this.home = home;
  }

  @BeforeAll
  void fill() {
    for (RedisServer node : cluster.nodes()) {
      node.command("ACL", "SETUSER", "exporter", "reset", "on", ">s3cret", "+info");
    }
    owner(STREAM).command("XADD", STREAM, "*", "task", "1");
    owner(STREAM).command("XGROUP", "CREATE", STREAM, GROUP, "0");
    owner(STREAM).command("XREADGROUP", "GROUP", GROUP, "worker-1", "STREAMS", STREAM, ">");
    owner(LIST).command("RPUSH", LIST, "x");
  }

  @AfterAll
  void close() {
    exporter.close();
    cluster.close();
  }

  private RedisServer owner(String key) {
    Object slot = cluster.node(0).command("CLUSTER", "KEYSLOT", key);
    return cluster.ownerOf(Integer.parseInt(String.valueOf(slot))).orElseThrow();
  }

  static Stream<String> commands() {
    return MarkdownPage.blocks("sh", "shell", "bash", "console").stream()
        .flatMap(block -> block.commands().stream())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void doesWhatItSays(String command) throws Exception {
    if (ELSEWHERE.keySet().stream().anyMatch(command::startsWith)) {
      return;
    }
    if (JAR.matcher(command).matches()) {
      runJar(command);
    } else if (command.matches("(?:[A-Z_]+=\\S+ ?)+")) {
      load(command);
    } else {
      String tool = command.replaceAll(" .*", "");
      assertThat(tool)
          .as("who runs '%s'?", command)
          .isIn("redis-cli", "curl", "ping", "amtool", "kubectl");
      if (Executables.onPath(tool).isEmpty()) {
        MissingTools.report(tool, "that '" + command + "' of the documentation works");
      } else if (tool.equals("amtool")) {
        withAlertmanager(command);
      } else {
        assertWorks(run(tool.equals("kubectl") ? withoutCluster(command) : command));
      }
    }
  }

  /** What is said above would be worth nothing if a wrong command passed. */
  @Test
  void aWrongCommandIsNoticed() throws Exception {
    if (Executables.onPath("redis-cli").isEmpty()) {
      MissingTools.report("redis-cli", "that a wrong command in the documentation is noticed");
      return;
    }
    for (String wrong :
        List.of(
            "redis-cli -h HOST -p PORT CLUSTER NODEZ",
            "redis-cli -h HOST -p PORT NO-SUCH-COMMAND",
            "redis-cli -c -h HOST -p PORT LLEN " + STREAM,
            "redis-cli -h HOST -p 1 PING",
            "redis-cli --no-such-option -h HOST -p PORT PING",
            "redis-cli --cluster call HOST:PORT ACL SETUSER other '+no-such-command'",
            "redis-cli --cluster check HOST:1")) {
      assertThat(isRight(run(wrong))).as(wrong).isFalse();
    }
  }

  private static void assertWorks(Said said) {
    assertThat(isRight(said)).as("exit code %d: %s", said.exitCode(), said.output()).isTrue();
  }

  private static boolean isRight(Said said) {
    return said.exitCode() == 0 && !ERROR.matcher(said.output()).find();
  }

  private Said run(String command) throws IOException, InterruptedException {
    RedisServer node = cluster.node(0);
    String line =
        command
            .replace("HOST:9121", exporter.uri("/").getAuthority())
            .replaceAll("\\bHOST\\b", node.address().host())
            .replaceAll("\\bPORT\\b", Integer.toString(node.address().port()))
            .replaceAll("\\bKEY\\b", command.contains("LLEN") ? LIST : STREAM)
            .replaceAll("\\bGROUP\\b", GROUP)
            .replace("=CLUSTER", "=default")
            // A server refuses a grant for a command that it does not have.
            .replace(node.binary().isAtLeast(7, 2) ? "" : " '+cluster|myshardid'", "");
    Path output = home.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).as(line).isTrue();
      return new Said(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }

  /** The addresses in the documentation are those of another cluster. */
  private void runJar(String command) {
    var words = JAR.matcher(command);
    assertThat(words.matches()).isTrue();
    Map<String, String> environment = variables(words.group(1).strip());
    environment.replace("REDIS_CLUSTER_NODES", TestExporter.nodes(cluster.addresses()));
    String[] options =
        Stream.of(words.group(2).strip().split(" ", -1))
            .filter(option -> !option.isEmpty())
            .toArray(String[]::new);
    if (options.length == 0) {
      try (JarProcess served = JarProcess.serve(environment)) {
        assertThat(served.port()).isPositive();
      }
    } else {
      try (JarProcess ended = JarProcess.run(environment, options)) {
        assertThat(ended.exitCode()).as(ended.output() + ended.errors()).isZero();
      }
    }
  }

  private static void load(String command) throws Exception {
    Map<String, String> environment = variables(command);
    environment.putIfAbsent("REDIS_CLUSTER_NODES", "a:1");
    assertThat(
            new ConfigLoader(environment, new Properties())
                .load(Optional.empty(), ExporterConfig::read))
        .isNotNull();
  }

  /** Builds what it would send to a cluster of Kubernetes, for want of one. */
  private static String withoutCluster(String kubectl) {
    return kubectl.startsWith("kubectl create ")
        ? kubectl.replace("=ca.crt", "=ca.crt=" + TestCertificates.get().server().ca())
            + " --dry-run=client -o name"
        : kubectl.replace("kubectl apply -k ", "kubectl kustomize ");
  }

  private static Map<String, String> variables(String assignments) {
    Map<String, String> variables = new HashMap<>();
    for (String assignment : assignments.split(" ", -1)) {
      String[] pair = assignment.split("=", 2);
      variables.put(pair[0], pair[1].replaceAll("^'(.*)'$", "$1"));
    }
    return variables;
  }

  private void withAlertmanager(String command) throws Exception {
    Optional<Path> alertmanager =
        Executables.onPath("alertmanager").or(() -> Executables.onPath("prometheus-alertmanager"));
    if (alertmanager.isEmpty()) {
      MissingTools.report("alertmanager", "that '" + command + "' of the documentation works");
      return;
    }
    int port = Ports.free();
    Path config = Files.writeString(home.resolve("am.yml"), ALERTMANAGER);
    Process process =
        new ProcessBuilder(
                alertmanager.get().toString(),
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=",
                "--storage.path=" + home.resolve("am"))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("am.log").toFile())
            .start();
    try {
      Eventually.await(BOUND, "alertmanager listens", () -> !Ports.isFree(port));
      // Where it is not on this machine, readers have to say so as well.
      assertWorks(
          run(command.replaceFirst("amtool", "$0 --alertmanager.url=http://127.0.0.1:" + port)));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static final String ALERTMANAGER =
      """
      route: {receiver: none}
      receivers: [{name: none}]
      """;

  /** By Prometheus' own parser; {@link DocumentationTest} knows the names of the metrics. */
  @Test
  void queriesAndScrapeConfigurationsAreRight() throws Exception {
    if (Executables.onPath("promtool").isEmpty()) {
      MissingTools.report("promtool", "the queries and the scrape configuration in the documents");
      return;
    }
    List<MarkdownPage.Block> queries = MarkdownPage.blocks("promql");
    String rules =
        IntStream.range(0, queries.size())
            .mapToObj(
                i ->
                    "- record: block:"
                        + i
                        + "\n  expr: |\n"
                        + queries.get(i).text().indent(4).stripTrailing())
            .collect(Collectors.joining("\n"));
    Path file = home.resolve("rules.yml");
    Files.writeString(file, "groups:\n- name: documents\n  rules:\n" + rules.indent(2));
    assertThat(queries).hasSizeGreaterThan(45);
    assertWorks(run("promtool check rules " + file));

    for (MarkdownPage.Block block : MarkdownPage.blocks("yaml")) {
      if (block.text().contains("scrape_configs:")) {
        Files.writeString(home.resolve("prometheus.yml"), block.text(), StandardCharsets.UTF_8);
        // What the files that it names hold is the reader's.
        assertWorks(run("promtool check config --syntax-only " + home.resolve("prometheus.yml")));
      }
    }
  }
}
