package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigException.Problem;
import io.github.redisclusterexporter.config.ConfigInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are right by themselves and wrong together. */
class ConfigConflictsTest {
  private final Path directory;
  private final String file;

  ConfigConflictsTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.file = Files.writeString(directory.resolve("x.pem"), "").toString();
  }

  @Test
  void passwordAndPasswordFile() {
    assertThat(
            ConfigInput.valid().env("REDIS_PASSWORD", "x").env("REDIS_PASSWORD_FILE", file).lines())
        .containsExactly(
            "redis.password-file (environment variable REDIS_PASSWORD_FILE): is set beside"
                + " redis.password (environment variable REDIS_PASSWORD); set one of them");
  }

  @Test
  void passwordInTheUrlAndPasswordFile() {
    assertThat(
            ConfigInput.empty()
                .env("REDIS_URL", "redis://:x@h")
                .env("REDIS_PASSWORD_FILE", file)
                .lines())
        .containsExactly(
            "redis.url (environment variable REDIS_URL): has a password beside redis.password-file"
                + " (environment variable REDIS_PASSWORD_FILE); set one of them");
  }

  @Test
  void twoPasswords() {
    assertThat(
            ConfigInput.empty().env("REDIS_URL", "redis://:x@h").env("REDIS_PASSWORD", "y").lines())
        .containsExactly(
            "redis.url (environment variable REDIS_URL): has another password than redis.password"
                + " (environment variable REDIS_PASSWORD); set one of them");
  }

  @Test
  void twoUsers() {
    assertThat(
            ConfigInput.empty()
                .env("REDIS_URL", "redis://a:x@h")
                .env("REDIS_USERNAME", "b")
                .lines())
        .containsExactly(
            "redis.url (environment variable REDIS_URL): has another user than redis.username"
                + " (environment variable REDIS_USERNAME); set one of them");
  }

  @Test
  void aUserWithoutAPassword() {
    String message = "names a user without a password; set redis.password-file or redis.password";
    assertThat(ConfigInput.valid().env("REDIS_USERNAME", "me").lines())
        .containsExactly("redis.username (environment variable REDIS_USERNAME): " + message);
    assertThat(ConfigInput.empty().env("REDIS_URL", "redis://me@h").lines())
        .containsExactly("redis.url (environment variable REDIS_URL): " + message);
  }

  @Test
  void aUserWhosePasswordMayBeInAUrlThatCannotBeRead() {
    assertThat(
            ConfigInput.empty()
                .env("REDIS_URL", "redis:me:x@h")
                .env("REDIS_USERNAME", "me")
                .problems())
        .extracting(Problem::key)
        .containsExactly("redis.url");
  }

  @ParameterizedTest
  @CsvSource({
    "redis.tls.cert-file, redis.tls.key-file",
    "redis.tls.key-file, redis.tls.cert-file",
  })
  void halfAClientCertificate(String key, String other) {
    assertThat(ConfigInput.valid().env("REDIS_TLS", "true").property(key, file).lines())
        .containsExactly(
            key + " (system property " + key + "): is set without " + other + "; set both or none");
  }

  @Test
  void tlsSettingsWithoutTls() {
    ConfigInput input =
        ConfigInput.valid()
            .env("REDIS_TLS_CA_FILE", file)
            .env("REDIS_TLS_CERT_FILE", file)
            .env("REDIS_TLS_KEY_FILE", file)
            .env("REDIS_TLS_SERVER_NAME", "x")
            .env("REDIS_TLS_INSECURE", "true");
    assertThat(input.problems())
        .extracting(Problem::key)
        .containsExactly(
            "redis.tls.ca-file",
            "redis.tls.cert-file",
            "redis.tls.key-file",
            "redis.tls.server-name",
            "redis.tls.insecure");
    assertThat(input.problems())
        .extracting(Problem::message)
        .containsOnly(
            "has no effect because TLS is off; set REDIS_TLS (redis.tls.enabled) to true");
    assertThat(input.env("REDIS_URL", "rediss://h").loadOnly().redis().tls().enabled()).isTrue();
  }

  @Test
  void aDatabaseInACluster() {
    ConfigInput input =
        ConfigInput.empty().env("REDIS_URL", "redis://h/1").env("REDIS_CLUSTER_ENABLED", "true");
    assertThat(input.lines())
        .containsExactly(
            "redis.url (environment variable REDIS_URL): has database 1, which is not used in"
                + " a cluster, and redis.cluster (environment variable REDIS_CLUSTER_ENABLED) is"
                + " true; leave it out, or set db for the queues in it");
    assertThat(input.env("REDIS_URL", "redis://h/0").loadOnly().redis().database()).isZero();
  }

  @Test
  void aMarginThatLeavesNothing() {
    assertThat(
            ConfigInput.valid()
                .file(directory, "scrape.timeout = 1s", "scrape.timeout-margin = 1s")
                .lines())
        .containsExactly(
            "scrape.timeout-margin (%1$s:2): is not less than scrape.timeout (%1$s:1); nothing would be left of it"
                .formatted(directory.resolve("exporter.conf")));
  }

  @Test
  void aMarginBesideATimeoutThatCannotBeRead() {
    ConfigInput input =
        ConfigInput.valid()
            .property("scrape.timeout", "x")
            .property("scrape.timeout-margin", "20s");
    assertThat(input.problems()).extracting(Problem::key).containsExactly("scrape.timeout");
  }
}
