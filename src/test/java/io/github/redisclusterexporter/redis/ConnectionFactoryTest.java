package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.redis.NodeClientFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name with several addresses, of which the last one leads to a server that works. */
@Timeout(30)
class ConnectionFactoryTest {
  private final ScriptedServer server =
      ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()));
  private final HostPort address = new HostPort("redis.example", server.address().port());
  private final HostNameResolver resolver =
      new HostNameResolver(
          host -> new InetAddress[] {Loopback.ip(2), Loopback.ip(1)},
          new SharedThreads("lookup", 1, 0, Duration.ofSeconds(1)).share());
  private final Watchdog watchdog = new Watchdog();
  private final Loopback loopback = new Loopback();
  private final ConnectionFactory connections =
      new ConnectionFactory(
          FakeNodes.config(address.toString()), resolver, watchdog, AllowedCommands.of(List.of()));

  @AfterEach
  void close() throws Exception {
    loopback.close();
    resolver.close();
    watchdog.close();
    server.close();
  }

  private void assertConnects() throws RedisException {
    try (RedisConnection connection = connections.open(address, in(3000)).connection()) {
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @Test
  void anAddressThatDoesNotRespondDoesNotTakeTheTimeOfTheOther() throws Exception {
    loopback.swallow(2, address.port());
    assertConnects();
  }

  @Test
  void theNextAddressIsTriedWhenAServerAcceptsAndIsSilent() throws Exception {
    loopback.listen(2, address.port(), 5);
    assertConnects();
  }

  @Test
  void theFirstFailureIsReported() throws Exception {
    loopback.listen(2, address.port(), 5);
    server.close();
    assertThatThrownBy(() -> connections.open(address, in(600)))
        .isInstanceOfSatisfying(
            RedisException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CONNECT_TIMEOUT));
  }

  private void assertUnusable(Deadline deadline, Fault expected) throws Exception {
    Socket closed = new Socket();
    closed.close();
    assertThatThrownBy(() -> connections.connection(address, closed, deadline))
        .isInstanceOfSatisfying(
            RedisException.class, e -> assertThat(e.fault()).isEqualTo(expected));
  }

  @Test
  void aSocketThatIsClosedAtTheDeadlineIsATimeout() throws Exception {
    assertUnusable(in(0), Fault.CONNECT_TIMEOUT);
    assertUnusable(in(30_000), Fault.CONNECT_OTHER);
  }
}
