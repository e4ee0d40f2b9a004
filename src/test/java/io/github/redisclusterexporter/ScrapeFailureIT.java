package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.ClusterPages.addresses;
import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.ClusterPages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that die and come back. The next scrape says so, whatever was before. */
class ScrapeFailureIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Half of it is less than the longest pause between two tries to connect. */
  private static final Duration IN_A_HURRY = Duration.ofMillis(900);

  private static RedisCluster cluster;
  private TestExporter exporter;

  @BeforeAll
  static void startCluster() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void start() {
    cluster.awaitHealthy();
    exporter = TestExporter.of(cluster.node(0).address(), cluster.node(5).address());
    assertAllCompleteBut(scrape(), cluster);
  }

  @AfterEach
  void stop() {
    exporter.close();
    for (RedisServer node : cluster.nodes()) {
      if (!node.isAlive()) {
        node.restart();
      }
    }
  }

  private ScrapedPage scrape() {
    ScrapedPage page = exporter.scrape(TIMEOUT);
    assertThat(page.took()).isLessThan(TIMEOUT);
    return page;
  }

  /** Nodes by their role of the moment: tests before may have changed it. */
  private static List<RedisServer> inRole(String role) {
    return cluster.nodes().stream()
        .filter(node -> node.field("role", "INFO", "replication").orElse("").equals(role))
        .toList();
  }

  @Test
  void aKilledReplicaIsDownAndComesBack() {
    RedisServer replica = inRole("slave").get(0);
    replica.kill();

    ScrapedPage page = scrape();
    assertAllCompleteBut(page, cluster, replica);
    assertThat(
            page.value(
                "redis_cluster_node_up", "node", replica.address().toString(), "role", "replica"))
        .isZero();
    assertThat(page.value("redis_cluster_state")).isEqualTo(1);
    assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "partial"))
        .isEqualTo(1);
    assertThat(page.value("redis_cluster_exporter_probe_errors_total", "code", "refused"))
        .isEqualTo(1);

    replica.restart();
    assertAllCompleteBut(scrape(), cluster);
  }

  @Test
  void aKilledPrimaryIsReplacedAndComesBackAsAReplica() {
    RedisServer primary = inRole("master").get(0);
    List<RedisServer> primaries = inRole("master");
    ScrapedPage before = scrape();
    int slot = anySlotOf(primary);
    primary.kill();

    ScrapedPage page = scrape();
    assertAllCompleteBut(page, cluster, primary);

    RedisServer successor = cluster.awaitOtherOwner(slot, primary);
    page = scrape();
    assertAllCompleteBut(page, cluster, primary);
    assertThat(up(page, "primary"))
        .hasSize(3)
        .containsAll(addresses(primaries.stream().filter(node -> node != primary).toList()))
        .contains(successor.address().toString());
    assertThat(up(page, "replica")).hasSize(2);

    primary.restart();
    assertAllCompleteBut(scrape(), cluster);
    cluster.awaitHealthy();
    page = scrape();
    assertThat(up(page, "primary")).hasSize(3).doesNotContain(primary.address().toString());
    assertThat(up(page, "replica")).hasSize(3).contains(primary.address().toString());
    assertSameSeries(before, page);
  }

  @Test
  void aRestartBetweenTwoScrapesIsNoFailure() {
    for (RedisServer node : List.of(inRole("slave").get(0), inRole("master").get(0))) {
      node.restart();
      assertAllCompleteBut(scrape(), cluster);
    }
  }

  @Test
  void allNodesMayDieAndComeBack() {
    cluster.nodes().forEach(RedisServer::kill);

    for (int i = 0; i < 3; i++) {
      ScrapedPage page = scrape();
      assertAllCompleteBut(page, cluster, cluster.nodes().toArray(RedisServer[]::new));
      assertThat(page.value("redis_cluster_state")).isZero();
      assertThat(page.has("redis_cluster_slots_ok")).isFalse();
      assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "failed"))
          .isEqualTo(i + 1);
    }

    cluster.nodes().forEach(RedisServer::restart);
    assertAllCompleteBut(scrape(), cluster);
    cluster.awaitHealthy();
    ScrapedPage page = scrape();
    assertThat(page.value("redis_cluster_state")).isEqualTo(1);
    assertThat(page.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
    assertThat(up(page, "primary")).hasSize(3);
  }

  @Test
  void aNodeThatWasScrapedAllTheTimeWhileItWasDownIsUpInTheNextScrape() {
    RedisServer replica = inRole("slave").get(0);
    replica.kill();
    for (int i = 0; i < 20; i++) {
      ScrapedPage page = exporter.scrape(IN_A_HURRY);
      assertThat(page.took()).isLessThan(IN_A_HURRY);
      assertAllCompleteBut(page, cluster, replica);
    }
    replica.restart();
    assertAllCompleteBut(exporter.scrape(IN_A_HURRY), cluster);
  }

  @Test
  void anExporterThatStartsWhileItsSeedIsDownUsesAnother() {
    RedisServer seed = cluster.node(5);
    int refusedBefore = inRole("slave").size();
    assertThat(refusedBefore).isEqualTo(3);
    seed.kill();
    try (TestExporter late =
        TestExporter.of(seed.address(), cluster.node(0).address(), cluster.node(1).address())) {
      assertAllCompleteBut(late.scrape(TIMEOUT), cluster, seed);
      seed.restart();
      assertAllCompleteBut(late.scrape(TIMEOUT), cluster);
    }
  }

  private static int anySlotOf(RedisServer primary) {
    for (int slot : List.of(0, 8_000, RedisCluster.SLOTS - 1)) {
      if (cluster.ownerOf(slot).filter(owner -> owner == primary).isPresent()) {
        return slot;
      }
    }
    throw new AssertionError(primary + " owns none of them");
  }

  /**
   * Series that say what a node is to others, and those of copies that it makes for replicas, come
   * and go with its role; those that say what it does must not be cut in two.
   */
  private static void assertSameSeries(ScrapedPage before, ScrapedPage after) {
    Map<String, Set<Map<String, String>>> was = measurements(before);
    Map<String, Set<Map<String, String>>> is = measurements(after);
    assertThat(is).isEqualTo(was);
    assertThat(after.series())
        .filteredOn(series -> series.labels().containsKey("role"))
        .extracting(Series::name)
        .containsOnly("redis_cluster_node_up", "redis_cluster_node_info");
  }

  private static Map<String, Set<Map<String, String>>> measurements(ScrapedPage page) {
    Set<String> changeWithTheRole =
        Set.of(
            "redis_cluster_last_fork_seconds",
            "redis_cluster_rdb_last_cow_bytes",
            "redis_cluster_rdb_last_save_duration_seconds",
            "redis_cluster_replica_priority",
            "redis_cluster_replica_read_only",
            "redis_cluster_replication_async_loading",
            "redis_cluster_replication_backlog_history_bytes",
            "redis_cluster_replication_last_io_seconds",
            "redis_cluster_node_up",
            "redis_cluster_node_info",
            "redis_cluster_replication_link_up",
            "redis_cluster_replication_sync_in_progress",
            "redis_cluster_replication_lag_bytes",
            "redis_cluster_replication_lag_seconds",
            "redis_cluster_node_slots",
            "redis_cluster_node_slots_migrating",
            "redis_cluster_node_slots_importing",
            "redis_cluster_node_writes_blocked");
    Set<String> namedByTheServer = Set.of("cmd", "error", "type");
    return page.series().stream()
        .filter(series -> series.labels().containsKey("node_id"))
        .filter(series -> !changeWithTheRole.contains(series.name()))
        .filter(series -> series.labels().keySet().stream().noneMatch(namedByTheServer::contains))
        .collect(
            Collectors.groupingBy(
                Series::name,
                TreeMap::new,
                Collectors.mapping(Series::labels, Collectors.toSet())));
  }
}
