package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RedisTls;
import io.github.redisclusterexporter.testing.ScriptedServer;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that users get: its exit codes, what it prints, and that nothing is missing in it. */
@Order(2)
@Tag("smoke")
class PackagedJarIT {
  private static final String LOG_LINE = "\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO|WARN|ERROR) \\w+ - .+";

  private final HttpClient http = HttpClient.newHttpClient();

  private static Map<String, String> seeds(HostPort... seeds) {
    return Map.of("REDIS_CLUSTER_NODES", TestExporter.nodes(List.of(seeds)));
  }

  private HttpResponse<String> get(JarProcess exporter, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(exporter.uri(path)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  /** Nothing but log lines, and none of them about a mistake of our own. */
  private static void assertOnlyLogged(JarProcess exporter) {
    assertThat(exporter.output()).isEmpty();
    assertThat(exporter.errors().lines()).allMatch(line -> line.matches(LOG_LINE));
    assertThat(exporter.errors()).doesNotContain(" ERROR ", "NoClassDef", "ClassNotFound");
  }

  /**
   * What libraries bring along and nothing here reaches is left out; see the exclusions in the pom.
   */
  @Test
  void onlyWhatIsUsedIsInIt() throws Exception {
    try (JarFile jar = new JarFile("target/redis-cluster-exporter.jar")) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
          .allMatch(
              name ->
                  name.startsWith("io/github/redisclusterexporter/")
                      || name.startsWith("io/prometheus/metrics/")
                      || name.startsWith("redis/clients/jedis/")
                      || name.startsWith("com/typesafe/config/")
                      || name.startsWith("org/snakeyaml/engine/")
                      || name.startsWith("at/favre/lib/")
                      || name.startsWith("org/slf4j/")
                      || name.startsWith("org/jspecify/annotations/"));
    }
  }

  @Test
  void itTellsItsVersion() {
    try (JarProcess exporter = JarProcess.run(Map.of(), "--version")) {
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.output()).matches("redis-cluster-exporter \\S+ \\(revision \\S+\\)\\R");
      assertThat(exporter.errors()).isEmpty();
    }
  }

