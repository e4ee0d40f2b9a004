package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DashboardsPageTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("docs", "dashboards.md"), "docs.update", DashboardsPage.write(Board.all()));
  }
}
