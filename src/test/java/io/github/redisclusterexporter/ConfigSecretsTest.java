package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret stays one, wherever it was put by mistake. */
class ConfigSecretsTest {
  private final Path directory;

  ConfigSecretsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REDIS_URL               | s3cret",
        "REDIS_URL               | redis:me:s3cret@h",
        "REDIS_URL               | redis://me:s3cret@h:port",
        "REDIS_URL               | redis://me:s3cret",
        "REDIS_URL               | redis://me:s3cret@h/x",
        "REDIS_URL               | http://me:s3cret@h",
        "REDIS_URL               | redis://:s3cret%@h",
        "REDIS_PASSWORD_FILE     | s3cret",
        "REDIS_TLS_KEY_FILE      | -----BEGIN PRIVATE KEY----- s3cret",
        "REDIS_CLUSTER_NODES     | redis://me:s3cret@h:1",
        "REDIS_CLUSTER_NODES     | me:s3cret@h:1",
        "REDIS_CLUSTER_NODES     | s3cret@h:1",
        "REDIS_CLUSTER_NODES     | me:s3cret s3cret@h:1",
        "REDIS_ADDRESS_MAP       | h:1=me:s3cret@h:1",
        "REDIS_ADDRESS_MAP       | redis://me:s3cret@h:1",
        "REDIS_CLUSTER_ENABLED   | redis://me:s3cret@h:1",
        "EXPORTER_LISTEN_ADDRESS | redis://me:s3cret@h:1",
      })
  void inAVariable(String variable, String value) {
    assertHidden(ConfigInput.valid().env(variable, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.password = \"s3cret",
        "redis.password = s3cret\" x",
        "redis.password = s3cret$x",
        "redis.password = [s3cret]",
        "redis.password = { s3cret = s3cret }",
        "redis.password = {s3cret",
        "redis.password = ${s3cret}",
        "redis.pasword = s3cret",
        "redis.url = redis://me:s3cret@h",
        "redis.url = \"redis:me:s3cret@h\"",
        "redis.url = [\"redis://me:s3cret@h\"]",
        "redis.address-map = { \"me:s3cret@h:1\" = 5 }",
      })
  void inTheFile(String line) {
    assertHidden(ConfigInput.valid().file(directory, line));
  }

  @Test
  void inASystemProperty() {
    assertHidden(ConfigInput.valid().property("redis.pasword", "s3cret"));
  }

  @Test
  void inASystemPropertyThatIsRefusedForIt() {
    ConfigInput password = ConfigInput.valid().property("redis.password", "s3cret");
    ConfigInput url = ConfigInput.empty().property("redis.url", "redis://me:s3cret@h");
    assertHidden(password);
    assertHidden(url);
    assertThat(password.lines())
        .singleElement()
        .asString()
        .contains("would show the password", "REDIS_PASSWORD_FILE");
    assertThat(url.lines()).anyMatch(line -> line.contains("would show the password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic_auth_users: {me: s3cret}",
        "basic_auth_users: [s3cret]",
        "basic_auth_users: s3cret",
        "basic_auth_users: {me: [s3cret]}",
        "basic_auth_users: {me: s3cret",
        "basic_auth_users: {me: %s3cret}",
        "basic_auth_users:\n  me: \"s3cret\n",
        "tls_server_config: {key: s3cret}",
        "tls_server_config: {cert_file: s3cret, key_file: s3cret}",
        "s3cret",
        "{s3cret",
      })
  void inTheWebConfigurationFile(String content) throws IOException {
    Path web = Files.writeString(directory.resolve("web.yml"), content);
    assertHidden(ConfigInput.valid().env("EXPORTER_WEB_CONFIG_FILE", web.toString()));
  }

  @Test
  void besideAnother() {
    assertHidden(
        ConfigInput.empty()
            .env("REDIS_URL", "redis://me:s3cret@h")
            .env("REDIS_PASSWORD", "s3cret2"));
  }

  @Test
  void inTheRecords() {
    assertThat(ConfigInput.valid().env("REDIS_PASSWORD", "s3cret").load())
        .asString()
        .doesNotContain("s3cret");
    assertThat(ConfigInput.empty().env("REDIS_URL", "redis://me:s3cret@h").load())
        .asString()
        .doesNotContain("s3cret");
  }

  private static void assertHidden(ConfigInput input) {
    ConfigException failure = input.failure();
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains("ConfigException").doesNotContain("s3cret");
    assertThat(failure.problems().toString()).doesNotContain("s3cret");
  }
}
