package io.github.redisclusterexporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedServer;
import io.github.redisclusterexporter.testing.ServerCollectors;
import io.github.redisclusterexporter.testing.SlowLoading;
import io.github.redisclusterexporter.testing.TcpProxy;
import io.github.redisclusterexporter.testing.TestCertificates;
import io.github.redisclusterexporter.testing.TlsProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --check} of servers, good ones and each kind of bad one. {@link CheckAclIT} has users. */
@Order(2)
class CheckIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** Longer than a scrape of a local server takes on a busy machine. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  private static final List<String> SERVER_INFO = List.of("INFO", "server");

  private static Map<String, String> nodes(HostPort... seeds) {
    return Map.of(
        "REDIS_CLUSTER_NODES", TestExporter.nodes(List.of(seeds)), "REDIS_PASSWORD", "s3cret");
  }

  private static Checked fails(HostPort seed) {
    Checked check = Checked.of(nodes(seed));
    assertThat(check.code()).as(check.text()).isEqualTo(1);
    assertThat(check.text()).doesNotContain("s3cret").doesNotContain("ACL SETUSER");
    return check;
  }

  @Test
  void aClusterInWhichAllIsWell() {
    try (RedisCluster cluster = RedisCluster.start()) {
      Checked check = Checked.of(Checked.seed(cluster));
      assertThat(check.code()).as(check.text()).isZero();
      assertThat(check.lines().get(0))
          .isEqualTo(
              "default: a cluster of 3 shards, 16384 of 16384 slots served; user default, TLS off");
      // INFO has the statistics of the commands as well.
      int all = ServerCollectors.of(cluster.node(0)).size() + 1;
      for (RedisServer node : cluster.nodes()) {
        String role = cluster.primaries().contains(node) ? "primary" : "replica";
        assertThat(check.row(node.address().toString()))
            .matches(node.address() + " +" + role + " +7\\.0\\.15 +\\d+ ms +all " + all);
      }
      assertThat(check.row("slowlog")).matches("slowlog +6 +0 +0 +SLOWLOG GET 1");
      assertThat(check.row("shard_id")).matches("shard_id +0 +0 +6");
      assertThat(check.lines())
          .containsSequence(
              "The cluster has the default name 'default'. Alerts and dashboards take two clusters"
                  + " of one name",
              "for one cluster: set REDIS_CLUSTER_NAME (redis.name) before a second one is"
                  + " monitored.");
      assertThat(check.text()).endsWith("All is well.");
    }
  }

  @Test
  void aClusterThatLosesANodeThenSlotsThenServesAgain() {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisServer replica = cluster.node(5);
      replica.kill();
      Checked check = Checked.of(Checked.seed(cluster));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.row(replica.address().toString()))
          .matches(replica.address() + " +replica +- +- +none: connect refused");
      assertThat(check.text())
          .contains("1. connect refused: nothing listens on this port")
          .contains("- nothing listens on " + replica.address())
          .contains("To do: is the server running")
          .contains("2. redundancy: a shard has no replica that could take over")
          .endsWith("2 things are not as they should be.");
      replica.restart();

      RedisServer owner = cluster.node(0);
      owner.command("CLUSTER", "DELSLOTS", "0");
      Eventually.await(
          BOUND,
          "the owner finds the cluster failed",
          () -> owner.text("CLUSTER", "INFO").contains("cluster_state:fail"));
      check = Checked.of(Checked.seed(cluster));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("16383 of 16384 slots served")
          .contains("cluster: the cluster or some of its slots are not ok")
          .contains("- slots that no reachable primary serves: 1")
          .contains("- a primary reports that the cluster failed")
          .contains("To do: run redis-cli --cluster check HOST:PORT");

      owner.command("CLUSTER", "ADDSLOTS", "0");
      cluster.awaitHealthy();
      check = Checked.of(Checked.seed(cluster));
      assertThat(check.code()).as(check.text()).isZero();
    }
  }

  @Test
  void nobodyAnswers() {
    HostPort one = new HostPort("127.0.0.1", Ports.free());
    HostPort other = new HostPort("no-such-host.invalid", 6379);
    Checked check = Checked.of(nodes(one, other));
    assertThat(check.code()).as(check.text()).isEqualTo(1);
    assertThat(check.row(one.toString())).matches(one + " +unknown +- +- +none: connect refused");
    assertThat(check.row(other.toString())).endsWith("none: connect unknown_host");
    assertThat(check.text())
        .startsWith("default: no node reports a cluster;")
        .contains("2. connect unknown_host: the host name cannot be resolved")
        .contains("getent hosts NAME")
        .endsWith("2 things are not as they should be.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "false"})
  void aServerThatIsNoCluster(String mode) {
    try (RedisServer server = RedisServer.builder(RedisBinary.v62()).password("s3cret").start()) {
      Checked check =
          Checked.of(
              Map.of(
                  "REDIS_URL",
                  "redis://:s3cret@" + server.address(),
                  "REDIS_CLUSTER_ENABLED",
                  mode));
      assertThat(check.code()).as(check.text()).isZero();
      assertThat(check.text()).startsWith("default: a standalone server;");
      assertThat(check.row(server.address().toString())).contains("primary", "6.2.", "all 3");
      assertThat(check.text()).doesNotContain("s3cret");
    }
  }

  @Test
  void aServerThatIsNoClusterWhereOneIsExpected() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      Checked check =
          Checked.of(
              Map.of(
                  "REDIS_CLUSTER_NODES",
                  server.address().toString(),
                  "REDIS_CLUSTER_ENABLED",
                  "true"));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("read error_reply")
          .contains(server.address() + ": cluster_nodes, cluster_info")
          .contains("REDIS_CLUSTER_ENABLED");
    }
  }

  @Test
  void aPasswordThatIsWrongOrMissing() {
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("other").start()) {
      assertThat(fails(server.address()).text())
          .contains("1. auth wrong_password: the password of the default user is wrong")
          .contains("requirepass")
          .doesNotContain("ACL users are not replicated")
          .contains("- " + server.address() + " does not accept the user and password");
      Checked without = Checked.of(Map.of("REDIS_CLUSTER_NODES", server.address().toString()));
      assertThat(without.code()).as(without.text()).isEqualTo(1);
      assertThat(without.text())
          .contains("1. auth password_needed")
          .contains("REDIS_PASSWORD_FILE");
    }
  }

  @Test
  void aPasswordFileThatIsGone() throws Exception {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      Path file = Files.createTempFile("password", "");
      Checked check =
          Checked.of(
              Map.of(
                  "REDIS_CLUSTER_NODES",
                  server.address().toString(),
                  "REDIS_PASSWORD_FILE",
                  file.toString()));
      Files.delete(file);
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text()).contains("1. auth password_file").contains("empty first line");
    }
  }

  @Test
  void tlsThatDoesNotAgree() {
    TestCertificates certificates = TestCertificates.get();
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("s3cret").start();
        TlsProxy proxy = TlsProxy.to(server.address(), certificates.foreign().sslContext())) {
      Checked check = Checked.of(tls(proxy, certificates.ca()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("TLS on")
          .contains("1. connect tls: the certificate is not signed by a trusted authority")
          .contains("- no TLS with " + proxy.address() + ": ")
          .contains("REDIS_TLS_CA_FILE does not contain the authority")
          .doesNotContain("s3cret");
      check = Checked.of(Map.of("REDIS_URL", "rediss://:s3cret@" + proxy.address()));
      assertThat(check.text())
          .contains("1. connect tls: the certificate is not signed by a trusted authority")
          .contains("set REDIS_TLS_CA_FILE");
      assertThat(fails(proxy.address()).text())
          .containsAnyOf("connect closed", "connect not_redis");
    }
  }

  private static Map<String, String> tls(TcpProxy proxy, Path ca) {
    return Map.of(
        "REDIS_URL", "rediss://:s3cret@" + proxy.address(), "REDIS_TLS_CA_FILE", ca.toString());
  }

  @Test
  void aCertificateWithAnotherName() {
    TestCertificates certificates = TestCertificates.get();
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("s3cret").start();
        TlsProxy proxy = TlsProxy.to(server.address(), certificates.otherHost().sslContext())) {
      Checked check = Checked.of(tls(proxy, certificates.ca()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("1. connect tls: the certificate has another name than the address")
          .contains("if all certificates have one name, set REDIS_TLS_SERVER_NAME to it")
          .contains("REDIS_ADDRESS_MAP");
    }
  }

  @Test
  void aCertificateThatHasExpired() {
    TestCertificates certificates = TestCertificates.get();
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("s3cret").start();
        TlsProxy proxy = TlsProxy.to(server.address(), certificates.expired().sslContext())) {
      assertThat(Checked.of(tls(proxy, certificates.ca())).text())
          .contains("1. connect tls: the certificate is not valid at this time");
    }
  }

  @Test
  void aServerThatRequiresAClientCertificate() {
    TestCertificates certificates = TestCertificates.get();
    try (RedisServer server = RedisServer.builder(RedisBinary.v70()).password("s3cret").start();
        TlsProxy proxy =
            TlsProxy.withClientCertificates(server.address(), certificates.server().sslContext())) {
      // The server's alert may be lost in the end of the connection.
      assertThat(Checked.of(tls(proxy, certificates.ca())).text())
          .containsAnyOf(
              "1. connect tls: the server requires a client certificate that it trusts",
              "1. connect closed");
    }
  }

  @Test
  void tlsThatIsNotFinished() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.silent())) {
      Checked check = Checked.of(Map.of("REDIS_URL", "rediss://" + server.address()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.row(server.address().toString())).endsWith("none: connect tls_timeout");
      assertThat(check.text())
          .contains("1. connect tls_timeout: TCP is connected, and the TLS handshake was not")
          .contains("redis.connect-timeout");
    }
  }

  @Test
  void aPortWithoutTls() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      // The server waits for the end of a line, which a random number in the handshake may have.
      assertThat(Checked.of(Map.of("REDIS_URL", "rediss://" + server.address())).text())
          .containsAnyOf(
              "1. connect tls: the server does not use TLS on this port",
              "does the server use TLS on this port?");
    }
  }

  @Test
  void theBusPort() {
    try (RedisCluster cluster = RedisCluster.start()) {
      HostPort node = cluster.node(0).address();
      String line = cluster.node(0).text("CLUSTER", "NODES");
      int bus = Integer.parseInt(line.replaceAll("(?s).*?:" + node.port() + "@(\\d+).*", "$1"));
      Checked check = fails(new HostPort(node.host(), bus));
      assertThat(check.text()).contains("is it the cluster bus port");
    }
  }

  @Test
  void hintsAtVariablesThatAreNotUsed() {
    HostPort closed = new HostPort("127.0.0.1", Ports.free());
    Checked check =
        Checked.of(Map.of("REDIS_CLUSTER_NODES", closed.toString(), "REDIS_PASWORD", "s3cret"));
    assertThat(check.errors())
        .contains("REDIS_PASWORD is not used; the nearest known variable is REDIS_PASSWORD")
        .doesNotContain("s3cret");
    check = Checked.of(Map.of("REDIS_ADDR", closed.toString()));
    assertThat(check.code()).isEqualTo(2);
    assertThat(check.errors()).contains("REDIS_ADDR is not used; set REDIS_CLUSTER_NODES");
  }

  @Test
  void theLatencyIsMeasuredAfterTheScrapesThatWarmUpTheJvm() {
    AtomicInteger scrapes = new AtomicInteger();
    Behaviour.Replies replies =
        Behaviour.Replies.of(
            Map.of(
                "CLIENT SETNAME", "+OK\r\n".getBytes(US_ASCII),
                "INFO", bulk("role:master\r\nloading:0\r\n"),
                "INFO server", bulk("redis_version:7.0.15\r\nredis_mode:standalone\r\n")));
    Behaviour slowTwice =
        (words, client) -> {
          boolean isScrape = words.get(0).equals("INFO") && !words.equals(SERVER_INFO);
          if (isScrape && scrapes.incrementAndGet() <= 2) {
            client.pause(SLOW);
          }
          client.send(replies.to(words));
        };
    try (ScriptedServer server = ScriptedServer.start(slowTwice)) {
      String row =
          Checked.of(Map.of("REDIS_URL", "redis://" + server.address()))
              .row(server.address().toString());
      int millis = Integer.parseInt(row.replaceAll(".* (\\d+) ms .*", "$1"));
      assertThat(millis).as(row).isLessThan((int) SLOW.toMillis());
      assertThat(scrapes).hasValue(3);
    }
  }

  private static byte[] bulk(String text) {
    return ("$" + text.length() + "\r\n" + text + "\r\n").getBytes(US_ASCII);
  }

  @Test
  void disabledGroupsAreListed() {
    try (RedisCluster cluster = RedisCluster.start()) {
      Checked check = Checked.of(Checked.seed(cluster), Map.of("collectors.slowlog", "false"));
      assertThat(check.code()).as(check.text()).isZero();
      assertThat(check.text())
          .contains("Disabled in the configuration (collectors): slowlog")
          .doesNotContain("SLOWLOG GET");
    }
  }

  @Test
  void aServerInProtectedMode() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.protectedMode())) {
      assertThat(fails(server.address()).text())
          .contains("1. connect protected_mode")
          .contains("To do: set a password on the server");
    }
  }

  @Test
  void aPortThatIsNotRedis() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.http())) {
      assertThat(fails(server.address()).text())
          .contains("1. connect not_redis")
          .contains("is it the cluster bus port, or a web server?");
    }
  }

  @Test
  void aServerThatIsFull() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.tooManyClients())) {
      assertThat(fails(server.address()).text()).contains("1. connect max_clients");
    }
  }

  @Test
  void aServerThatHangsHoldsTheCheckUpNoLongerThanItMay() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.silent())) {
      long start = System.nanoTime();
      Checked check = Checked.of(nodes(server.address()), Map.of("redis.timeout", "300ms"));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.row(server.address().toString())).endsWith("none: connect timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void aServerThatLoads() {
    try (RedisServer server = SlowLoading.start()) {
      server.restart();
      Checked check = Checked.of(Map.of("REDIS_URL", "redis://" + server.address()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("1. read loading: the node loads its dataset")
          .contains("To do: wait");
    }
  }

  @Test
  void aConfigurationThatIsWrong() {
    Checked check =
        Checked.of(Map.of("REDIS_CLUSTER_NODES", "localhost", "REDIS_PASSWORD_FILE", "/no/such"));
    assertThat(check.code()).isEqualTo(2);
    assertThat(check.lines()).isEmpty();
    assertThat(check.errors()).contains("redis.nodes").contains("redis.password-file");
  }
}
