package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.redis.NodeClientFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.SharedThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketConnectorTest {
  private static void assertFault(
      HostNameResolver.SystemResolver system, long millis, Fault expected) {
    try (SharedThreads threads = new SharedThreads("lookup", 1, 0, Duration.ofSeconds(1));
        HostNameResolver resolver = new HostNameResolver(system, threads.share());
        Watchdog watchdog = new Watchdog()) {
      SocketConnector sockets = new SocketConnector(NodeClientFixture.PLAIN, resolver, watchdog);
      assertThatThrownBy(() -> sockets.resolve("redis.example", in(millis)))
          .isInstanceOfSatisfying(
              RedisException.class, e -> assertThat(e.fault()).isEqualTo(expected))
          .hasMessageContaining("redis.example");
    }
  }

  @Test
  void anUnknownHostNameIsReportedWithTheName() {
    assertFault(
        host -> {
          throw new UnknownHostException(host);
        },
        5000,
        Fault.CONNECT_UNKNOWN_HOST);
  }

  @Test
  void aLookUpThatHangsIsReportedAsATimeoutWithTheName() {
    CountDownLatch end = new CountDownLatch(1);
    assertFault(
        host -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new InetAddress[0];
        },
        5,
        Fault.CONNECT_TIMEOUT);
  }
}
