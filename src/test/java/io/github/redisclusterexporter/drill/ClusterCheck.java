package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Executables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs {@code redis-cli --cluster check}, if the tool is installed. */
final class ClusterCheck {
  /**
   * The tool has no timeout and waits for a server that accepts connections and does not answer.
   */
  private static final int TIMEOUT_SECONDS = 4;

  private ClusterCheck() {}

  static boolean isAvailable() {
    return Executables.onPath("redis-cli").isPresent();
  }

  /**
   * The errors and warnings, without addresses and duplicates; {@code nothing} if there are none.
   */
  static String run(HostPort seed) throws IOException, InterruptedException {
    Optional<Path> tool = Executables.onPath("redis-cli");
    Path output = Files.createTempFile("cluster-check", ".txt");
    try {
      Process process =
          new ProcessBuilder(tool.orElseThrow().toString(), "--cluster", "check", seed.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return "hangs";
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      String problems =
          text.lines()
              .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
              .filter(line -> line.startsWith("[ERR]") || line.startsWith("[WARNING]"))
              .map(ClusterCheck::withoutAddress)
              .distinct()
              .sorted()
              .collect(Collectors.joining("; "));
      return !problems.isEmpty() ? problems : process.exitValue() == 0 ? "nothing" : text;
    } finally {
      Files.delete(output);
    }
  }

  private static String withoutAddress(String line) {
    return line.replaceAll("127\\.0\\.0\\.1:\\d+", "…")
        .replaceAll("slots? in (\\w+) state.*", "slots in $1 state")
        .replaceAll(" +", " ")
        .strip();
  }
}
