package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedServer;
import io.github.redisclusterexporter.testing.SlowLoading;
import io.github.redisclusterexporter.testing.TestCertificates;
import io.github.redisclusterexporter.testing.TlsProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;

/** Everything that can be wrong with a server or with how it is configured, seen on the page. */
@Isolated("reads the log of the exporter in this process")
class ConnectBadInputIT {
  /** The commands that are sent to a server that does not tell its version. */
  private static final int COMMANDS =
      new ServerCommands(ServerProfile.UNKNOWN, Collector.all()).commands().size();

  private static final String SECRET = "n0t-to-be-seen";
  private static final Map<String, String> QUICK = Map.of("redis.timeout", "700ms");

  /** Two scrapes: each is a page and counts, the log has one line, and nobody sees the secret. */
  private static void prove(Map<String, String> environment, String stage, String code) {
    prove(environment, stage, code, 1);
  }

  private static void prove(
      Map<String, String> environment, String stage, String code, int faultsAScrape) {
    try (CapturedLog log = CapturedLog.start();
        TestExporter exporter = TestExporter.start(environment, QUICK)) {
      for (int i = 1; i <= 2; i++) {
        ScrapedPage page = exporter.scrape(Duration.ofSeconds(3));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.took()).isLessThan(Duration.ofSeconds(3));
        assertThat(page.value("redis_cluster_up")).isEqualTo(0);
        assertThat(page.value("redis_cluster_node_up", "role", "unknown")).isEqualTo(0);
        assertThat(faults(page))
            .as(log.text())
            .isEqualTo(Map.of(stage + " " + code, (double) (i * faultsAScrape)));
        assertThat(page.body()).doesNotContain(SECRET);
      }
      assertThat(log.lines("WARN FaultLog")).as(log.text()).hasSize(1);
      assertThat(log.text().lines().filter(line -> !line.contains("FaultLog")))
          .as("the state of the cluster, once")
          .hasSizeLessThanOrEqualTo(1)
          .allMatch(line -> line.contains(" ClusterLog - Cluster "));
      assertThat(log.text()).doesNotContain(SECRET);
    }
  }

  private static Map<String, Double> faults(ScrapedPage page) {
    Map<String, Double> faults = new HashMap<>();
    page.all("redis_cluster_exporter_probe_errors_total").stream()
        .filter(series -> series.value() > 0)
        .forEach(
            series ->
                faults.put(
                    series.labels().get("stage") + " " + series.labels().get("code"),
                    series.value()));
    return faults;
  }

  private static Map<String, String> nodes(HostPort address) {
    return Map.of(
        "REDIS_CLUSTER_NODES",
        address.toString(),
        "REDIS_PASSWORD",
        SECRET,
        "REDIS_CLUSTER_NAME",
        "bad");
  }

  @Test
  void anUnknownHost() {
    prove(nodes(new HostPort("no-such-host.invalid", 6379)), "connect", "unknown_host");
  }

  @Test
  void aPortWhereNothingListens() {
    prove(nodes(new HostPort("127.0.0.1", Ports.free())), "connect", "refused");
  }

  @Test
  void aPortThatSpeaksHttp() throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    http.start();
    try {
      prove(nodes(new HostPort("127.0.0.1", http.getAddress().getPort())), "connect", "not_redis");
    } finally {
      http.stop(0);
    }
  }

  static Stream<Arguments> scripted() {
    return Stream.of(
        Arguments.of("silence", Behaviour.silent(), "connect", "timeout"),
        Arguments.of("http", Behaviour.http(), "connect", "not_redis"),
        Arguments.of("garbage", Behaviour.garbage(7), "connect", "not_redis"),
        Arguments.of("closing", Behaviour.closing(), "connect", "closed"),
        Arguments.of("max clients", Behaviour.tooManyClients(), "connect", "max_clients"),
        Arguments.of("protected mode", Behaviour.protectedMode(), "connect", "protected_mode"),
        Arguments.of(
            "half a reply",
            Behaviour.resetting(
                words -> "+O".repeat(50).concat("\r\n").getBytes(StandardCharsets.UTF_8)),
            "connect",
            "closed"),
        Arguments.of(
            "auth unknown",
            Behaviour.error(
                "ERR unknown command 'AUTH', with args beginning with: '" + SECRET + "'"),
            "auth",
            "other"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripted")
  void aServerThatBehavesBadly(String name, Behaviour behaviour, String stage, String code) {
    try (ScriptedServer server = ScriptedServer.start(behaviour)) {
      prove(nodes(server.address()), stage, code);
    }
  }

  @Test
  void aWrongPassword() {
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("right").start()) {
      prove(nodes(server.address()), "auth", "wrong_password");
    }
  }

  @Test
  void noPasswordWhereOneIsNeeded() {
    try (RedisServer server = RedisServer.builder(RedisBinary.v62()).password(SECRET).start()) {
      prove(Map.of("REDIS_CLUSTER_NODES", server.address().toString()), "auth", "password_needed");
    }
  }

  @Test
  void aPasswordFileThatIsGone() throws Exception {
    Path file = Files.createTempFile("password", "");
    Files.writeString(file, SECRET);
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password(SECRET).start();
        CapturedLog log = CapturedLog.start();
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    server.address().toString(),
                    "REDIS_PASSWORD_FILE",
                    file.toString()))) {
      Files.delete(file);
      ScrapedPage page = exporter.scrape();
      assertThat(faults(page)).isEqualTo(Map.of("auth password_file", 1.0));
      assertThat(log.lines(file.toString())).hasSize(1);
      Files.writeString(file, SECRET);
      assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static Stream<Arguments> certificates() {
    TestCertificates certificates = TestCertificates.get();
    return Stream.of(
        Arguments.of("expired", certificates.expired()),
        Arguments.of("foreign authority", certificates.foreign()),
        Arguments.of("other host", certificates.otherHost()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("certificates")
  void aCertificateThatIsNotTrusted(String name, TestCertificates.Identity shown) {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.silent());
        TlsProxy proxy = TlsProxy.to(server.address(), shown.sslContext())) {
      Map<String, String> environment = new HashMap<>(nodes(proxy.address()));
      environment.put("REDIS_TLS", "true");
      environment.put("REDIS_TLS_CA_FILE", TestCertificates.get().ca().toString());
      prove(environment, "connect", "tls");
      // Nothing was sent, the password least of all.
      assertThat(server.commands()).isEmpty();
    }
  }

  @Test
  void tlsWhereNoneIsSpoken() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      Map<String, String> environment = new HashMap<>(nodes(server.address()));
      environment.put("REDIS_TLS", "true");
      try (CapturedLog log = CapturedLog.start();
          TestExporter exporter = TestExporter.start(environment, QUICK)) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_up")).isEqualTo(0);
        // A server that sees no end of a line in the handshake waits for it.
        assertThat(faults(page).keySet()).containsAnyOf("connect tls", "connect tls_timeout");
        assertThat(log.text()).doesNotContain(SECRET);
      }
    }
  }

  @Test
  void aServerThatIsLoadingIsNotUpAndSaysSo() {
    try (RedisServer server = SlowLoading.start()) {
      try (TestExporter exporter = TestExporter.of(server.address());
          CapturedLog log = CapturedLog.start()) {
        assertThat(exporter.scrape().value("redis_cluster_node_up")).isEqualTo(1);
        server.restart();
        ScrapedPage page = exporter.scrape();
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.value("redis_cluster_node_loading")).as(log.text()).isEqualTo(1);
        assertThat(page.value("redis_cluster_node_up")).isEqualTo(0);
        server.command("CONFIG", "SET", "key-load-delay", "0");
        Eventually.await(
            Duration.ofSeconds(20),
            "it is up",
            () -> exporter.scrape().value("redis_cluster_node_up") == 1);
      }
    }
  }

  @Test
  void aServerThatRefusesEverythingWhileLoading() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.loading())) {
      // Each command that every server has is counted.
      prove(
          Map.of("REDIS_CLUSTER_NODES", server.address().toString()), "read", "loading", COMMANDS);
    }
  }

  @Test
  void aServerThatPermitsNothing() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.noPermission())) {
      prove(
          Map.of("REDIS_CLUSTER_NODES", server.address().toString()),
          "read",
          "no_permission",
          COMMANDS);
    }
  }

  @Test
  void aServerThatAdmitsNoMoreClients() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      server.command("CONFIG", "SET", "maxclients", "3");
      List<Connection> holders = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          holders.add(server.client().connect());
        }
        Eventually.await(
            Duration.ofSeconds(5),
            "no more are admitted",
            () -> {
              try {
                server.text("PING");
                return false;
              } catch (RuntimeException e) {
                return String.valueOf(e.getMessage()).contains("max number of clients");
              }
            });
        prove(Map.of("REDIS_CLUSTER_NODES", server.address().toString()), "connect", "max_clients");
      } finally {
        holders.forEach(Connection::close);
      }
    }
  }

  @Test
  void aServerInProtectedMode() throws Exception {
    Optional<InetAddress> outside = notLoopback();
    if (outside.isEmpty()) {
      MissingTools.report("an IPv4 address besides loopback", "protected mode of a real server");
      return;
    }
    String host = outside.get().getHostAddress();
    try (RedisServer server =
        RedisServer.builder(RedisBinary.v70())
            .directive("bind 127.0.0.1 " + host)
            .directive("protected-mode yes")
            .start()) {
      prove(
          Map.of("REDIS_CLUSTER_NODES", host + ":" + server.address().port()),
          "connect",
          "protected_mode");
    }
  }

  private static Optional<InetAddress> notLoopback() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(ip -> ip.getAddress().length == 4 && !ip.isLoopbackAddress())
        .findFirst();
  }

  @Test
  void oneBadNodeCostsOnlyItself() {
    try (RedisCluster cluster = RedisCluster.builder().primaries(3).replicasPerPrimary(0).start();
        ScriptedServer bad = ScriptedServer.start(Behaviour.garbage(3));
        CapturedLog log = CapturedLog.start();
        TestExporter exporter = TestExporter.of(bad.address(), cluster.node(0).address())) {
      for (int i = 1; i <= 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_up")).isEqualTo(1);
        assertThat(page.all("redis_cluster_node_up", "role", "primary"))
            .hasSize(3)
            .allMatch(up -> up.value() == 1);
        assertThat(page.value("redis_cluster_node_up", "node", bad.address().toString()))
            .isEqualTo(0);
        assertThat(faults(page)).isEqualTo(Map.of("connect not_redis", (double) i));
        assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "partial"))
            .isEqualTo(i);
      }
      assertThat(log.lines("WARN")).hasSize(1);
    }
  }
}
