package io.github.redisclusterexporter;

import io.github.redisclusterexporter.testing.CleanEnvironment;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar as a process of its own, started by the launcher, as users run it. */
public final class JarProcess implements AutoCloseable {
  /** As it stands in the project, where it finds the jar in {@code target}. */
  static final Path LAUNCHER = Path.of("bin", "redis-cluster-exporter").toAbsolutePath();

  /** Most of these processes end before code that is compiled for peak speed pays off. */
  private static final String FAST_START = "-XX:TieredStopAtLevel=1";

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern LISTENING = Pattern.compile("Listening on port (\\d+)");

  private final Path directory = TempDirectories.create("exporter-");
  private final Process process;

  /**
   * A build that a shell runs in the background has SIGINT ignored, one under nohup SIGHUP, and so
   * has all that it starts; where there is GNU env, it undoes that.
   */
  private static final List<String> HEEDING_SIGNALS =
      works("env", "--default-signal=INT,HUP", "true")
          ? List.of("env", "--default-signal=INT,HUP")
          : List.of();

  /** A file system that is mounted read-only for the command alone, and the user nobody. */
  private static final List<String> UNPRIVILEGED =
      List.of(
          "unshare",
          "--mount",
          "sh",
          "-c",
          "mount -o remount,bind,ro / && exec setpriv --reuid=65534 --regid=65534 --clear-groups"
              + " --no-new-privs \"$@\"",
          "sh");

  private static boolean works(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private JarProcess(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(directory.resolve("stderr").toFile());
    CleanEnvironment.give(builder, environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs with these arguments. */
  public static JarProcess run(Map<String, String> environment, String... arguments) {
    return java(environment, List.of(), arguments);
  }

  /** Starts on a free port and waits until it listens. */
  public static JarProcess serve(Map<String, String> environment, String... javaOptions) {
    return serving(environment, HEEDING_SIGNALS, List.of(javaOptions));
  }

  /** As {@link #serve(Map, String...)}, with a configuration file. */
  public static JarProcess serve(Path configuration, String... javaOptions) {
    return serving(
        Map.of(), HEEDING_SIGNALS, List.of(javaOptions), "--config.file=" + configuration);
  }

  private static JarProcess serving(
      Map<String, String> environment,
      List<String> prefix,
      List<String> options,
      String... arguments) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("EXPORTER_LISTEN_ADDRESS", "127.0.0.1:0");
    JarProcess exporter = java(variables, prefix, options, arguments);
    try {
      exporter.port();
      return exporter;
    } catch (AssertionError e) {
      String output = exporter.output();
      exporter.close();
      throw new AssertionError(output, e);
    }
  }

  /** Whether {@link #serveUnprivileged} works: as root, with the tools, from where all may read. */
  static boolean canDropPrivileges() {
    List<String> command = new ArrayList<>(UNPRIVILEGED);
    command.addAll(List.of(LAUNCHER.toString(), "--version"));
    return works(command.toArray(String[]::new));
  }

  /** As {@link #serve}, as a user who owns nothing, with a file system that nobody can write. */
  static JarProcess serveUnprivileged(Map<String, String> environment) {
    return serving(environment, UNPRIVILEGED, List.of());
  }

  private static JarProcess java(
      Map<String, String> environment, List<String> options, String... arguments) {
    return java(environment, HEEDING_SIGNALS, options, arguments);
  }

  private static JarProcess java(
      Map<String, String> environment,
      List<String> prefix,
      List<String> options,
      String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("JAVA_OPTS", FAST_START + " " + String.join(" ", options));
    return new JarProcess(variables, command);
  }

  /** A program of the JDK that runs the tests. */
  public static Path tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  public int port() {
    Matcher[] found = new Matcher[1];
    Eventually.await(
        BOUND,
        "the exporter listens",
        () -> {
          found[0] = LISTENING.matcher(errors());
          return found[0].find();
        });
    return Integer.parseInt(found[0].group(1));
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  int exitCode() {
    return exitCode(BOUND);
  }

  /** As {@link #exitCode()}, on a machine that is busy on purpose. */
  int exitCode(Duration bound) {
    try {
      if (!process.waitFor(bound.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end: " + output() + errors());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /** Sends a signal by its name, without SIG. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  String output() {
    return read("stdout");
  }

  public String errors() {
    return read("stderr");
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
    TempDirectories.delete(directory);
  }
}
