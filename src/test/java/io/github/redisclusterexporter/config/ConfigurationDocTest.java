package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConfigurationDocTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("docs", "configuration.md"),
        "docs.update",
        ConfigurationDoc.write(ConfigLoader.defaults().root()));
  }

  @TestFactory
  Stream<DynamicTest> everyKeyAndSectionHasAComment() {
    return commentTests("", ConfigLoader.defaults().root());
  }

  private static Stream<DynamicTest> commentTests(String prefix, ConfigObject section) {
    return section.entrySet().stream()
        .flatMap(
            entry -> {
              String key = prefix + entry.getKey();
              Stream<DynamicTest> self = Stream.of(commentTest(key, entry.getValue()));
              return entry.getValue() instanceof ConfigObject inner
                  ? Stream.concat(self, commentTests(key + ".", inner))
                  : self;
            });
  }

  private static DynamicTest commentTest(String key, ConfigValue value) {
    return DynamicTest.dynamicTest(
        key,
        () ->
            assertThat(String.join("", value.origin().comments()))
                .as("the comment of %s in reference.conf", key)
                .isNotBlank());
  }
}
