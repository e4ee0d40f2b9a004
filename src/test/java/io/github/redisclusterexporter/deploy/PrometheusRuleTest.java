package io.github.redisclusterexporter.deploy;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alert rules as the operator of Prometheus wants them. */
class PrometheusRuleTest {
  private static final Path RULES = Path.of("alerts/redis-cluster.rules.yml");
  private static final Path FILE = Path.of("deploy/kubernetes/operator/prometheus-rule.yaml");

  private static final String HEAD =
      """
      # Made from alerts/redis-cluster.rules.yml by PrometheusRuleTest; run it with -Ddocs.update=true.
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: redis-cluster
      spec:
      """;

  @Test
  void itHasTheRulesThatAreShipped() throws IOException {
    String rules =
        Files.readString(RULES)
            .lines()
            .map(line -> line.isEmpty() ? line : "  " + line)
            .collect(Collectors.joining("\n", "", "\n"));
    GeneratedFile.check(FILE, "docs.update", HEAD + rules);
  }
}
