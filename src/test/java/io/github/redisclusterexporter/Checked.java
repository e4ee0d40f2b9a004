package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What {@code --check} said.
 *
 * @param code the exit code
 * @param lines of stdout
 */
public record Checked(int code, List<String> lines, String errors) {

  public Checked {
    lines = List.copyOf(lines);
  }

  static Map<String, String> seed(RedisCluster cluster) {
    return Map.of("REDIS_CLUSTER_NODES", cluster.node(0).address().toString());
  }

  /** With these environment variables. */
  public static Checked of(Map<String, String> environment) {
    return of(environment, Map.of());
  }

  /** With these environment variables and system properties. */
  static Checked of(Map<String, String> environment, Map<String, String> properties) {
    return run(environment, properties, "--check");
  }

  /** With these items of the list of queues in a file. */
  public static Checked withQueues(Map<String, String> environment, String... items) {
    try {
      Path file = Files.createTempFile("queues", ".conf");
      try {
        Files.writeString(file, "queues = [\n" + String.join("\n", items) + "\n]");
        return run(environment, Map.of(), "--check", "--config.file=" + file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Checked run(
      Map<String, String> environment, Map<String, String> properties, String... arguments) {
    Properties system = new Properties();
    system.putAll(properties);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      int code =
          new Main(
                  new PrintStream(out, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  new ConfigLoader(environment, system))
              .run(arguments);
      return new Checked(
          code,
          out.toString(StandardCharsets.UTF_8).lines().toList(),
          err.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The titles of the problems, without their numbers. */
  public List<String> problems() {
    return lines.stream()
        .filter(line -> line.matches("\\d+\\. .*"))
        .map(line -> line.replaceFirst("\\d+\\. ", ""))
        .toList();
  }

  /** Whether it names a problem that begins with this text. */
  public boolean names(String beginning) {
    return problems().stream().anyMatch(problem -> problem.startsWith(beginning));
  }

  public String text() {
    return String.join("\n", lines).strip();
  }

  /** The row of a table that begins with this cell. */
  String row(String first) {
    return lines.stream()
        .filter(line -> line.startsWith(first + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + first + " in\n" + text()));
  }

  /** The commands that it gives for a node, with this password for the word PASSWORD, as words. */
  List<List<String>> commandsFor(String node, String password) {
    List<List<String>> commands = new ArrayList<>();
    boolean meant = false;
    for (String line : lines) {
      if (line.startsWith("In redis-cli on ")) {
        meant = List.of(line.replaceAll("[,:](?= |$)", "").split(" ", -1)).contains(node);
      } else if (meant && line.startsWith("   ACL SETUSER ")) {
        commands.add(List.of(line.strip().replace("PASSWORD", password).split(" ", -1)));
      }
    }
    return commands;
  }
}
