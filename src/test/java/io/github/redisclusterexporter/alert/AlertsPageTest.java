package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
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

  @Test
  void theFewAlertsForTheImpatientAreFive() throws IOException {
    String page = AlertsPage.write(Alert.all(), Routes.read());
    assertThat(page.lines().filter(line -> line.startsWith("- Redis"))).hasSize(5);
  }

  @Test
  void theReadmePromisesTheSame() throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("a shard that is down pages within " + AlertsPage.promise(Routes.read()));
  }
}
