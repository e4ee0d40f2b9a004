package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages behind TLS and passwords, read by the programs that people use for it. */
class WebAccessIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final TestCertificates CERTIFICATES = TestCertificates.get();

  private static Path directory;
  private static RedisServer redis;
  private static TestExporter exporter;

  @BeforeAll
  static void start() throws IOException {
    directory = TempDirectories.create("web-");
    redis = RedisServer.start(RedisBinary.v70());
    exporter = TestExporter.start(environment(webFile()));
  }

  @AfterAll
  static void stop() {
    exporter.close();
    redis.close();
    TempDirectories.delete(directory);
  }

  private static Path webFile() throws IOException {
    return Files.writeString(
        directory.resolve("web.yml"),
        """
        tls_server_config:
          cert_file: %s
          key_file: %s
          client_auth_type: VerifyClientCertIfGiven
          client_ca_file: %s
        basic_auth_users:
          prometheus: %s
        """
            .formatted(
                CERTIFICATES.server().certificate(),
                CERTIFICATES.server().key(),
                CERTIFICATES.ca(),
                BCrypt.withDefaults().hashToString(6, "page-word".toCharArray())));
  }

  private static Map<String, String> environment(Path webFile) {
    Map<String, String> environment = new HashMap<>();
    environment.put("REDIS_CLUSTER_NODES", redis.address().toString());
    environment.put("REDIS_CLUSTER_NAME", "web");
    environment.put("EXPORTER_WEB_CONFIG_FILE", webFile.toString());
    return environment;
  }

  private static URI uri(String path) {
    return URI.create("https://" + exporter.uri(path).getAuthority() + path);
  }

  @Test
  void prometheusScrapesIt() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that it scrapes with TLS and a password");
      return;
    }
    int port = Ports.free();
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            scrape_configs:
              - job_name: redis
                scrape_interval: 2s
                scrape_timeout: 2s
                scheme: https
                tls_config:
                  ca_file: %s
                  cert_file: %s
                  key_file: %s
                basic_auth:
                  username: prometheus
                  password: page-word
                static_configs:
                  - targets: ["%s"]
            """
                .formatted(
                    CERTIFICATES.ca(),
                    CERTIFICATES.client().certificate(),
                    CERTIFICATES.client().key(),
                    uri("/").getAuthority()));
    Process process =
        new ProcessBuilder(
                prometheus.get().toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    try {
      URI targets = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=up");
      Eventually.await(
          BOUND,
          "Prometheus has scraped",
          () ->
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(targets).build(), BodyHandlers.ofString())
                  .body()
                  .contains(",\"1\"]"));
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void curlReadsIt() throws Exception {
    if (Executables.onPath("curl").isEmpty()) {
      MissingTools.report("curl", "that it reads the page with TLS and a password");
      return;
    }
    String ca = CERTIFICATES.ca().toString();
    String login = "prometheus:page-word";
    assertThat(curl("--cacert", ca, "--user", login)).isEqualTo("0 200");
    assertThat(curl("--cacert", ca, "--user", "prometheus:other")).isEqualTo("0 401");
    assertThat(curl("--cacert", ca)).isEqualTo("0 401");
    assertThat(curl("--user", login)).as("who does not trust the authority").isEqualTo("60 000");
    List<String> certified =
        List.of("--cacert", ca, "--user", login, "--tls-max", "1.2", "--cert", "", "--key", "");
    assertThat(curl(with(certified, CERTIFICATES.client()))).isEqualTo("0 200");
    assertThat(curl(with(certified, CERTIFICATES.foreign())))
        .as("a certificate of somebody else")
        .isNotEqualTo("0 200")
        .endsWith(" 000");
  }

  private static String[] with(List<String> options, TestCertificates.Identity identity) {
    List<String> all = new ArrayList<>(options);
    all.set(all.size() - 3, identity.certificate().toString());
    all.set(all.size() - 1, identity.key().toString());
    return all.toArray(String[]::new);
  }

  /** The exit code, and the status of the answer. */
  private static String curl(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--noproxy", "*"));
    command.addAll(List.of("--max-time", "30", "--output", "/dev/null"));
    command.addAll(List.of("--write-out", "%{http_code}"));
    command.addAll(List.of(options));
    command.add(uri("/metrics").toString());
    Process process = new ProcessBuilder(command).start();
    String status = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + status;
  }

  @Test
  void aBadFileEndsTheStartWithAllThatIsWrong() throws Exception {
    Path bad =
        Files.writeString(
            directory.resolve("bad.yml"),
            """
            tls_server_config:
              cert_file: nowhere.pem
              key: secret-word
            basic_auth_users:
              prometheus: secret-word
            """);
    Map<String, String> environment = environment(bad);
    environment.put("REDIS_TLS", "maybe");
    try (JarProcess jar = JarProcess.run(environment)) {
      assertThat(jar.exitCode()).isEqualTo(2);
      assertThat(jar.errors())
          .contains(
              "tls_server_config.cert_file (" + bad + ":2)",
              "tls_server_config.key (" + bad + ":3)",
              "basic_auth_users.prometheus (" + bad + ":5)",
              "redis.tls.enabled")
          .doesNotContain("secret-word", "\tat ");
    }
  }

  @Test
  void theJarHasAllThatIsNeeded() throws Exception {
    try (JarProcess jar = JarProcess.serve(environment(webFile()))) {
      URI page = URI.create("https://" + jar.uri("/metrics").getAuthority() + "/metrics");
      HttpClient client =
          HttpClient.newBuilder().sslContext(CERTIFICATES.client().sslContext()).build();
      HttpRequest.Builder request = HttpRequest.newBuilder(page).timeout(BOUND);
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      // prometheus:page-word
      request.header("Authorization", "Basic cHJvbWV0aGV1czpwYWdlLXdvcmQ=");
      assertThat(client.send(request.build(), BodyHandlers.ofString()).body())
          .contains("redis_cluster_memory_bytes{");
      assertThat(jar.errors()).doesNotContain("page-word", "$2a$", "WARN", "ERROR");
    }
  }

  @Test
  void itRunsWithoutPrivilegesAndWithoutAPlaceToWrite() throws Exception {
    if (!JarProcess.canDropPrivileges()) {
      MissingTools.report(
          "root, unshare and setpriv, and a project that everybody may read",
          "that it runs as nobody on a read-only file system");
      return;
    }
    try (JarProcess jar =
        JarProcess.serveUnprivileged(
            Map.of(
                "REDIS_CLUSTER_NODES", redis.address().toString(), "REDIS_CLUSTER_NAME", "web"))) {
      assertThat(Files.readString(Path.of("/proc", Long.toString(jar.pid()), "status")))
          .containsPattern("Uid:\\s+65534");
      String page =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(jar.uri("/metrics")).build(), BodyHandlers.ofString())
              .body();
      assertThat(page).contains("redis_cluster_memory_bytes{");
      assertThat(jar.errors()).doesNotContain("WARN", "ERROR", "Exception");
    }
  }
}
