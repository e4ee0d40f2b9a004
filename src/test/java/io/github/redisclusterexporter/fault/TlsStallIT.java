package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.fault.Faults.BOUND;
import static io.github.redisclusterexporter.fault.Faults.assertOnlyDown;
import static io.github.redisclusterexporter.fault.Faults.counted;
import static io.github.redisclusterexporter.fault.Faults.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Disturbance;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RedisTls;
import io.github.redisclusterexporter.testing.TcpProxy;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A node of a real cluster with TLS whose handshake stalls. */
class TlsStallIT {
  private static RedisCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster =
        RedisCluster.builder()
            .replicasPerPrimary(0)
            .nodeTimeout(Duration.ofMinutes(5))
            .tls(RedisTls.of(TestCertificates.get(), false))
            .start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  static Stream<Arguments> stalls() {
    return Stream.of(
        Arguments.of("before the first byte", (Consumer<TcpProxy>) TcpProxy::hold),
        Arguments.of("in the server's first flight", disturbed(Disturbance.halting(300))),
        Arguments.of("a byte at a time", disturbed(Disturbance.trickling(Duration.ofMillis(150)))));
  }

  private static Consumer<TcpProxy> disturbed(Disturbance disturbance) {
    return proxy -> proxy.disturb(disturbance);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stalls")
  void aHandshakeThatStallsAffectsOnlyItsNode(String where, Consumer<TcpProxy> stall) {
    RedisServer proxied = cluster.node(1);
    try (TcpProxy proxy = TcpProxy.to(proxied.address());
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    cluster.node(0).address().toString(),
                    "REDIS_ADDRESS_MAP",
                    proxied.address() + "=" + proxy.address(),
                    "REDIS_TLS",
                    "true",
                    "REDIS_TLS_CA_FILE",
                    TestCertificates.get().ca().toString()),
                Map.of("scrape.watch", "false", "redis.timeout", "1500ms"))) {
      stall.accept(proxy);
      for (int i = 1; i <= 2; i++) {
        ScrapedPage page = scrape(exporter);
        assertOnlyDown(page, cluster, proxied);
        assertThat(counted(page)).isEqualTo(Map.of("connect tls_timeout", (double) i));
      }
      proxy.forward();
      Eventually.await(
          BOUND, "the connections in handshake are closed", () -> proxy.openConnections() == 0);
      assertAllCompleteBut(scrape(exporter), cluster);
      assertThat(proxy.openConnections()).isEqualTo(1);
    }
  }
}
