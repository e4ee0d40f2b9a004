package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every alert carries, and that its page is there. */
@TestInstance(Lifecycle.PER_CLASS)
class AlertTest {
  private static final String RUNBOOKS =
      "https://github.com/redisclusterexporter/redis-cluster-exporter/blob/main/";

  /** Read once, because each alert looks for its own. */
  private final List<String> testNames = RuleTests.names();

  AlertTest() throws IOException {}

  static List<Alert> alerts() throws IOException {
    return Alert.all();
  }

  @Test
  void noNameIsThereTwice() throws IOException {
    assertThat(alerts()).extracting(Alert::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void saysWhatItIs(Alert alert) {
    String prefix = alert.label("component").equals("redis-queue") ? "RedisQueue" : "RedisCluster";
    assertThat(alert.name()).startsWith(prefix);
    assertThat(alert.label("severity")).isIn("critical", "warning", "info");
    assertThat(alert.label("component")).isIn("redis-cluster", "redis-queue");
    assertThat(alert.label("scope")).isIn("cluster", "shard", "host", "node", "queue", "exporter");
    assertThat(alert.annotation("summary")).endsWith(".").doesNotContain("{{");
    assertThat(alert.annotation("description")).hasSizeGreaterThan(80);
    assertThat(alert.annotation("runbook_url"))
        .isEqualTo(RUNBOOKS + alert.runbook().toString().replace('\\', '/'));
    assertThat(alert.annotation("dashboard_url")).startsWith("https://grafana.example/d/redis-");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void whatPagesIsNoNode(Alert alert) {
    if (alert.pages()) {
      assertThat(alert.label("scope")).isNotEqualTo("node");
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void asksOnlyForMetricsThatThereAre(Alert alert) {
    assertThat(Metrics.unknownIn(alert.expression())).isEmpty();
    assertThat(Metrics.unknownIn(alert.annotation("description"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void theRunbookSaysAllThatIsNeeded(Alert alert) throws IOException {
    List<String> lines = Files.readAllLines(alert.runbook());
    assertThat(lines.get(0)).isEqualTo("# " + alert.name());
    assertThat(lines.get(2))
        .isEqualTo(
            alert.label("severity")
                + " · "
                + alert.label("scope")
                + alert.hold().map(time -> " · for " + time).orElse(""));
    assertThat(lines.stream().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Meaning", "## Impact", "## Confirm", "## Causes", "## Mitigation", "## Tune");
    assertThat(Metrics.unknownIn(String.join("\n", lines))).isEmpty();
  }

  @Test
  void everyRunbookIsThatOfAnAlert() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs", "runbooks"))) {
      assertThat(files)
          .containsExactlyInAnyOrderElementsOf(alerts().stream().map(Alert::runbook).toList());
    }
  }

  @Test
  void noTestByPromtoolIsThereTwice() {
    assertThat(testNames).doesNotHaveDuplicates();
  }

  /** Each of these is a test of the name in the files for promtool, for every alert. */
  @ParameterizedTest
  @MethodSource("alerts")
  void isTestedByPromtool(Alert alert) {
    assertThat(testNames)
        .contains(
            alert.name()
                + (alert.expression().contains("absent(")
                    ? " fires when nothing was ever measured"
                    : " is silent when nothing is measured"))
        .anyMatch(name -> name.startsWith(alert.name() + " fires for the c"));
    Set<String> terms = Metrics.in(alert.expression());
    assertThat(testNames.stream().filter(name -> name.startsWith(alert.name() + " ")).count())
        .as("tests of an alert of %s terms", terms.size())
        .isGreaterThan(terms.size());
  }
}
