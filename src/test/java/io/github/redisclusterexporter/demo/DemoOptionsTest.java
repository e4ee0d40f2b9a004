package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.demo.DemoOptions.Mode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

  @Test
  void withoutOptionsThePortsAreTheOnesInTheDocumentation() throws Exception {
    assertThat(DemoOptions.parse())
        .isEqualTo(new DemoOptions(Mode.STAY, new DemoPorts(7000, 9121, 9090, 9093)));
  }

  @Test
  void aPortBaseMovesAllPorts() throws Exception {
    DemoPorts moved = new DemoPorts(8000, 8006, 8007, 8008);
    assertThat(DemoOptions.parse("--once", "--port-base", "8000"))
        .isEqualTo(new DemoOptions(Mode.ONCE, moved));
    assertThat(DemoOptions.parse("drill", "--port-base", "8000"))
        .isEqualTo(new DemoOptions(Mode.DRILL, moved));
    assertThat(DemoOptions.parse("--port-base=8000")).isEqualTo(new DemoOptions(Mode.STAY, moved));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--twice", "--port-base", "--port-base=", "--port-base=80", "x"})
  void whatMakesNoSenseIsSaid(String option) {
    assertThatThrownBy(() -> DemoOptions.parse(option))
        .isInstanceOf(DemoOptions.UsageException.class)
        .hasMessageContaining(option.replaceAll("=.*", ""));
  }

  @Test
  void aDrillIsNoScrape() {
    assertThatThrownBy(() -> DemoOptions.parse("drill", "--once"))
        .isInstanceOf(DemoOptions.UsageException.class);
  }

  @Test
  void theHighestBaseLeavesRoomForTheClusterBus() {
    assertThat(DemoPorts.from(DemoPorts.HIGHEST_BASE).redis() + DemoPorts.NODES + 10_000)
        .isLessThan(65_536);
  }

  @Test
  void prometheusLoadsTheRulesWhereThereAreSome(@TempDir Path rules) {
    DemoPorts ports = DemoPorts.from(8000);
    assertThat(Monitoring.prometheusConfig(ports, rules, true))
        .contains("targets: ['127.0.0.1:8006']")
        .contains("targets: ['127.0.0.1:8008']")
        .contains("rule_files:\n  - '" + rules + "/*.rules.yml'");
    assertThat(Monitoring.prometheusConfig(ports, rules.resolve("none"), false))
        .doesNotContain("rule_files", "alerting");
  }
}
