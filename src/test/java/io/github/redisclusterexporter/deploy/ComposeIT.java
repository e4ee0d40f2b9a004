package io.github.redisclusterexporter.deploy;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of compose by the program that reads them; nothing is started. */
class ComposeIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-f compose.yaml",
        "--env-file deploy/example.env -f compose.yaml",
        "-f compose.yaml -f compose.staging.yaml"
      })
  void theFilesAreRead(String options) {
    Optional<Path> compose = Executables.onPath("docker-compose");
    if (compose.isEmpty()) {
      MissingTools.report("docker-compose", "that compose.yaml is read");
      return;
    }
    String command = compose.get() + " " + options + " config -q";
    Finished.run(Map.of(), List.of(command.split(" ", -1))).assertSuccess();
  }
}
