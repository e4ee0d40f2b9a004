package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** alerts/generate: the shipped files are its own, and a user's values do what they say. */
@TestInstance(Lifecycle.PER_CLASS)
class GenerateTest {
  private static final Path ALERTS = Path.of("alerts");
  private static final Path SOURCES = ALERTS.resolve("generator");

  private URLClassLoader loader;
  private Class<?> generate;

  @BeforeAll
  void compile(@TempDir Path classes) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      sources.map(Path::toString).forEach(arguments::add);
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    generate = loader.loadClass("Generate");
  }

  @AfterAll
  void close() throws IOException {
    loader.close();
  }

  @Test
  void theShippedFilesAreUpToDate() throws Exception {
    Map<?, ?> files = (Map<?, ?>) call("shipped", new Class<?>[] {Path.class}, ALERTS);
    assertThat(files).hasSizeGreaterThan(Alert.all().size());
    for (Map.Entry<?, ?> file : files.entrySet()) {
      assertThat(Files.readString(Path.of(file.getKey().toString())))
          .as("%s; renew it with alerts/generate", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  private Object call(String name, Class<?>[] types, Object... arguments) throws Exception {
    Method method = generate.getMethod(name, types);
    try {
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private String with(String file, String values) throws Exception {
    Class<?>[] types = {Path.class, String.class, String.class};
    Map<?, ?> files = (Map<?, ?>) call("generate", types, ALERTS, "own.yml", values);
    return String.valueOf(files.get(file));
  }

  private String rules(String values) throws Exception {
    return with("rules", values);
  }

  private static Yaml rule(String rules, String alert) {
    return Yaml.all(rules).get(0).each("groups").stream()
        .flatMap(group -> group.each("rules").stream())
        .filter(rule -> rule.text("alert").or(() -> rule.text("record")).orElse("").equals(alert))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aUserChangesThresholdsDurationsAndSeverities() throws Exception {
    String rules =
        rules(
            """
            RedisClusterMemoryNearLimit:
              above_ratio: 0.7   # earlier
              for: 1h30m
              severity: info
            RedisClusterReplicaLagging:
              above: 2m
            """);
    Yaml memory = rule(rules, "RedisClusterMemoryNearLimit");
    assertThat(memory.text("expr").orElseThrow()).contains("> 0.7");
    assertThat(memory.text("for")).contains("1h30m");
    assertThat(memory.in("labels").text("severity")).contains("info");
    Yaml lag = rule(rules, "RedisClusterReplicaLagging");
    assertThat(lag.text("expr").orElseThrow()).contains("> 120");
    assertThat(lag.in("annotations").text("description").orElseThrow())
        .contains("more than 2 minutes");
  }

  @Test
  void aSelectorIsInEverySeries() throws Exception {
    String rules = rules("selector: 'redis_cluster=~\"prod.*\"'");
    String memory = rule(rules, "redis_cluster:memory_used:ratio").text("expr").orElseThrow();
    assertThat(memory)
        .contains("redis_cluster_memory_max_bytes{redis_cluster=~\"prod.*\"}[1m]")
        .contains("max by (redis_cluster, node) (");
    assertThat(rule(rules, "RedisClusterWritesBlocked").text("expr").orElseThrow())
        .contains("{error=\"MISCONF\",redis_cluster=~\"prod.*\"}[5m]");
    assertThat(rule(rules, "RedisClusterMonitoringLost").text("expr").orElseThrow().strip())
        .isEqualTo("absent(redis_cluster_exporter_build_info)");
  }

  @Test
  void oneAlertHasASelectorOfItsOwn() throws Exception {
    String rules =
        rules(
            """
            RedisClusterNodeSlow:
              selector: 'redis_cluster!="far"'
            """);
    assertThat(rule(rules, "RedisClusterNodeSlow").text("expr").orElseThrow())
        .contains("redis_cluster_node_up{redis_cluster!=\"far\"}");
    assertThat(rule(rules, "RedisClusterNodeDown").text("expr").orElseThrow())
        .doesNotContain("far");
  }

  @Test
  void alertsAreAddedAndLeftOut() throws Exception {
    String values =
        """
        RedisClusterSnapshotTooOld:
          enabled: true
        RedisClusterNodeSlow:
          enabled: false
        """;
    assertThat(rules(values))
        .contains("alert: RedisClusterSnapshotTooOld")
        .doesNotContain("RedisClusterNodeSlow");
    assertThat(rules("")).doesNotContain("RedisClusterSnapshotTooOld");
    assertThat(with("operator", values)).contains("      - alert: RedisClusterSnapshotTooOld");
  }

  @Test
  void placesAndCommandsAreTheUsers() throws Exception {
    String rules =
        rules(
            """
            dashboards: https://grafana.shop.example
            redis_cli: redis-cli --cacert ca.pem -u rediss://
            redis_cli_hint: ''
            exporters: 'job="redis"'
            """);
    Yaml node = rule(rules, "RedisClusterNodeSlow");
    assertThat(node.in("annotations").text("dashboard_url").orElseThrow())
        .startsWith("https://grafana.shop.example/d/");
    assertThat(node.in("annotations").text("description").orElseThrow())
        .contains("redis-cli --cacert ca.pem -u rediss://{{ $labels.node }} SLOWLOG GET 10)?")
        .doesNotEndWith(" ");
    assertThat(rule(rules, "RedisClusterExporterDown").text("expr").orElseThrow())
        .contains("up{job=\"redis\"} == 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RedisClusterNodeSlow:#  above_second: 1 | own.yml:2: RedisClusterNodeSlow.above_second:"
            + " unknown key; do you mean above_seconds?",
        "RedisClusterNodesSlow:#  for: 1m | own.yml:2: there is no alert RedisClusterNodesSlow;"
            + " do you mean RedisClusterNodeSlow?",
        "RedisClusterNodeSlow:#  for: soon | own.yml:2: RedisClusterNodeSlow.for: expected a"
            + " duration such as 90s, 5m or 1h30m, found: soon",
        "RedisClusterNodeSlow:#  above_seconds: much | own.yml:2:"
            + " RedisClusterNodeSlow.above_seconds: expected a number, found: much",
        "RedisClusterMemoryNearLimit:#  above_ratio: 85 | own.yml:2:"
            + " RedisClusterMemoryNearLimit.above_ratio: expected a number above 0 and up to 1,"
            + " found: 85",
        "RedisClusterNodeSlow:#  enabled: yes | own.yml:2: RedisClusterNodeSlow.enabled: expected"
            + " true or false, found: yes",
        "RedisClusterNodeSlow:#  severity: page | own.yml:2: RedisClusterNodeSlow.severity:"
            + " expected critical, warning or info, found: page",
        "selector: prod | own.yml:1: selector: expected matchers such as"
            + " redis_cluster=~\"prod.*\", found: prod",
        "hickup: 1m | own.yml:1: hickup: unknown key; do you mean hiccup?",
        "RedisClusterNodeSlow: 5m | own.yml:1: RedisClusterNodeSlow: expected its values in"
            + " indented lines",
        "no value | own.yml:1: expected \"key: value\", found: no value",
        "  for: 1m | own.yml:1: for is indented and belongs to no alert",
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void aMistakeIsNamedWithItsPlace(String values, String message) {
    assertThatThrownBy(() -> rules(values.replace('#', '\n').stripTrailing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.strip());
  }

  @Test
  void allMistakesAreInOneReport() {
    assertThatThrownBy(() -> rules("hickup: 1m\nselector: x"))
        .hasMessageContaining("own.yml:1: hickup")
        .hasMessageContaining("own.yml:2: selector");
  }
}
