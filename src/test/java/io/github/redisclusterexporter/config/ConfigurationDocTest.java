package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page = Path.of("docs", "configuration.md");
    String expected = ConfigurationDoc.write(Reference.load().defaults().root());
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, expected);
    }
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("docs/configuration.md; renew it with mvn test -Ddocs.update=true")
        .isEqualTo(expected);
  }
}
