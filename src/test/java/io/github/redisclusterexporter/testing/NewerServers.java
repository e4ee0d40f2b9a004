package io.github.redisclusterexporter.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of newer Debian releases, as {@code tools/debian-servers} fetches them. */
public final class NewerServers {
  /** A folder, the file in it, and what it is. */
  private record Program(String folder, String file, String name) {
    Path path() {
      return NewerServers.folder().resolve(folder).resolve("bin").resolve(file);
    }
  }

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("trixie", "redis-server", "Redis 8.0"),
          new Program("trixie", "valkey-server", "Valkey 8.1"),
          new Program("sid", "valkey-server", "Valkey 9.1"));

  private static final Program PROMETHEUS =
      new Program("prometheus", "prometheus", "Prometheus 3.5");

  private NewerServers() {}

  private static Path folder() {
    Map<String, String> environment = System.getenv();
    String own = environment.get("TEST_SERVERS");
    if (own != null) {
      return Path.of(own);
    }
    String caches = environment.get("XDG_CACHE_HOME");
    return (caches == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches))
        .resolve("redis-cluster-exporter")
        .resolve("servers");
  }

  /** redis_exporter, if {@code tools/debian-servers} has fetched it. */
  public static Optional<Path> redisExporter() {
    return Optional.of(
            new Program("redis_exporter", "prometheus-redis-exporter", "redis_exporter").path())
        .filter(Files::isExecutable);
  }

  private static Stream<Program> wanted(Stream<Program> programs) {
    List<String> folders = List.of(System.getProperty("test.servers", "").split(",", -1));
    return programs.filter(program -> folders.contains(program.folder()));
  }

  /** The servers in {@code -Dtest.servers} that are there; the others are reported. */
  static Stream<RedisBinary> found() {
    missing(PROGRAMS.stream())
        .forEach(name -> MissingTools.report(name, "the smoke set on this server"));
    return wanted(PROGRAMS.stream())
        .map(Program::path)
        .filter(Files::isExecutable)
        .map(RedisBinary::inspect);
  }

  /** Prometheus 3, if it is in {@code -Dtest.servers} and there. */
  static Optional<Path> prometheus() {
    return wanted(Stream.of(PROMETHEUS)).map(Program::path).filter(Files::isExecutable).findFirst();
  }

  /** Names of the wanted programs that are not there. */
  static List<String> missing() {
    return missing(Stream.concat(PROGRAMS.stream(), Stream.of(PROMETHEUS))).toList();
  }

  private static Stream<String> missing(Stream<Program> programs) {
    return wanted(programs)
        .filter(program -> !Files.isExecutable(program.path()))
        .map(
            program ->
                program.name() + " (tools/debian-servers " + program.folder() + " fetches it)");
  }
}
