package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("docs", "configuration.md"),
        "docs.update",
        ConfigurationDoc.write(Reference.load().defaults().root()));
  }
}
