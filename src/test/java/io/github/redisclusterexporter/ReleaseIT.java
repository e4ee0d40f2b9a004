package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.json.JSONObject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The release command: what it makes, which has the same content as the jar of this build, and in
 * the full tier the same bytes in another directory with the same commit.
 */
@Order(1)
@Tag("full")
@Tag("cpu-bound")
class ReleaseIT {
  private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".idea");

  private final Path directory;

  ReleaseIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static boolean canRelease() {
    for (String tool : List.of("git", "mvn", "sha256sum")) {
      if (Executables.onPath(tool).isEmpty()) {
        MissingTools.report(tool, "the release command");
        return false;
      }
    }
    return true;
  }

  @Test
  void theSameCommitGivesTheSameFiles() throws Exception {
    if (!canRelease()) {
      return;
    }
    Path one = commit(directory.resolve("one"));
    Path other = directory.resolve("a-directory-of-another-name");
    copy(one, other);
    Process first = release(one);
    Process second = release(other);
    assertEnds(first, one);
    assertEnds(second, other);
    assertThat(Files.readString(one.resolve("target/release/SHA256SUMS")))
        .isEqualTo(Files.readString(other.resolve("target/release/SHA256SUMS")));
  }

  @Test
  void aReleaseIsWhatWasBuiltHere() throws Exception {
    if (!canRelease()) {
      return;
    }
    Path one = commit(directory.resolve("project"));
    assertEnds(release(one), one);

    Path made = one.resolve("target/release");
    assertThat(contents(file(made, ".jar")))
        .isEqualTo(contents(Path.of("target", "redis-cluster-exporter.jar")));
    String sums = Files.readString(made.resolve("SHA256SUMS"));
    assertThat(sums).hasLineCount(3);
    for (String line : sums.lines().toList()) {
      String[] words = line.split("\\s+", 2);
      assertThat(words[0]).as(line).isEqualTo(sha256(made.resolve(words[1])));
    }
    try (Stream<Path> files = Files.list(made)) {
      assertThat(files).hasSize(4);
    }

    Path archive = file(made, ".tar.gz");
    said(one, "tar", "--extract", "--file", archive.toString(), "--directory", one.toString());
    String name = archive.getFileName().toString().replace(".tar.gz", "");
    assertThat(
            said(one, one.resolve(name).resolve("bin/redis-cluster-exporter").toString(), "--help"))
        .startsWith("Usage:");
    for (String shipped :
        List.of(
            "alerts/redis-cluster.rules.yml",
            "dashboards/redis-cluster-overview.json",
            "deploy/systemd/redis-cluster-exporter.service",
            "deploy/exporter.conf",
            "docs/deployment.md")) {
      assertThat(one.resolve(name).resolve(shipped)).isNotEmptyFile();
    }

    String revision = said(one, "git", "rev-parse", "HEAD").strip();
    Path jar = file(made, ".jar");
    String version = jar.getFileName().toString().replaceAll("redis-cluster-exporter-|\\.jar", "");
    assertThat(said(one, JarProcess.tool("java").toString(), "-jar", jar.toString(), "--version"))
        .isEqualToIgnoringNewLines(
            "redis-cluster-exporter " + version + " (revision " + revision + ")");
    JSONObject bill = new JSONObject(Files.readString(file(made, ".sbom.json")));
    assertThat(bill.getJSONObject("metadata").getJSONObject("component").getString("version"))
        .isEqualTo(version);
    assertThat(bill.getJSONArray("components").toString())
        .contains("\"jedis\"", "\"prometheus-metrics-model\"")
        .doesNotContain("junit", "assertj");
  }

  /** Names in their order with checksums; the revision is another one, and so is the time. */
  private static List<String> contents(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.stream()
          .map(
              entry ->
                  entry.getName()
                      + (entry.getName().equals("build.properties") ? "" : " " + entry.getCrc()))
          .toList();
    }
  }

  @Test
  void whatIsNotCommittedIsNotReleased() throws Exception {
    if (Executables.onPath("git").isEmpty()) {
      MissingTools.report("git", "that the release command wants a commit");
      return;
    }
    Path project = commit(directory.resolve("project"));
    Files.writeString(project.resolve("README.md"), "something else");
    Process release = release(project);
    assertThat(release.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(release.exitValue()).isEqualTo(1);
    assertThat(Files.readString(project.resolveSibling("project.log")))
        .contains("there are changes that are not committed");
    assertThat(project.resolve("target")).doesNotExist();
  }

  private static Path commit(Path project) throws IOException {
    copy(Path.of("."), project);
    said(project, "git", "init", "-q");
    said(project, "git", "add", "-A");
    said(
        project,
        "git",
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.org",
        "commit",
        "-q",
        "-m",
        "Copy");
    return project;
  }

  private static void copy(Path from, Path to) throws IOException {
    boolean sourcesOnly = from.equals(Path.of("."));
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        if (!sourcesOnly || !NOT_SOURCES.contains(relative.getName(0).toString())) {
          Files.createDirectories(to.resolve(relative).getParent());
          Files.copy(
              file,
              to.resolve(relative),
              StandardCopyOption.COPY_ATTRIBUTES,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** With the Maven repository of the build that runs this test, where that tells. */
  private static Process release(Path project) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("./release", "--snapshot", "--skip-tests", "--"));
    Optional.ofNullable(System.getProperty("localRepository"))
        .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(project).toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static Path log(Path project) {
    return project.resolveSibling(project.getFileName() + ".log");
  }

  private static void assertEnds(Process release, Path project) throws Exception {
    try {
      assertThat(release.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(release.exitValue()).as(Files.readString(log(project))).isZero();
    } finally {
      release.destroyForcibly();
    }
  }

  private static String said(Path where, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return output;
  }

  private static Path file(Path where, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
