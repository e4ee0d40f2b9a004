package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.ClusterPages.families;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scrapes at the same time, as those of an HA pair. */
class ScrapeTogetherIT {
  private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

  private static RedisCluster cluster;
  private TestExporter exporter;

  @BeforeAll
  static void startCluster() {
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

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void scrapesAtTheSameTimeAskOnce(int scrapes) {
    RedisServer frozen = cluster.node(1);
    // The round lasts until its deadline, so the others certainly come while it is under way.
    frozen.freeze();
    try (ServerWatch watch = ServerWatch.on(cluster.node(2))) {
      List<CompletableFuture<ScrapedPage>> pages = new ArrayList<>();
      for (int i = 0; i < scrapes; i++) {
        pages.add(exporter.scrapeLater(THREE_SECONDS));
      }
      for (CompletableFuture<ScrapedPage> page : pages) {
        assertAllCompleteBut(page.join(), cluster, frozen);
      }
      // Not INFO: between scrapes the primaries are asked for it, to see who serves.
      assertThat(watch.doings().calls())
          .containsEntry("cluster|info", 1L)
          .containsEntry("slowlog|get", 1L);
    }
    assertThat(scrapesSoFar("partial")).as("each of them counts").isEqualTo(scrapes);
  }

  @Test
  void scrapesOfDifferentPartsAreEachComplete() {
    List<String> paths =
        List.of(
            "/metrics",
            "/metrics?name[]=redis_cluster_memory_bytes",
            "/metrics?name[]=redis_cluster_slowlog_entries_total",
            "/metrics?name[]=redis_cluster_command_latency_seconds",
            "/metrics?name[]=redis_cluster_exporter_build_info");
    List<CompletableFuture<ScrapedPage>> pages =
        IntStream.range(0, 20)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> exporter.get(paths.get(i % paths.size()))))
            .toList();
    for (int i = 0; i < pages.size(); i++) {
      ScrapedPage page = pages.get(i).join();
      assertThat(page.status()).isEqualTo(200);
      String path = paths.get(i % paths.size());
      int name = path.indexOf("redis_cluster");
      if (name < 0) {
        assertAllCompleteBut(page, cluster);
      } else {
        assertThat(families(page)).containsExactly(path.substring(name));
        assertThat(page.series().stream().map(series -> series.labels().get("node")).distinct())
            .hasSize(path.contains("exporter") ? 1 : 6);
      }
    }
  }

  @Test
  void scrapesWithDifferentTimeoutsEachAnswerInTheirOwn() {
    RedisServer frozen = cluster.node(5);
    frozen.freeze();
    List<Duration> timeouts =
        List.of(
            Duration.ofSeconds(10), Duration.ofSeconds(1), THREE_SECONDS, Duration.ofSeconds(2));
    List<CompletableFuture<ScrapedPage>> pages =
        timeouts.stream().map(exporter::scrapeLater).toList();
    for (int i = 0; i < pages.size(); i++) {
      ScrapedPage page = pages.get(i).join();
      assertThat(page.took()).isLessThan(timeouts.get(i));
      assertAllCompleteBut(page, cluster, frozen);
    }
  }

  @Test
  void oneScrapeTooManyIsTurnedAwayAndCounted() {
    cluster.node(1).freeze();
    List<CompletableFuture<ScrapedPage>> pages =
        IntStream.range(0, 21).mapToObj(i -> exporter.scrapeLater(THREE_SECONDS)).toList();

    assertThat(pages.stream().map(page -> page.join().status()).filter(status -> status == 503))
        .hasSize(1);
    assertThat(scrapesSoFar("rejected")).isEqualTo(1);
    assertThat(scrapesSoFar("partial")).isEqualTo(20);
  }

  /** Asks nothing of any node. */
  private double scrapesSoFar(String outcome) {
    return exporter
        .get("/metrics?name[]=redis_cluster_exporter_scrapes_total")
        .value("redis_cluster_exporter_scrapes_total", "outcome", outcome);
  }
}
