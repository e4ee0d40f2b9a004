package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in an installation of its own: {@code bin} and {@code lib} side by side. */
@Order(2)
@Tag("smoke")
class LauncherIT {
  private static final String VERSION = "redis-cluster-exporter \\S+ \\(revision \\S+\\)\\R";
  private static final String FROM_ARCHIVE =
      "io.github.redisclusterexporter.Main source: shared objects file";
  private static final FileTime ANOTHER_TIME = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final Path BUILT_JAR = Path.of("target", "redis-cluster-exporter.jar");

  private final Path home;
  private final Path launcher;
  private final Path jar;

  LauncherIT(@TempDir Path directory) {
    home = directory.resolve("exporter");
    launcher = home.resolve("bin/redis-cluster-exporter");
    jar = home.resolve("lib/redis-cluster-exporter.jar");
  }

  @BeforeEach
  void install() throws IOException {
    Files.createDirectories(launcher.getParent());
    Files.createDirectories(jar.getParent());
    Files.copy(JarProcess.LAUNCHER, launcher);
    Files.copy(BUILT_JAR, jar);
  }

  private record Result(int exitCode, String out, String err) {}

  @Test
  void itPassesItsArgumentsOn() throws Exception {
    assertThat(run(Map.of(), "--version").out()).matches(VERSION);
    Result result = run(Map.of(), "--config.file=no such file.conf");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no such file.conf");
  }

  @Test
  void itFindsItsJarThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(home.resolve("an exporter"), launcher);
    assertThat(run(link, Map.of(), "--version").out()).matches(VERSION);
  }

  @Test
  void flagsOfTheUserWin() throws Exception {
    Result result = run(Map.of("JAVA_OPTS", "-XX:+PrintFlagsFinal -Xmx96m"), "--version");
    assertThat(result.out())
        .containsPattern("MaxHeapSize += " + 96 * 1024 * 1024)
        .containsPattern("UseSerialGC += true");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Result noJava = run(Map.of("JAVA_HOME", "/no/java"), "--version");
    assertThat(noJava.exitCode()).isEqualTo(1);
    assertThat(noJava.err()).contains("JAVA_HOME", "/no/java").hasLineCount(1);
    Files.delete(jar);
    Result noJar = run(Map.of(), "--version");
    assertThat(noJar.exitCode()).isEqualTo(1);
    assertThat(noJar.err()).contains("redis-cluster-exporter.jar", "lib").hasLineCount(1);
  }

  /** As systemd passes it; an empty line stands for a user without a password. */
  @Test
  void aPasswordOfSystemdIsThePasswordFile() throws Exception {
    Path credential = home.resolve("redis-password");
    Map<String, String> environment =
        Map.of(
            "CREDENTIALS_DIRECTORY", home.toString(),
            "REDIS_CLUSTER_NODES", "127.0.0.1:1",
            "REDIS_PASSWORD", "another");
    for (String none : List.of("", "\n")) {
      Files.writeString(credential, none);
      assertThat(run(environment, "--check").exitCode()).as("nothing answers").isEqualTo(1);
    }
    Files.delete(credential);
    assertThat(run(environment, "--check").exitCode()).isEqualTo(1);

    Files.writeString(credential, "s3cret\n");
    Result both = run(environment, "--check");
    assertThat(both.exitCode()).as(both.out()).isEqualTo(2);
    assertThat(both.err()).contains("REDIS_PASSWORD_FILE").doesNotContain("s3cret");
  }

  @Test
  void itsHealthIsAskedWhereItListens() throws Exception {
    Path healthy = JarProcess.LAUNCHER.resolveSibling("healthy").toAbsolutePath();
    String address = "EXPORTER_LISTEN_ADDRESS";
    try (JarProcess exporter = JarProcess.serve(Map.of("REDIS_CLUSTER_NODES", "127.0.0.1:1"))) {
      String port = Integer.toString(exporter.port());
      assertThat(run(healthy, Map.of(address, "127.0.0.1:" + port)).exitCode()).isZero();
      assertThat(run(healthy, Map.of(), port).exitCode()).isZero();
    }
    assertThat(run(healthy, Map.of(address, "127.0.0.1:1")).exitCode()).isNotZero();
  }

  @Test
  void anArchiveIsMadeByScrapingAndIsUsedByLaterStarts() throws Exception {
    assertThat(whereTheClassesComeFrom()).doesNotContain(FROM_ARCHIVE);
    makeArchive();
    assertThat(whereTheClassesComeFrom()).contains(FROM_ARCHIVE);
    changeJar();
    assertThat(whereTheClassesComeFrom()).as("of another jar").doesNotContain(FROM_ARCHIVE);
  }

  private String whereTheClassesComeFrom() throws Exception {
    return run(Map.of("JAVA_OPTS", "-Xlog:class+load:stdout"), "--version").out();
  }

  @Test
  void anArchiveThatDoesNotFitIsPassedOverInSilence() throws Exception {
    Path archive = makeArchive();
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    assertSilent();
    makeArchive();
    Files.setLastModifiedTime(jar, ANOTHER_TIME);
    assertSilent();
    changeJar();
    assertSilent();
  }

  /** The program is the same; only an entry more. */
  private void changeJar() throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Files.writeString(zip.getPath("one-more"), "");
    }
  }

  @Test
  void noArchiveIsMadeWhenNothingAnswers() throws Exception {
    Result result = run(Map.of("REDIS_CLUSTER_NODES", "127.0.0.1:1"), "--make-archive");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("no node answered").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
    try (Stream<Path> files = Files.list(jar.getParent())) {
      assertThat(files).containsExactly(jar);
    }
  }

  private Path makeArchive() throws Exception {
    try (RedisServer redis = RedisServer.start(RedisBinary.v70())) {
      Result result =
          run(Map.of("REDIS_CLUSTER_NODES", redis.address().toString()), "--make-archive");
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.err()).isEmpty();
      Path archive = Path.of(result.out().strip());
      try (Stream<Path> files = Files.list(jar.getParent())) {
        assertThat(files).containsExactlyInAnyOrder(jar, archive, Path.of(archive + ".cksum"));
      }
      return archive;
    }
  }

  private void assertSilent() throws Exception {
    Result result = run(Map.of(), "--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).matches(VERSION);
    assertThat(result.err()).isEmpty();
  }

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    return run(launcher, environment, arguments);
  }

  private Result run(Path program, Map<String, String> environment, String... arguments)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList());
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    builder.environment().putAll(variables);
    Path err = home.resolve("stderr");
    Process process = builder.redirectError(err.toFile()).start();
    try (InputStream out = process.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Result(process.exitValue(), printed, Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }
}
