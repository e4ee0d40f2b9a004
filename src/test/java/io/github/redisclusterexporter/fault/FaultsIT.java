package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.fault.Faults.BOUND;
import static io.github.redisclusterexporter.fault.Faults.assertOnlyDown;
import static io.github.redisclusterexporter.fault.Faults.counted;
import static io.github.redisclusterexporter.fault.Faults.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One node of a real cluster is proxied a proxy that causes one network fault after the other. */
@Order(1)
class FaultsIT {
  /** Less than the scrape timeout, so that the fault is counted before the page is sent. */
  private static final String NODE_TIMEOUT = "1500ms";

  private static RedisCluster cluster;
  private static RedisServer proxied;

  private TcpProxy proxy;

  @BeforeAll
  static void startCluster() {
    // So long that no node is declared as failed.
    cluster = RedisCluster.builder().nodeTimeout(Duration.ofMinutes(5)).start();
    proxied = cluster.node(1);
    // The first page of a JVM takes longer, which must not count as a fault of the network.
    try (TestExporter first = TestExporter.of(cluster.node(0).address())) {
      first.scrape();
    }
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void startProxy() {
    proxy = TcpProxy.to(proxied.address());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  /** Without failover monitor: its errors between scrapes would be counted as well. */
  private TestExporter exporter() {
    return TestExporter.start(
        environment(), Map.of("scrape.watch", "false", "redis.timeout", NODE_TIMEOUT));
  }

  private Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "REDIS_CLUSTER_NODES",
            cluster.node(0).address().toString(),
            "REDIS_ADDRESS_MAP",
            proxied.address() + "=" + proxy.address()));
  }

  static List<NetworkFault> all() {
    return NetworkFaults.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aFaultOfAnOpenConnectionAffectsOnlyItsNode(NetworkFault fault) {
    try (TestExporter exporter = exporter()) {
      assertAllCompleteBut(scrape(exporter), cluster);
      assertThat(proxy.openConnections()).isEqualTo(1);

      fault.begin().accept(proxy);
      ScrapedPage page = scrape(exporter);
      assertOnlyDown(page, cluster, proxied);
      assertThat(counted(page)).isEqualTo(Map.of(fault.countedOnOpenConnection(), 1.0));

      assertLastsAndRecovers(exporter);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aFaultBeforeTheConnectionAffectsOnlyItsNode(NetworkFault fault) {
    fault.begin().accept(proxy);
    try (TestExporter exporter = exporter()) {
      ScrapedPage page = scrape(exporter);
      assertOnlyDown(page, cluster, proxied);
      assertThat(counted(page)).isEqualTo(Map.of(fault.countedOnNewConnection(), 1.0));

      assertLastsAndRecovers(exporter);
    }
  }

  private void assertLastsAndRecovers(TestExporter exporter) {
    assertOnlyDown(scrape(exporter), cluster, proxied);
    proxy.forward();
    Eventually.await(
        BOUND, "the broken connections are closed", () -> proxy.openConnections() == 0);
    assertAllCompleteBut(scrape(exporter), cluster);
    assertThat(proxy.openConnections()).isEqualTo(1);
  }

  @Test
  void aDelayOnlyDelaysThePage() {
    Duration delay = Duration.ofMillis(200);
    try (TestExporter exporter = exporter()) {
      proxy.delay(delay);
      for (int i = 0; i < 3; i++) {
        ScrapedPage page = scrape(exporter);
        assertAllCompleteBut(page, cluster);
        assertThat(page.took()).isGreaterThan(delay.multipliedBy(2));
        assertThat(counted(page)).isEmpty();
      }
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void aNodeWhoseAddressChangesIsOneNodeWithTheNewAddress() {
    try (RedisCluster gossiping = RedisCluster.builder().replicasPerPrimary(0).start()) {
      RedisServer moving = gossiping.node(1);
      moving.command(
          "CONFIG",
          "SET",
          "cluster-announce-bus-port",
          Integer.toString(moving.address().port() + 10_000));
      try (TcpProxy before = TcpProxy.to(moving.address());
          TcpProxy after = TcpProxy.to(moving.address());
          TestExporter exporter =
              TestExporter.start(
                  Map.of("REDIS_CLUSTER_NODES", gossiping.node(0).address().toString()),
                  Map.of("scrape.watch", "false"))) {
        announce(gossiping, moving, before);
        assertUpOnlyAt(exporter, gossiping, moving, before);

        before.refuse();
        announce(gossiping, moving, after);
        assertUpOnlyAt(exporter, gossiping, moving, after);
        assertThat(after.openConnections()).isEqualTo(1);
        assertThat(before.openConnections()).isZero();
      }
    }
  }

  private static void announce(RedisCluster cluster, RedisServer node, TcpProxy proxy) {
    String port = Integer.toString(proxy.address().port());
    node.command("CONFIG", "SET", "cluster-announce-port", port);
    Eventually.await(
        BOUND,
        "all nodes know the port " + port,
        () ->
            cluster.nodes().stream()
                .allMatch(other -> other.text("CLUSTER", "NODES").contains(":" + port + "@")));
  }

  private static void assertUpOnlyAt(
      TestExporter exporter, RedisCluster cluster, RedisServer node, TcpProxy proxy) {
    ScrapedPage page = scrape(exporter);
    assertThat(page.all("redis_cluster_node_up", "node_id", cluster.id(node)))
        .singleElement()
        .satisfies(
            up -> {
              assertThat(up.labels()).containsEntry("node", proxy.address().toString());
              assertThat(up.value()).as(page.body()).isEqualTo(1);
            });
    assertThat(page.all("redis_cluster_node_up")).hasSize(3).allMatch(up -> up.value() == 1);
  }

  @Test
  void aClockThatJumpsDoesNotChangeTimeouts() {
    SetClock clock = new SetClock();
    try (TestExporter exporter = TestExporter.withClock(environment(), clock)) {
      assertAllCompleteBut(scrape(exporter), cluster);
      for (Instant time :
          List.of(
              Instant.now().plus(Duration.ofDays(1)),
              Instant.now().minus(Duration.ofDays(1)),
              Instant.EPOCH,
              Instant.now())) {
        clock.time = time;
        assertAllCompleteBut(scrape(exporter), cluster);

        proxy.hold();
        ScrapedPage page = scrape(exporter);
        assertOnlyDown(page, cluster, proxied);
        // The timeout of the node that does not answer has not changed.
        assertThat(page.took()).isGreaterThan(Duration.ofSeconds(2));
        proxy.forward();
        assertAllCompleteBut(scrape(exporter), cluster);
        assertThat(page.series())
            .filteredOn(series -> series.name().contains("seconds"))
            .allMatch(series -> series.value() >= 0);
      }
    }
  }

  private static final class SetClock extends Clock {
    private volatile Instant time = Instant.now();

    @Override
    public Instant instant() {
      return time;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