  @Test
  void itTellsHowItIsUsed() {
    try (JarProcess exporter = JarProcess.run(Map.of(), "--help")) {
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.output())
          .startsWith("Usage: ")
          .contains("--config.file", "--check", "--version");
      assertThat(exporter.errors()).isEmpty();
    }
  }

  @Test
  void aCheckThatFindsSomethingEndsWithOne() {
    HostPort nobody = new HostPort("127.0.0.1", Ports.free());
    try (JarProcess exporter = JarProcess.run(seeds(nobody), "--check")) {
      assertThat(exporter.exitCode()).isEqualTo(1);
      assertThat(exporter.output())
          .contains("1. connect refused: nothing listens on this port")
          .endsWith("One thing is not as it should be.\n");
      assertThat(exporter.errors()).doesNotContain("\tat ");
    }
  }

  @Test
  void anUnknownOptionIsNamed() {
    try (JarProcess exporter = JarProcess.run(Map.of(), "--colour=red")) {
      assertThat(exporter.exitCode()).isEqualTo(2);
      assertThat(exporter.errors()).contains("Unknown option: --colour=...").contains("Usage: ");
      assertThat(exporter.output()).isEmpty();
    }
  }

  @Test
  void allProblemsOfTheConfigurationAreReportedAtOnce() {
    Map<String, String> environment =
        Map.of(
            "REDIS_CLUSTER_NODES", "localhost",
            "REDIS_PASSWORD", "secret-word",
            "REDIS_PASSWORD_FILE", "/nowhere/at/all",
            "EXPORTER_LISTEN_ADDRESS", "localhost:http");
    try (JarProcess exporter = JarProcess.run(environment)) {
      assertThat(exporter.exitCode()).isEqualTo(2);
      assertThat(exporter.errors())
          .contains("redis.nodes", "redis.password-file", "web.listen-address")
          .doesNotContain("secret-word", "\tat ");
      assertThat(exporter.errors().lines().count()).isGreaterThanOrEqualTo(3);
      assertThat(exporter.output()).isEmpty();
    }
  }

  @Test
  void aConfigurationFileThatIsNotThereIsNamed() {
    try (JarProcess exporter = JarProcess.run(Map.of(), "--config.file=nowhere.conf")) {
      assertThat(exporter.exitCode()).isEqualTo(2);
      assertThat(exporter.errors()).contains("nowhere.conf").doesNotContain("\tat ");
    }
  }

  @Test
  void aPortThatIsInUseIsNamed() {
    try (ScriptedServer taken = ScriptedServer.start(Behaviour.closing())) {
      String address = taken.address().toString();
      Map<String, String> environment = new HashMap<>(seeds(new HostPort("127.0.0.1", 1)));
      environment.put("EXPORTER_LISTEN_ADDRESS", address);
      try (JarProcess exporter = JarProcess.run(environment)) {
        assertThat(exporter.exitCode()).isEqualTo(1);
        assertThat(exporter.errors().strip())
            .isEqualTo("cannot listen on " + address + ": Address already in use");
        assertThat(exporter.output()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItCleanly(String signal) throws Exception {
    try (RedisServer redis = RedisServer.start(RedisBinary.v70());
        JarProcess exporter = JarProcess.serve(seeds(redis.address()))) {
      assertThat(get(exporter, "/metrics").body()).contains("redis_cluster_memory_bytes{");
      exporter.signal(signal);
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.errors())
          .contains("WARN Main - The cluster has the default name 'default'.");
      assertOnlyLogged(exporter);
    }
  }

  @Test
  void aHangUpHasTheConfigurationReadAgain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("exporter.conf");
    Files.writeString(file, "clusters { first { nodes = \"127.0.0.1:1\" } }");
    try (JarProcess exporter = JarProcess.serve(file)) {
      Files.writeString(file, "clusters { second { nodes = \"127.0.0.1:1\" } }");
      exporter.signal("HUP");
      Eventually.await(
          Duration.ofSeconds(10),
          "the other cluster is on the page",
          () -> get(exporter, "/discovery").body().contains("second"));
      Files.writeString(file, "clusters { second { nodes = 1 } }");
      exporter.signal("HUP");
      Eventually.await(
          Duration.ofSeconds(10),
          "the problem is logged",
          () -> exporter.errors().contains("clusters.second.nodes ("));
      assertThat(get(exporter, "/metrics").body())
          .contains(
              "redis_cluster_exporter_config_last_reload_successful{redis_cluster=\"second\"} 0.0");
      exporter.signal("TERM");
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.errors()).contains("Clusters added: second. Clusters removed: first.");
    }
  }

  @Test
  void aSignalDuringAScrapeEndsItCleanly() throws Exception {
    try (ScriptedServer silent = ScriptedServer.start(Behaviour.silent());
        JarProcess exporter = JarProcess.serve(seeds(silent.address()))) {
      var scrape =
          http.sendAsync(
              HttpRequest.newBuilder(exporter.uri("/metrics")).build(), BodyHandlers.discarding());
      Eventually.await(
          Duration.ofSeconds(10), "the scrape asks", () -> silent.openConnections() > 0);
      exporter.signal("TERM");
      assertThat(exporter.exitCode()).isZero();
      assertThat(scrape.handle((response, failure) -> true).join()).isTrue();
      assertThat(exporter.errors()).doesNotContain("Exception");
    }
  }

  @Test
  void aClusterThatIsNotThereIsNoStartUpError() throws Exception {
    HostPort nowhere = new HostPort("127.0.0.1", Ports.free());
    try (JarProcess exporter =
        JarProcess.serve(seeds(nowhere, new HostPort("no-such-host.invalid", 6379)))) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> page = get(exporter, "/metrics");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("redis_cluster_up{redis_cluster=\"default\"} 0.0");
      }
      assertThat(get(exporter, "/-/ready").statusCode()).isEqualTo(200);
      assertOnlyLogged(exporter);
      assertThat(
              exporter.errors().lines().filter(line -> line.contains("No answer from " + nowhere)))
          .as("what does not change is logged once")
          .hasSize(1);
    }
  }

  @Test
  void theLogCanBeJson() throws Exception {
    Map<String, String> environment = new HashMap<>(seeds(new HostPort("127.0.0.1", Ports.free())));
    environment.put("LOG_FORMAT", "json");
    environment.put("LOG_LEVEL", "debug");
    environment.put("REDIS_PASWORD", "secret-word");
    try (JarProcess exporter = JarProcess.serve(environment)) {
      assertThat(get(exporter, "/metrics").statusCode()).isEqualTo(200);
      List<JSONObject> events = exporter.errors().lines().map(JSONObject::new).toList();
      assertThat(events)
          .extracting(event -> event.getString("message"))
          .anyMatch(message -> message.startsWith("redis-cluster-exporter "))
          .anyMatch(message -> message.startsWith("Cluster default: seeds 127.0.0.1:"))
          .anyMatch(message -> message.startsWith("Listening on port " + exporter.port()))
          .anyMatch(message -> message.contains("REDIS_PASWORD is not used"))
          .anyMatch(message -> message.contains("connect refused"));
      assertThat(events)
          .extracting(event -> event.getString("level"))
          .contains("info", "warn")
          .containsAnyOf("debug", "info");
      assertThat(exporter.errors()).doesNotContain("secret-word");
    }
  }

  @Test
  void nothingIsMissingInAnyFormat() throws Exception {
    try (RedisServer redis = RedisServer.start(RedisBinary.v70());
        JarProcess exporter = JarProcess.serve(seeds(redis.address()))) {
      for (String accept :
          List.of(
              "text/plain",
              "application/openmetrics-text;version=1.0.0",
              "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")) {
        HttpResponse<String> page =
            get(exporter, "/metrics", "Accept", accept, "Accept-Encoding", "gzip");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse(""))
            .startsWith(accept.substring(0, accept.indexOf('/')));
        assertThat(page.headers().firstValue("Content-Encoding")).contains("gzip");
      }
      assertThat(get(exporter, "/metrics").body())
          .contains("\nprocess_open_fds ", "\njvm_memory_used_bytes{area=\"heap\"} ");
      assertOnlyLogged(exporter);
    }
  }

  @Test
  void nothingIsMissingWhenServersMisbehave() throws Exception {
    Behaviour.Replies info =
        Behaviour.Replies.of(
            Map.of(
                "INFO", CapturedReplies.read("redis-7.0.15", "primary", "info"),
                "CLUSTER NODES", "$-1\r\n".getBytes(StandardCharsets.UTF_8),
                "CLUSTER INFO", "*1\r\n:1\r\n".getBytes(StandardCharsets.UTF_8),
                "SLOWLOG", "*-1\r\n".getBytes(StandardCharsets.UTF_8),
                "LATENCY", "+OK\r\n".getBytes(StandardCharsets.UTF_8)));
    List<ScriptedServer> servers =
        Stream.of(
                Behaviour.silent(),
                Behaviour.closing(),
                Behaviour.greeting("-ERR go away\r\n"),
                Behaviour.tooManyClients(),
                Behaviour.protectedMode(),
                Behaviour.loading(),
                Behaviour.noPermission(),
                Behaviour.error("NOAUTH Authentication required."),
                Behaviour.error("WRONGPASS invalid username-password pair"),
                Behaviour.http(),
                Behaviour.garbage(1),
                Behaviour.garbage(2),
                Behaviour.answering(info),
                Behaviour.halting(info),
                Behaviour.resetting(info),
                Behaviour.answering(words -> "$99999999999\r\n".getBytes(StandardCharsets.UTF_8)),
                Behaviour.answering(words -> "*2147483647\r\n".getBytes(StandardCharsets.UTF_8)))
            .map(ScriptedServer::start)
            .toList();
    Map<String, String> environment =
        new HashMap<>(
            seeds(servers.stream().map(ScriptedServer::address).toArray(HostPort[]::new)));
    environment.put("REDIS_PASSWORD", "secret-word");
    try (JarProcess exporter = JarProcess.serve(environment)) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> page =
            get(exporter, "/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "2");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("redis_cluster_node_up{").doesNotContain("secret-word");
      }
      assertOnlyLogged(exporter);
      assertThat(exporter.errors()).doesNotContain("secret-word");
    } finally {
      servers.forEach(ScriptedServer::close);
    }
  }

  @Test
  void nothingIsMissingWithTls() throws Exception {
    TestCertificates certificates = TestCertificates.get();
    try (RedisServer redis =
        RedisServer.builder(RedisBinary.v70())
            .password("secret-word")
            .tls(RedisTls.of(certificates, true))
            .start()) {
      Map<String, String> good = new HashMap<>(seeds(redis.address()));
      good.put("REDIS_TLS", "true");
      good.put("REDIS_TLS_CA_FILE", certificates.ca().toString());
      good.put("REDIS_TLS_CERT_FILE", certificates.client().certificate().toString());
      good.put("REDIS_TLS_KEY_FILE", certificates.client().key().toString());
      good.put("REDIS_PASSWORD", "secret-word");
      Map<String, String> wrongPassword = new HashMap<>(good);
      wrongPassword.put("REDIS_PASSWORD", "wrong-word");
      Map<String, String> foreign = new HashMap<>(good);
      foreign.put("REDIS_TLS_CA_FILE", certificates.foreign().ca().toString());
      Map<String, String> insecure = new HashMap<>(good);
      insecure.remove("REDIS_TLS_CA_FILE");
      insecure.put("REDIS_TLS_INSECURE", "true");

      assertThat(pageWith(good)).contains("redis_cluster_memory_bytes{");
      assertThat(pageWith(insecure)).contains("redis_cluster_memory_bytes{");
      assertThat(pageWith(wrongPassword))
          .contains("{code=\"wrong_password\",redis_cluster=\"default\",stage=\"auth\"} 1.0");
      assertThat(pageWith(foreign))
          .contains("{code=\"tls\",redis_cluster=\"default\",stage=\"connect\"} 1.0");
    }
  }

  private String pageWith(Map<String, String> environment) throws Exception {
    // The first handshake of a JVM loads so much that a busy machine may need long for it.
    try (JarProcess exporter =
        JarProcess.serve(environment, "-Dredis.connect-timeout=30s", "-Dredis.timeout=30s")) {
      String page = get(exporter, "/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "30").body();
      assertOnlyLogged(exporter);
      assertThat(exporter.errors() + page).doesNotContain("secret-word", "wrong-word");
      return page;
    }
  }
}
