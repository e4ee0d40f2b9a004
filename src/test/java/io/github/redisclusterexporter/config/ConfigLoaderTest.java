package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private final Path directory;

  ConfigLoaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void laterSourcesWin() {
    ConfigInput input = ConfigInput.valid();
    assertThat(name(input)).isEqualTo("default");
    input.file(directory, "redis.name = file");
    assertThat(name(input)).isEqualTo("file");
    input.env("REDIS_CLUSTER_NAME", "environment");
    assertThat(name(input)).isEqualTo("environment");
    input.property("redis.name", "property");
    assertThat(name(input)).isEqualTo("property");
  }

  @Test
  void anEmptyVariableIsNotSet() {
    ConfigInput input =
        ConfigInput.valid().file(directory, "redis.name = file").env("REDIS_CLUSTER_NAME", "");
    assertThat(name(input)).isEqualTo("file");
  }

  @Test
  void anEmptySystemPropertyTakesAValueAway() {
    ConfigInput input =
        ConfigInput.valid().env("REDIS_PASSWORD", "x").property("redis.password", "");
    assertThat(input.loadOnly().redis().credentials().password()).isEmpty();
  }

  @Test
  void systemPropertiesOfOthersAreIgnored() {
    ConfigInput input = ConfigInput.valid().property("java.home", "/x").property("redisson.x", "y");
    assertThat(input.load()).isEqualTo(ConfigInput.valid().load());
  }

  @Test
  void aFileMayReferToTheEnvironmentAndToKeys() {
    ConfigInput input =
        ConfigInput.valid()
            .env("POD", "eu-1")
            .file(directory, "redis.name = ${POD}", "redis.tls.server-name = ${?MISSING}");
    assertThat(name(input)).isEqualTo("eu-1");
    input.file(directory, "scrape.timeout = 20s", "redis.timeout = ${scrape.timeout}");
    assertThat(input.loadOnly().redis().timeout()).hasSeconds(20);
  }

  @Test
  void theRealEnvironmentIsNotLookedAt() {
    ConfigInput input = ConfigInput.valid().file(directory, "redis.name = ${PATH}");
    assertThat(input.lines())
        .singleElement()
        .asString()
        .contains("neither a key nor an environment");
  }

  @Test
  void theNameOfTheFileSaysNothingOfItsSyntax() throws Exception {
    Path file = directory.resolve("exporter.properties");
    Files.writeString(file, "redis { name = \"hocon\" }");
    assertThat(name(ConfigInput.valid().file(file))).isEqualTo("hocon");
  }

  private static String name(ConfigInput input) {
    return input.loadOnly().redis().name();
  }
}
