package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that accept connections and never answer. They cost time, and no scrape its deadline. */
@Tag("timing")
class ScrapeFrozenIT {
  private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

  private static RedisCluster cluster;
  private TestExporter exporter;

  @BeforeAll
  static void startCluster() {
    // So long that no frozen node is taken for dead by the others.
    cluster = RedisCluster.builder().nodeTimeout(Duration.ofMinutes(5)).start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void start() {
    exporter = TestExporter.of(cluster.node(0).address());
    assertAllCompleteBut(exporter.scrape(), cluster);
  }

  @AfterEach
  void thaw() {
    cluster.nodes().forEach(RedisServer::thaw);
    cluster.nodes().forEach(RedisServer::awaitReady);
    exporter.close();
  }

  private static void assertInTime(
      TestExporter exporter, Duration timeout, RedisServer... expectedDown) {
    ScrapedPage page = exporter.scrape(timeout);
    assertThat(page.took()).isLessThan(timeout);
    assertAllCompleteBut(page, cluster, expectedDown);
  }

  @Test
  void threeScrapesAtOnceAnswerInTheirTimeWithFiveNodes() {
    RedisServer frozen = cluster.node(1);
    frozen.freeze();

    List<CompletableFuture<ScrapedPage>> scrapes =
        IntStream.range(0, 3).mapToObj(i -> exporter.scrapeLater(THREE_SECONDS)).toList();
    for (CompletableFuture<ScrapedPage> scrape : scrapes) {
      ScrapedPage page = scrape.join();
      assertThat(page.took()).isLessThan(THREE_SECONDS);
      assertAllCompleteBut(page, cluster, frozen);
    }

    frozen.thaw();
    assertInTime(exporter, THREE_SECONDS);
  }

  @Test
  void aScraperInAHurryGetsTheOthersInOneSecond() {
    RedisServer frozen = cluster.node(3);
    frozen.freeze();
    for (int i = 0; i < 3; i++) {
      assertInTime(exporter, Duration.ofSeconds(1), frozen);
    }
    frozen.thaw();
    assertInTime(exporter, THREE_SECONDS);
  }

  @Test
  void withoutAHeaderTheConfiguredTimeCounts() {
    RedisServer frozen = cluster.node(1);
    frozen.freeze();
    try (TestExporter configured =
        TestExporter.start(
            Map.of("REDIS_CLUSTER_NODES", cluster.node(0).address().toString()),
            Map.of("scrape.timeout", "1500ms", "redis.timeout", "1m"))) {
      ScrapedPage page = configured.scrape();
      assertThat(page.took()).isLessThan(Duration.ofMillis(1_500));
      assertAllCompleteBut(page, cluster, frozen);
    }
  }

  @Test
  void twoFrozenNodesCostNoMoreThanOne() {
    RedisServer one = cluster.node(0);
    RedisServer other = cluster.node(4);
    one.freeze();
    other.freeze();
    assertInTime(exporter, THREE_SECONDS, one, other);
    one.thaw();
    assertInTime(exporter, THREE_SECONDS, other);
    other.thaw();
    assertInTime(exporter, THREE_SECONDS);
  }

  @Test
  void allNodesMayFreeze() {
    cluster.nodes().forEach(RedisServer::freeze);
    assertInTime(exporter, THREE_SECONDS, cluster.nodes().toArray(RedisServer[]::new));
    cluster.nodes().forEach(RedisServer::thaw);
    assertInTime(exporter, THREE_SECONDS);
  }

  @Test
  void anExporterStartsWithAFrozenSeed() {
    RedisServer frozen = cluster.node(0);
    frozen.freeze();
    try (TestExporter late = TestExporter.of(frozen.address(), cluster.node(5).address())) {
      assertInTime(late, THREE_SECONDS, frozen);
      assertInTime(late, THREE_SECONDS, frozen);
      frozen.thaw();
      assertInTime(late, THREE_SECONDS);
    }
  }

  @Test
  void anExporterStartsWithNothingButAFrozenSeed() {
    RedisServer frozen = cluster.node(0);
    frozen.freeze();
    try (TestExporter late = TestExporter.of(frozen.address())) {
      ScrapedPage page = late.scrape(THREE_SECONDS);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.took()).isLessThan(THREE_SECONDS);
      assertThat(page.value("redis_cluster_up")).isZero();
      assertThat(page.value("redis_cluster_node_up", "node", frozen.address().toString())).isZero();
      frozen.thaw();
      assertInTime(late, THREE_SECONDS);
    }
  }
}
