package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The tool of Prometheus that checks pages of metrics. */
public final class Promtool {
  private Promtool() {}

  /** It finds nothing wrong with this page. */
  public static void checkMetrics(String page) throws IOException, InterruptedException {
    Optional<Path> promtool = Executables.onPath("promtool");
    if (promtool.isEmpty()) {
      MissingTools.report("promtool", "that it finds nothing wrong with the page");
      return;
    }
    Path directory = TempDirectories.create("promtool-");
    try {
      Path file = Files.writeString(directory.resolve("page"), page);
      Process process =
          new ProcessBuilder(promtool.get().toString(), "check", "metrics")
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).isEmpty();
    } finally {
      TempDirectories.delete(directory);
    }
  }
}
