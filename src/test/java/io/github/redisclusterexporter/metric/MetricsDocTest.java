package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.testing.GeneratedFile;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsDocTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    ProcessGroups.register(registry);
    GeneratedFile.check(
        Path.of("docs", "metrics.md"),
        "docs.update",
        MetricsDoc.write(Catalogs.withOptional().groups(), Catalogs.switches(), registry.scrape()));
  }
}
