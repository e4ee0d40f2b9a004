package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RedisTls;
import io.github.redisclusterexporter.testing.TestCertificates;
import io.github.redisclusterexporter.testing.TlsProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Getting in: passwords, users, certificates, and their rotation without a restart. */
@Tag("smoke")
@Isolated("reads the log of the exporter in this process")
class ConnectCredentialsIT {
  private static final TestCertificates CERTIFICATES = TestCertificates.get();

  private final Path directory;

  ConnectCredentialsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static void assertAllUp(ScrapedPage page, int nodes) {
    assertThat(page.all("redis_cluster_node_up"))
        .hasSize(nodes)
        .allMatch(series -> series.value() == 1);
    assertThat(page.all("redis_cluster_exporter_collector_success"))
        .allMatch(series -> series.value() == 1);
  }

  private static double faults(ScrapedPage page, String stage, String code) {
    return page.value("redis_cluster_exporter_probe_errors_total", "stage", stage, "code", code);
  }

  @Test
  void aPasswordForAllNodesThatIsRotated() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "one\n");
    try (RedisCluster cluster = RedisCluster.builder().password("one").start();
        CapturedLog log = CapturedLog.start();
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    cluster.node(0).address().toString(),
                    "REDIS_PASSWORD_FILE",
                    file.toString()))) {
      assertAllUp(exporter.scrape(), 6);

      RedisServer node = cluster.node(4);
      node.command("CONFIG", "SET", "masterauth", "one");
      node.command("CONFIG", "SET", "requirepass", "two");
      // What is connected stays connected.
      assertAllUp(exporter.scrape(), 6);

      kick(node, "two");
      ScrapedPage page = exporter.scrape();
      assertThat(page.value("redis_cluster_node_up", "node", node.address().toString()))
          .isEqualTo(0);
      assertThat(faults(page, "auth", "wrong_password")).isEqualTo(1);

      Files.writeString(file, "two\n");
      page = exporter.scrape();
      assertThat(page.value("redis_cluster_node_up", "node", node.address().toString()))
          .isEqualTo(1);
      assertThat(faults(page, "auth", "wrong_password")).isEqualTo(1);
      assertThat(log.lines("WARN")).hasSize(1);
      assertThat(log.lines("answers again")).hasSize(1);
    }
  }

  @Test
  void aUserWhoseSecretIsRotated() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "one");
    try (RedisServer server = RedisServer.start(RedisBinary.v62())) {
      setUser(server, "one");
      try (TestExporter exporter =
          TestExporter.start(
              Map.of(
                  "REDIS_URL",
                  "redis://" + server.address(),
                  "REDIS_USERNAME",
                  "monitor",
                  "REDIS_PASSWORD_FILE",
                  file.toString()))) {
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
        assertThat(server.text("CLIENT", "LIST")).contains(" user=monitor");

        setUser(server, "two");
        Files.writeString(file, "two");
        server.command("CLIENT", "KILL", "USER", "monitor");
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
        assertThat(faults(page, "auth", "wrong_password")).isEqualTo(0);
      }
    }
  }

  private static void setUser(RedisServer server, String password) {
    server.command("ACL", "SETUSER", "monitor", "reset", "on", ">" + password, "+@all");
  }

  private static void kick(RedisServer server, String password) {
    server
        .client()
        .as("default", password)
        .command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  }

  @Test
  void aPasswordThatTheServerDoesNotNeed() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70());
        TestExporter exporter =
            TestExporter.start(Map.of("REDIS_URL", "redis://:unneeded@" + server.address()))) {
      ScrapedPage page = exporter.scrape();
      assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
      assertThat(faults(page, "auth", "other")).isEqualTo(0);
    }
  }

  private static Map<String, String> tls(String url) {
    Map<String, String> environment = new HashMap<>();
    environment.put("REDIS_URL", url);
    environment.put("REDIS_TLS_CA_FILE", CERTIFICATES.ca().toString());
    return environment;
  }

  private static void addCertificate(Map<String, String> environment) {
    environment.put("REDIS_TLS_CERT_FILE", CERTIFICATES.client().certificate().toString());
    environment.put("REDIS_TLS_KEY_FILE", CERTIFICATES.client().key().toString());
  }

  @Test
  void tls() {
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("s3cret").start();
        TlsProxy proxy = TlsProxy.to(server.address(), CERTIFICATES.server().sslContext());
        TestExporter exporter =
            TestExporter.start(tls("rediss://:s3cret@localhost:" + proxy.address().port()))) {
      assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void tlsToAnotherNameThanTheOneDialled() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70());
        TlsProxy proxy = TlsProxy.to(server.address(), CERTIFICATES.otherHost().sslContext())) {
      Map<String, String> environment = tls("rediss://" + proxy.address());
      environment.put("REDIS_TLS_SERVER_NAME", "redis.example");
      try (TestExporter exporter = TestExporter.start(environment)) {
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      }
    }
  }

  @Test
  void tlsWithAnyCertificate() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70());
        TlsProxy proxy = TlsProxy.to(server.address(), CERTIFICATES.expired().sslContext())) {
      Map<String, String> environment =
          Map.of("REDIS_URL", "rediss://" + proxy.address(), "REDIS_TLS_INSECURE", "true");
      try (TestExporter exporter = TestExporter.start(environment)) {
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      }
    }
  }

  @Test
  void mutualTls() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70());
        TlsProxy proxy =
            TlsProxy.withClientCertificates(server.address(), CERTIFICATES.server().sslContext())) {
      Map<String, String> environment = tls("rediss://" + proxy.address());
      try (TestExporter without = TestExporter.start(environment)) {
        ScrapedPage page = without.scrape();
        assertThat(page.value("redis_cluster_node_up")).isEqualTo(0);
        // The server's alert may be lost in the end of the connection.
        assertThat(faults(page, "connect", "tls") + faults(page, "connect", "closed")).isEqualTo(1);
      }
      addCertificate(environment);
      try (TestExporter with = TestExporter.start(environment)) {
        assertThat(with.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      }
    }
  }

  @Test
  void certificatesAreRotatedWithoutARestart() throws Exception {
    Path ca = Files.copy(CERTIFICATES.foreign().ca(), directory.resolve("ca.pem"));
    try (RedisServer server = RedisServer.start(RedisBinary.v70());
        TlsProxy proxy = TlsProxy.to(server.address(), CERTIFICATES.server().sslContext())) {
      Map<String, String> environment = tls("rediss://" + proxy.address());
      environment.put("REDIS_TLS_CA_FILE", ca.toString());
      try (TestExporter exporter = TestExporter.start(environment)) {
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(0);
        Files.writeString(ca, Files.readString(CERTIFICATES.ca()));
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClusterThatSpeaksTlsItself(boolean mutual) {
    Optional<RedisBinary> binary = RedisBinary.onPath().filter(RedisBinary::tls);
    if (binary.isEmpty()) {
      MissingTools.report("a redis-server with TLS", "a cluster that speaks TLS itself");
      return;
    }
    try (RedisCluster cluster =
        RedisCluster.builder()
            .binary(binary.get())
            .tls(RedisTls.of(CERTIFICATES, mutual))
            .password("s3cret")
            .start()) {
      Map<String, String> environment = tls("rediss://:s3cret@" + cluster.node(0).address());
      if (mutual) {
        addCertificate(environment);
      }
      try (TestExporter exporter = TestExporter.start(environment)) {
        ScrapedPage page = exporter.scrape();
        assertAllUp(page, 6);
        assertThat(page.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
      }
    }
  }
}
