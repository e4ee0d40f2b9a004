package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configuration of Prometheus by the program that comes with it. */
class ProvisioningIT {

  @Test
  void prometheusTakesItsConfigurationAndTheRules() throws Exception {
    Optional<Path> promtool = Executables.onPath("promtool");
    if (promtool.isEmpty()) {
      MissingTools.report("promtool", "the configuration of Prometheus");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    try {
      // As they are mounted.
      Path config =
          Files.copy(
              Path.of("deploy", "prometheus", "prometheus.yml"),
              directory.resolve("prometheus.yml"));
      Files.copy(Alert.RULES, directory.resolve(Alert.RULES.getFileName()));
      Process process =
          new ProcessBuilder(promtool.get().toString(), "check", "config", config.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).contains("1 rule files found").contains("rules found");
    } finally {
      TempDirectories.delete(directory);
    }
  }
}
