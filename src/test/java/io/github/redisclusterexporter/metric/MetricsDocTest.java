package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsDocTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("docs", "metrics.md"),
        "docs.update",
        MetricsDoc.write(Catalogs.full().groups(), Catalogs.switches()));
  }
}
