package io.github.redisclusterexporter.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Servers of newer Debian releases, as {@code tools/debian-servers} fetches them. */
final class NewerServers {
  /** A release, the file below its folder, and what it is. */
  private record Program(String release, String file, String name) {
    Path path() {
      return folder().resolve(release).resolve("bin").resolve(file);
    }
  }

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("trixie", "redis-server", "Redis 8.0"),
          new Program("trixie", "valkey-server", "Valkey 8.1"),
          new Program("sid", "valkey-server", "Valkey 9.1"));

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

  private static Stream<Program> wanted() {
    List<String> releases = List.of(System.getProperty("test.servers", "").split(",", -1));
    return PROGRAMS.stream().filter(program -> releases.contains(program.release()));
  }

  /** Those of the releases in {@code -Dtest.servers} that are there; the others are reported. */
  static Stream<RedisBinary> found() {
    missing().forEach(name -> MissingTools.report(name, "the smoke set on this server"));
    return wanted().map(Program::path).filter(Files::isExecutable).map(RedisBinary::inspect);
  }

  /** Names of the wanted servers that are not there. */
  static List<String> missing() {
    return wanted()
        .filter(program -> !Files.isExecutable(program.path()))
        .map(
            program ->
                program.name() + " (tools/debian-servers " + program.release() + " fetches it)")
        .toList();
  }
}
