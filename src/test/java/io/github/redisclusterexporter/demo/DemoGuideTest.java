package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoGuideTest {
  private static final DemoPorts PORTS = DemoPorts.from(7100);

  @Test
  void theStatusPageIsTheFirstAddress() {
    for (boolean monitored : List.of(true, false)) {
      List<String> lines = new DemoGuide(PORTS, monitored, monitored).lines(7100, 42);
      assertThat(lines.stream().filter(line -> line.contains("http://")).findFirst())
          .contains("  status page   http://127.0.0.1:7106/");
      assertThat(lines).contains("  kill -9 42", "Ctrl-C stops everything.");
    }
  }

  @Test
  void fiveGraphsAreLinkedIfThereIsPrometheus() {
    assertThat(new DemoGuide(PORTS, true, false).lines(7100, 42))
        .filteredOn(line -> line.contains("http://127.0.0.1:7107/graph?g0.expr="))
        .hasSize(5)
        .allMatch(line -> line.matches(".*\\?  +http\\S+&g0\\.tab=0&g0\\.range_input=15m"));
    assertThat(new DemoGuide(PORTS, false, false).lines(7100, 42))
        .noneMatch(line -> line.contains("/graph"));
  }

  @Test
  void metricsAndAlertsExist() throws IOException {
    String text = String.join("\n", new DemoGuide(PORTS, true, true).lines(7100, 42));
    for (DemoGuide.Query query : DemoGuide.QUERIES) {
      assertThat(Metrics.unknownIn(query.promql())).isEmpty();
    }
    String rules = Files.readString(Path.of("alerts", "redis-cluster.rules.yml"));
    for (String alert : List.of("RedisClusterFailover", "RedisClusterNodeDown")) {
      assertThat(text).contains(alert);
      assertThat(rules).contains("alert: " + alert + "\n");
    }
  }
}
