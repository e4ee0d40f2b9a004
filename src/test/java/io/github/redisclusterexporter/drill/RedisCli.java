package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.Executables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs {@code redis-cli}, if it is installed. */
final class RedisCli {
  private RedisCli() {}

  /** What the tool printed, without colours. */
  record Output(String text, int exitCode) {}

  static boolean isAvailable() {
    return Executables.onPath("redis-cli").isPresent();
  }

  /** Runs the tool; empty if it does not end in time. */
  static Optional<Output> run(Duration bound, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Executables.onPath("redis-cli").orElseThrow().toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("redis-cli", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        return Optional.empty();
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return Optional.of(new Output(text.replaceAll("\u001b\\[[0-9;]*m", ""), process.exitValue()));
    } finally {
      Files.delete(output);
    }
  }
}
