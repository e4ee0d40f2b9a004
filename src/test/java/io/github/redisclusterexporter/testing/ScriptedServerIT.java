package io.github.redisclusterexporter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class ScriptedServerIT {
  private static final Behaviour.Replies REPLIES =
      Behaviour.Replies.of(
          Map.of(
              "cluster nodes", CapturedReplies.read("redis-7.0.15", "primary", "cluster_nodes"),
              "cluster", "+short\r\n".getBytes(UTF_8)));

  private static RespClient client(ScriptedServer server) {
    return RespClient.of(server.address()).within(Duration.ofMillis(300));
  }

  @Test
  void answersByTheLongestPrefix() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.answering(REPLIES))) {
      assertThat(client(server).command("CLUSTER", "NODES"))
          .isEqualTo(CapturedReplies.text("redis-7.0.15", "primary", "cluster_nodes"));
      assertThat(client(server).command("CLUSTER", "INFO")).isEqualTo("short");
      assertThatThrownBy(() -> client(server).command("PING", "me"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("unknown command 'PING'");
      assertThat(server.commands())
          .containsExactly(
              List.of("CLUSTER", "NODES"), List.of("CLUSTER", "INFO"), List.of("PING", "me"));
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  static Stream<Behaviour> broken() {
    return Stream.of(
        Behaviour.silent(),
        Behaviour.closing(),
        Behaviour.halting(REPLIES),
        Behaviour.resetting(REPLIES),
        Behaviour.garbage(1),
        Behaviour.http());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenServerBreaksTheConnection(Behaviour behaviour) {
    try (ScriptedServer server = ScriptedServer.start(behaviour)) {
      assertThatThrownBy(() -> client(server).command("CLUSTER", "NODES"))
          .isInstanceOf(JedisConnectionException.class);
    }
  }

  @Test
  void errorsAreReplies() {
    try (ScriptedServer server = ScriptedServer.start(Behaviour.loading())) {
      assertThatThrownBy(() -> client(server).command("PING")).hasMessageContaining("LOADING");
      server.behave(Behaviour.noPermission());
      assertThatThrownBy(() -> client(server).command("PING")).hasMessageContaining("NOPERM");
      server.behave(Behaviour.tooManyClients());
      assertThatThrownBy(() -> client(server).command("PING")).hasMessageContaining("max number");
    }
  }

  @Test
  void aTrickleOutlastsTheTimeoutOfASingleRead() {
    Behaviour trickle = Behaviour.trickling(words -> ":12345678\r\n".getBytes(UTF_8), ofMillis(50));
    try (ScriptedServer server = ScriptedServer.start(trickle)) {
      long start = System.nanoTime();
      assertThat(client(server).command("DBSIZE")).isEqualTo(12_345_678L);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(ofMillis(450));
    }
  }

  @Test
  void aProxyCutsSlowsAndReroutes() {
    try (ScriptedServer one = ScriptedServer.start(says("one"));
        ScriptedServer two = ScriptedServer.start(says("two"));
        TcpProxy proxy = TcpProxy.to(one.address())) {
      RespClient client = RespClient.of(proxy.address()).within(ofMillis(300));
      assertThat(client.command("PING")).isEqualTo("one");
      proxy.target(two.address());
      assertThat(client.command("PING")).isEqualTo("two");
      proxy.hold();
      assertThatThrownBy(() -> client.command("PING")).isInstanceOf(JedisConnectionException.class);
      proxy.refuse();
      assertThatThrownBy(() -> client.command("PING")).hasRootCauseMessage("Connection refused");
      proxy.forward();
      proxy.delay(ofMillis(50));
      assertThat(client.command("PING")).isEqualTo("two");
      assertThat(proxy.connections()).isEqualTo(4);
    }
  }

  @Test
  void aTlsProxyDemandsTheRightCertificate() {
    TestCertificates certificates = TestCertificates.get();
    RedisTls trusted = RedisTls.of(certificates, true);
    RedisTls foreign =
        new RedisTls(
            trusted.ca(),
            trusted.certificate(),
            trusted.key(),
            true,
            certificates.foreign().sslContext());
    try (ScriptedServer server = ScriptedServer.start(says("PONG"));
        TlsProxy proxy =
            TlsProxy.withClientCertificates(server.address(), certificates.server().sslContext())) {
      Duration bound = Duration.ofSeconds(5);
      assertThat(new RespClient(proxy.address(), null, null, trusted, bound).command("PING"))
          .isEqualTo("PONG");
      RespClient stranger = new RespClient(proxy.address(), null, null, foreign, bound);
      assertThatThrownBy(() -> stranger.command("PING"))
          .isInstanceOf(JedisConnectionException.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static Behaviour says(String word) {
    return Behaviour.answering(words -> ("+" + word + "\r\n").getBytes(UTF_8));
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }
}
