package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs {@code redis-cli --cluster check}, if the tool is installed. */
final class ClusterCheck {
  /**
   * The tool has no timeout and waits for a server that accepts connections and does not answer.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private ClusterCheck() {}

  /**
   * The errors and warnings, without addresses and duplicates; {@code nothing} if there are none.
   */
  static String run(HostPort seed) throws IOException, InterruptedException {
    Optional<RedisCli.Output> output = RedisCli.run(TIMEOUT, "--cluster", "check", seed.toString());
    if (output.isEmpty()) {
      return "hangs";
    }
    String problems =
        output
            .get()
            .text()
            .lines()
            .filter(line -> line.startsWith("[ERR]") || line.startsWith("[WARNING]"))
            .map(ClusterCheck::withoutAddress)
            .distinct()
            .sorted()
            .collect(Collectors.joining("; "));
    return !problems.isEmpty()
        ? problems
        : output.get().exitCode() == 0 ? "nothing" : output.get().text();
  }

  private static String withoutAddress(String line) {
    return line.replaceAll("127\\.0\\.0\\.1:\\d+", "…")
        .replaceAll("slots? in (\\w+) state.*", "slots in $1 state")
        .replaceAll(" +", " ")
        .strip();
  }
}
