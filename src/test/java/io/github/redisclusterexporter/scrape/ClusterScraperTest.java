package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.TestMonitor.TIMEOUT;
import static io.github.redisclusterexporter.testing.TestMonitor.replying;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole scrapes of servers that are scripted. */
@Timeout(60)
@Tag("timing")
class ClusterScraperTest {
  private ScriptedCluster cluster = ScriptedCluster.of(3);
  private final CountedEvents events = new CountedEvents();
  private @Nullable TestMonitor started;

  @AfterEach
  void close() {
    if (started != null) {
      started.close();
    }
    cluster.close();
  }

  private RedisConfig config() {
    return FakeNodes.config(cluster.node(0).address());
  }

  private TestMonitor start(RedisConfig config, Duration watchInterval) {
    TestMonitor monitor = TestMonitor.start(config, TestMonitor.NO_QUEUES, watchInterval, events);
    started = monitor;
    return monitor;
  }

  private TestMonitor start() {
    return start(config(), Duration.ZERO);
  }

  private static RedisConfig withMode(RedisConfig config, ClusterMode mode) {
    return new RedisConfig(
        config.name(),
        config.seeds(),
        mode,
        config.credentials(),
        config.tls(),
        config.addressMap(),
        config.database(),
        config.connectTimeout(),
        config.timeout());
  }

  @Test
  void allNodesAreFoundFromOneSeedAndConnectionsAreKept() throws Exception {
    TestMonitor monitor = start();
    for (long i = 1; i <= 3; i++) {
      ScrapeResult scrape = monitor.scrape();
      assertThat(replying(scrape.snapshot()))
          .containsExactlyInAnyOrder(
              cluster.node(0).address(), cluster.node(1).address(), cluster.node(2).address());
      assertThat(scrape.snapshot().slotsUncovered()).isZero();
      assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.COMPLETE, i));
      assertThat(events.faults()).isEmpty();
      assertThat(scrape.took()).isPositive().isLessThan(TIMEOUT);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.node(i).server().connections()).isEqualTo(1);
      assertThat(cluster.node(i).asked("CLUSTER NODES")).hasSize(3);
    }
  }

  @Test
  void nothingIsSentWhenNoCollectorIsWanted() throws Exception {
    ScrapeResult scrape = start().monitor().scrape(Set.of(), Deadline.after(TIMEOUT));
    assertThat(scrape.snapshot().nodes()).isEmpty();
    assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.COMPLETE, 1L));
    assertThat(cluster.node(0).server().connections()).isZero();
  }

  @Test
  void aRefusedCommandMakesAScrapePartial() throws Exception {
    cluster.node(1).says("CLUSTER INFO", "-NOPERM no\r\n");
    ScrapeResult scrape = start().scrape();
    assertThat(replying(scrape.snapshot())).hasSize(3);
    assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.PARTIAL, 1L));
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_NO_PERMISSION, 1L));
  }

  @Test
  void aNodeThatIsDownMakesAScrapePartialAndIsNotForgotten() throws Exception {
    TestMonitor monitor = start();
    assertThat(replying(monitor.scrape().snapshot())).hasSize(3);
    cluster.node(2).close();
    ScrapeResult scrape = monitor.scrape();
    assertThat(replying(scrape.snapshot())).hasSize(2);
    assertThat(scrape.snapshot().nodes()).hasSize(3);
    assertThat(events.outcomes())
        .isEqualTo(Map.of(ScrapeResult.Outcome.COMPLETE, 1L, ScrapeResult.Outcome.PARTIAL, 1L));
    assertThat(events.faults()).isEqualTo(Map.of(Fault.CONNECT_REFUSED, 1L));
  }

  @Test
  void aSilentNodeCostsOneTimeout() throws Exception {
    TestMonitor monitor =
        start(FakeNodes.withTimeout(config(), Duration.ofSeconds(1)), Duration.ZERO);
    monitor.scrape();
    cluster.node(1).server().behave(Behaviour.silent());
    ScrapeResult scrape = monitor.scrape();
    assertThat(replying(scrape.snapshot())).hasSize(2);
    assertThat(scrape.took()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(5));
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_TIMEOUT, 1L));
  }

  @Test
  void aScrapeFailsWhenNoNodeReplies() throws Exception {
    cluster.node(0).close();
    ScrapeResult scrape = start().scrape();
    assertThat(replying(scrape.snapshot())).isEmpty();
    assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.FAILED, 1L));
  }

  @Test
  void aScrapeWithoutCollectorsIsComplete() throws Exception {
    start().monitor().scrape(Set.of(), Deadline.after(TIMEOUT));
    assertThat(events.outcomes()).isEqualTo(Map.of(ScrapeResult.Outcome.COMPLETE, 1L));
    assertThat(events.faults()).isEmpty();
  }

  @Test
  void connectionsToNodesThatLeftAreClosed() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    ScriptedCluster.Node left = cluster.node(2);
    assertThat(left.server().openConnections()).isEqualTo(1);
    cluster.forgetLast();
    assertThat(replying(monitor.scrape().snapshot())).hasSize(2);
    Eventually.await(
        TIMEOUT, "the connection is closed", () -> left.server().openConnections() == 0);
    left.close();
  }

  @Test
  void closeClosesAllConnections() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    monitor.close();
    Eventually.await(
        TIMEOUT,
        "no connection is open",
        () ->
            cluster.node(0).server().openConnections()
                    + cluster.node(1).server().openConnections()
                    + cluster.node(2).server().openConnections()
                == 0);
  }

  @Test
  void theConfiguredClusterModeOverridesTheServers() throws Exception {
    RedisConfig config = config();
    start(withMode(config, ClusterMode.FALSE), Duration.ZERO).scrape();
    assertThat(cluster.node(0).asked("CLUSTER")).isEmpty();
    close();
    cluster = ScriptedCluster.standalone();
    config = config();
    start(withMode(config, ClusterMode.TRUE), Duration.ZERO).scrape();
    assertThat(cluster.node(0).asked("CLUSTER NODES")).hasSize(1);
  }

  @Test
  void primariesAreCheckedBetweenScrapes() throws Exception {
    TestMonitor monitor = start(config(), Duration.ofMillis(20));
    monitor.scrape();
    Eventually.await(
        TIMEOUT,
        "the primary was asked for its role",
        () -> cluster.node(0).asked("INFO replication").size() > 1);
    assertThat(cluster.node(1).asked("INFO replication")).isEmpty();
  }
}
