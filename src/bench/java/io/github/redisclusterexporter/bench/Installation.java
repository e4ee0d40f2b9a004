package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The installed exporter: launcher, jar and class archive, for one Java version. */
final class Installation {
  private static final Path JAR = Path.of("target", "redis-cluster-exporter.jar");
  private static final Path LAUNCHER = Path.of("bin", "redis-cluster-exporter");

  private final Path directory;
  private final Path javaHome;
  private final Runtime.Version version;

  private Installation(Path directory, Path javaHome, Runtime.Version version) {
    this.directory = directory;
    this.javaHome = javaHome;
    this.version = version;
  }

  /** An installation without a class archive. */
  static Installation in(Path directory, Path javaHome) throws IOException {
    for (Path file : List.of(JAR, LAUNCHER)) {
      Path room = directory.resolve(file.equals(JAR) ? "lib" : "bin");
      Files.copy(file, Files.createDirectories(room).resolve(file.getFileName()));
    }
    return new Installation(directory, javaHome, version(javaHome));
  }

  Installation withArchive(List<HostPort> nodes) {
    try (MeasuredProcess maker =
        MeasuredProcess.start(
            List.of(launcher(), "--make-archive"),
            environment(nodes, Map.of()),
            directory.resolve("archive.log"))) {
      maker.awaitSuccess();
    }
    return this;
  }

  /** Starts the exporter without waiting until it is ready. */
  Exporter start(List<HostPort> nodes, Map<String, String> settings) {
    return launch(List.of(), environment(nodes, settings));
  }

  /** Starts the exporter with this configuration file, without waiting until it is ready. */
  Exporter start(String configuration) throws IOException {
    Path file = Files.createTempFile(directory, "exporter", ".conf");
    Files.writeString(file, configuration);
    return launch(List.of("--config.file=" + file), environment(Map.of()));
  }

  /**
   * Starts {@link FixedPage} with the launcher's flags, without waiting until it is ready.
   *
   * @param page in the Prometheus text format
   */
  Exporter startFixed(String page) throws IOException {
    Path file = Files.createTempFile(directory, "page", ".txt");
    Files.writeString(file, page);
    int port = Ports.free();
    Map<String, String> environment = environment(Map.of());
    // A class before the launcher's -jar is the one that is run, and gets the rest as arguments.
    // The
    // launcher splits these options at blanks, so that the path of the project must not be in them.
    environment.put(
        "JAVA_OPTS",
        "-cp %s:%s %s %s %d"
            .formatted(
                directory.resolve("lib").resolve(JAR.getFileName()),
                Path.of("target", "test-classes"),
                FixedPage.class.getName(),
                file,
                port));
    return started("the same page without a scrape", List.of(launcher()), environment, port);
  }

  private Exporter launch(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(arguments);
    int port = Ports.free();
    environment.put("EXPORTER_LISTEN_ADDRESS", "127.0.0.1:" + port);
    return started("redis-cluster-exporter", command, environment, port);
  }

  private Exporter started(
      String name, List<String> command, Map<String, String> environment, int port) {
    return new Exporter(
        name,
        MeasuredProcess.start(command, environment, directory.resolve("exporter-" + port + ".log")),
        new Page(URI.create("http://127.0.0.1:" + port + "/metrics")));
  }

  String java() {
    return "Java " + version;
  }

  /** The major version of Java. */
  int feature() {
    return version.feature();
  }

  private static Runtime.Version version(Path javaHome) throws IOException {
    return Files.readAllLines(javaHome.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> Runtime.Version.parse(line.replaceAll("[^0-9.]", "")))
        .findFirst()
        .orElseThrow(() -> new IOException(javaHome + " does not tell its version"));
  }

  private String launcher() {
    return directory.resolve("bin").resolve(LAUNCHER.getFileName()).toString();
  }

  private Map<String, String> environment(List<HostPort> nodes, Map<String, String> settings) {
    Map<String, String> environment = environment(settings);
    environment.put(
        "REDIS_CLUSTER_NODES",
        nodes.stream().map(HostPort::toString).collect(Collectors.joining(",")));
    return environment;
  }

  private Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("JAVA_HOME", javaHome.toString());
    return environment;
  }
}
