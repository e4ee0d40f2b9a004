package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AlertsPageTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("alerts", "README.md"),
        "docs.update",
        AlertsPage.write(Alert.all(), Routes.read()));
  }
}
