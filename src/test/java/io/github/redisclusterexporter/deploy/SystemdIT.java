package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The unit by systemd's own checks. */
class SystemdIT {
  private static final Path UNIT = Path.of("deploy/systemd/redis-cluster-exporter.service");

  /** What systemd calls "OK" ends at 5; what may do everything has 9.6. */
  private static final String MOST_EXPOSURE = "25";

  @Test
  void systemdUnderstandsAllOfIt() throws IOException {
    Optional<Path> analyze = Executables.onPath("systemd-analyze");
    if (analyze.isEmpty()) {
      MissingTools.report("systemd-analyze", "the systemd unit");
      return;
    }
    Path directory = TempDirectories.create("unit-");
    try {
      // The program is installed where the tests may not write.
      Path unit = directory.resolve(UNIT.getFileName());
      Files.writeString(
          unit, Files.readString(UNIT).replaceAll("(?m)^ExecStart=.*", "ExecStart=/bin/true"));
      String program = analyze.get().toString();
      Finished verified = Finished.run(Map.of(), List.of(program, "verify", unit.toString()));
      assertThat(verified.assertSuccess().output()).doesNotContain(unit.getFileName().toString());
      Finished.run(
              Map.of(),
              List.of(
                  program,
                  "security",
                  "--offline=true",
                  "--threshold=" + MOST_EXPOSURE,
                  unit.toString()))
          .assertSuccess();
    } finally {
      TempDirectories.delete(directory);
    }
  }
}
