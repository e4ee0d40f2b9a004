package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.queue.QueueDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example file in {@code deploy} is valid, also with all that it shows as a comment. */
class ExampleConfigTest {
  private static final Path EXAMPLE = Path.of("deploy", "exporter.conf");

  private final Path directory;

  ExampleConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static final String USERS =
      """
      basic_auth_users:
        prometheus: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG
      """;

  private ExporterConfig load(String text) throws IOException, ConfigException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    Path web = Files.writeString(directory.resolve("web.yml"), USERS);
    Path file =
        Files.writeString(
            directory.resolve("exporter.conf"),
            text.replaceAll("/etc/redis-cluster-exporter/web\\.yml", web.toString())
                .replaceAll("/etc/redis-cluster-exporter/[a-z.]+", secret.toString()));
    return new ConfigLoader(Map.of(), new Properties())
        .load(Optional.of(file), ExporterConfig::read);
  }

  @Test
  void isValidAsItIs() throws Exception {
    ExporterConfig config = load(Files.readString(EXAMPLE));
    ClusterConfig cluster = config.clusters().get(0);
    assertThat(config.clusters()).hasSize(1);
    assertThat(cluster.redis().name()).isEqualTo("prod");
    assertThat(cluster.redis().seeds()).hasSize(3);
    assertThat(cluster.redis().tls().enabled()).isTrue();
    assertThat(cluster.queues().keys())
        .extracting(QueueDefinition::name)
        .contains("tasks:high", "tasks:letters", "emails:failed", "sidekiq:retry");
    assertThat(cluster.queues().patterns()).hasSize(1);
    assertThat(cluster.keys().named()).hasSize(1);
    assertThat(cluster.keys().groups()).hasSize(1);
    assertThat(cluster.collectors().disabled()).doesNotContain("acl", "allocator");
  }

  @Test
  void isValidWithTheSettingsInItsComments() throws Exception {
    String all = Files.readString(EXAMPLE).replaceAll("(?m)^( *)# ([a-z-]+ (= \"|\\{ ))", "$1$2");
    assertThat(all).contains("\n    cert-file = ", "\n  address-map {", "\n  config-file = ");
    ExporterConfig config = load(all);
    assertThat(config.clusters().get(0).redis().tls().serverName()).contains("redis.internal");
    assertThat(config.clusters().get(0).redis().addressMap()).hasSize(1);
    assertThat(config.web().file()).isPresent();
  }
}
