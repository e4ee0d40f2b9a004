package io.github.redisclusterexporter.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A redis-server executable and its features.
 *
 * @param path the executable
 * @param version as the executable reports it, such as {@code 7.0.15}
 * @param tls whether it was built with TLS
 */
public record RedisBinary(Path path, String version, boolean tls) {
  private static final Pattern VERSION = Pattern.compile("v=(\\d+\\.\\d+\\.\\d+)");

  /** Redis 7.0, which is always available. */
  public static RedisBinary v70() {
    return unpacked("7.0");
  }

  /** Redis 6.2, the oldest version that is supported. */
  public static RedisBinary v62() {
    return unpacked("6.2");
  }

  /**
   * The oldest and the usual version, for what depends on the version; with {@code
   * -Dtest.servers=trixie,sid} also the newer ones of these releases.
   */
  public static Stream<RedisBinary> versions() {
    return Stream.concat(Stream.of(v70(), v62()), NewerServers.found());
  }

  /**
   * Redis 7.0 alone, for what no version is known to do otherwise; in the full tier all {@link
   * #versions}.
   */
  public static Stream<RedisBinary> forTier() {
    return Tier.current() == Tier.FULL ? versions() : Stream.of(v70());
  }

  /** The redis-server of this machine, if it is installed. */
  public static Optional<RedisBinary> onPath() {
    return Executables.onPath("redis-server").map(RedisBinary::inspect);
  }

  /** The redis-server on the PATH if it is version 7 or later, else Redis 7.0. */
  public static RedisBinary preferred() {
    return onPath().filter(binary -> binary.isAtLeast(7)).orElseGet(RedisBinary::v70);
  }

  /** Whether it is a Valkey server, and not one of Redis. */
  public boolean isValkey() {
    return path.getFileName().toString().startsWith("valkey");
  }

  public boolean isAtLeast(int major) {
    return isAtLeast(major, 0);
  }

  public boolean isAtLeast(int major, int minor) {
    String[] parts = version.split("\\.", -1);
    int own = Integer.parseInt(parts[0]);
    return own > major || (own == major && Integer.parseInt(parts[1]) >= minor);
  }

  private static RedisBinary unpacked(String line) {
    Path directory = Path.of(System.getProperty("test.redis.binaries", "target/redis"), line);
    String suffix = "-" + platform();
    try (Stream<Path> files = Files.list(directory)) {
      Path file =
          files
              .filter(candidate -> candidate.getFileName().toString().endsWith(suffix))
              .min(Path::compareTo)
              .orElseThrow(
                  () -> new IllegalStateException("no redis-server" + suffix + " in " + directory));
      makeExecutable(file.toFile());
      return inspect(file.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(
          directory + " has no redis-server; mvn test-compile unpacks it", e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (os.startsWith("mac") ? "darwin" : "linux")
        + switch (arch) {
          case "aarch64", "arm64" -> "-arm64";
          case "x86", "i386", "i686" -> "-386";
          default -> "-amd64";
        };
  }

  /** Another JVM may do the same at the same time, so that only the resulting state counts. */
  private static void makeExecutable(File file) {
    if (!file.canExecute() && !file.setExecutable(true, false) && !file.canExecute()) {
      throw new IllegalStateException("cannot make " + file + " executable");
    }
  }

  static RedisBinary inspect(Path path) {
    String answer = run(path, "--version", "");
    Matcher matcher = VERSION.matcher(answer);
    if (!matcher.find()) {
      throw new IllegalStateException(path + " does not tell its version: " + answer);
    }
    return new RedisBinary(path, matcher.group(1), hasTls(path));
  }

  /**
   * A build without TLS stops at the first line of this configuration, one with TLS at the next.
   */
  private static boolean hasTls(Path path) {
    return run(path, "-", "tls-replication no\nthe-end\n").contains("the-end");
  }

  private static String run(Path path, String argument, String input) {
    try {
      Process process =
          new ProcessBuilder(path.toString(), argument).redirectErrorStream(true).start();
      try (var toProcess = process.getOutputStream()) {
        toProcess.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
