package io.github.redisclusterexporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A known secret in each place of the configuration, and everything that the process gives away.
 */
@Order(2)
class SecretsIT {
  private static final String SECRET = "s3cret-w0rd";

  private final HttpClient http = HttpClient.newHttpClient();

  /** Where a password can be. */
  private enum Place {
    VARIABLE,
    FILE,
    URL
  }

  private static Map<String, String> environment(Place place, RedisServer redis, Path directory)
      throws IOException {
    String address = redis.address().toString();
    // A host name that cannot be resolved is logged at level debug, which must be on.
    String seeds = address + ",no-such-host.invalid:6379";
    Map<String, String> environment = new HashMap<>();
    switch (place) {
      case VARIABLE -> {
        environment.put("REDIS_CLUSTER_NODES", seeds);
        environment.put("REDIS_PASSWORD", SECRET);
      }
      case FILE -> {
        environment.put("REDIS_CLUSTER_NODES", seeds);
        Path file = Files.writeString(directory.resolve("password"), SECRET + "\n");
        environment.put("REDIS_PASSWORD_FILE", file.toString());
      }
      case URL -> {
        environment.put("REDIS_CLUSTER_NODES", seeds);
        environment.put("REDIS_URL", "redis://:" + SECRET + "@" + address);
      }
    }
    Path web = directory.resolve("web.yml");
    String hash = BCrypt.withDefaults().hashToString(4, SECRET.toCharArray());
    Files.writeString(web, "basic_auth_users: {me: " + hash + "}");
    environment.put("EXPORTER_WEB_CONFIG_FILE", web.toString());
    environment.put("LOG_LEVEL", "debug");
    return environment;
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void noneComesOut(Place place) throws Exception {
    Path directory = TempDirectories.create("secrets-");
    try (RedisServer right = RedisServer.builder(RedisBinary.v70()).password(SECRET).start();
        RedisServer wrong = RedisServer.builder(RedisBinary.v70()).password("other").start()) {
      for (RedisServer redis : List.of(right, wrong)) {
        Map<String, String> environment = environment(place, redis, directory);
        try (JarProcess exporter = JarProcess.serve(environment)) {
          StringBuilder seen = new StringBuilder();
          for (String path : List.of("/metrics", "/", "/nowhere", "/metrics?x=%80")) {
            seen.append(get(exporter, path, SECRET)).append(get(exporter, path, "guess"));
          }
          assertThat(seen.toString())
              .contains(redis == right ? "redis_cluster_memory_bytes{" : "wrong_password")
              .contains("401");
          Path process = Path.of("/proc", Long.toString(exporter.pid()), "cmdline");
          seen.append(Files.exists(process) ? Files.readString(process) : "");
          seen.append(classHistogram(exporter.pid()));
          Files.writeString(directory.resolve("web.yml"), "basic_auth_users: {me: " + SECRET + "}");
          exporter.signal("QUIT");
          exporter.signal("TERM");
          assertThat(exporter.exitCode()).isZero();
          seen.append(exporter.output()).append(exporter.errors());
          assertThat(seen.toString()).contains("DEBUG").doesNotContain(SECRET, "$2a$");
        }
      }
    } finally {
      TempDirectories.delete(directory);
    }
  }

  private String get(JarProcess exporter, String path, String password) throws Exception {
    String login = Base64.getEncoder().encodeToString(("me:" + password).getBytes(US_ASCII));
    var answer =
        http.send(
            HttpRequest.newBuilder(exporter.uri(path))
                .header("Authorization", "Basic " + login)
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.headers().map() + answer.body();
  }

  /** What the JVM shows to whoever may attach to it, short of a dump. */
  private static String classHistogram(long pid) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), US_ASCII);
    assertThat(jcmd.waitFor()).as(histogram).isZero();
    assertThat(histogram).contains(Exporter.class.getPackageName());
    return histogram;
  }

  @Test
  void noneIsTakenFromTheCommandLine() {
    try (JarProcess exporter =
        JarProcess.run(
            Map.of("REDIS_CLUSTER_NODES", "localhost:1"), "--redis.password=" + SECRET)) {
      assertThat(exporter.exitCode()).isEqualTo(2);
      assertThat(exporter.errors()).doesNotContain(SECRET);
    }
  }
}
