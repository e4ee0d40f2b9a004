package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several clusters in one process. */
@Timeout(120)
class ClustersIT {
  private static final String UP = "redis_cluster_up";
  private static final String PROCESS_START = "process_start_time_seconds";

  private static Set<String> clusters(ScrapedPage page) {
    return page.all("redis_cluster_node_up").stream()
        .map(series -> series.labels().getOrDefault("redis_cluster", ""))
        .collect(Collectors.toSet());
  }

  private static double up(ScrapedPage page, String cluster) {
    return page.value(UP, "redis_cluster", cluster);
  }

  @Test
  void onePageHasAllClustersAndEachAlone() {
    try (RedisCluster shop = RedisCluster.start();
        RedisServer cache = RedisServer.start(RedisBinary.v70());
        TestExporter exporter =
            TestExporter.withFile(
                "clusters {",
                "  shop { nodes = \"%s\", queues = [tasks] }".formatted(shop.node(0).address()),
                "  cache { nodes = \"%s\" }".formatted(cache.address()),
                "  dead { nodes = \"127.0.0.1:%d\" }".formatted(Ports.free()),
                "}")) {
      ScrapedPage page = exporter.scrape();

      assertThat(clusters(page)).containsExactlyInAnyOrder("shop", "cache", "dead");
      assertThat(List.of(up(page, "shop"), up(page, "dead"))).containsExactly(1.0, 0.0);
      assertThat(page.all("redis_cluster_node_up", "redis_cluster", "shop"))
          .hasSize(shop.nodes().size())
          .allMatch(node -> node.value() == 1);
      assertThat(page.all("redis_cluster_node_up", "redis_cluster", "cache")).hasSize(1);
      assertThat(page.all("redis_cluster_queue_depth"))
          .allMatch(queue -> "shop".equals(queue.labels().get("redis_cluster")))
          .hasSize(1);
      // Each metric has one HELP line, whatever the number of clusters.
      assertThat(page.body().lines().filter(line -> line.startsWith("# HELP")))
          .doesNotHaveDuplicates();

      ScrapedPage ofOne = exporter.get("/metrics?cluster=cache");
      assertThat(clusters(ofOne)).containsExactly("cache");
      assertThat(ofOne.value(PROCESS_START)).isEqualTo(page.value(PROCESS_START));
      String both = "/metrics?cluster=cache&cluster=shop&name[]=redis_cluster_node_up";
      assertThat(clusters(exporter.get(both))).containsExactlyInAnyOrder("cache", "shop");
    }
  }

  @Test
  void anUnknownClusterIsNotFound() {
    try (TestExporter exporter =
        TestExporter.withFile(
            "clusters { shop.nodes = \"127.0.0.1:1\", cache.nodes = \"127.0.0.1:2\" }")) {
      ScrapedPage page = exporter.get("/metrics?cluster=shop&cluster=nope");

      assertThat(page.status()).isEqualTo(404);
      assertThat(page.body()).contains("cache, shop").doesNotContain("nope");
    }
  }

  @Test
  void aClusterThatHangsCostsTheOthersNothing() {
    try (ScriptedCluster healthy = ScriptedCluster.of(3);
        ScriptedServer hanging = ScriptedServer.start(Behaviour.silent());
        TestExporter exporter =
            TestExporter.withFile(
                "clusters {",
                "  healthy { nodes = \"%s\" }".formatted(healthy.node(0).address()),
                "  hanging { nodes = \"%s\" }".formatted(hanging.address()),
                "}")) {
      ScrapedPage first = exporter.scrape(Duration.ofSeconds(20));
      assertThat(up(first, "hanging")).isZero();

      // All threads of the page with both may wait for the one that hangs.
      List<CompletableFuture<ScrapedPage>> waiting =
          IntStream.range(0, 25)
              .mapToObj(i -> exporter.scrapeLater(Duration.ofSeconds(20)))
              .toList();
      ScrapedPage alone = exporter.get("/metrics?cluster=healthy");
      assertThat(alone.status()).isEqualTo(200);
      assertThat(up(alone, "healthy")).isEqualTo(1);
      List<ScrapedPage> pages = waiting.stream().map(CompletableFuture::join).toList();
      assertThat(pages).anyMatch(page -> page.status() == 200);
      for (ScrapedPage page : pages) {
        if (page.status() == 200) {
          assertThat(page.all("redis_cluster_node_up", "redis_cluster", "healthy"))
              .hasSize(3)
              .allMatch(node -> node.value() == 1);
          assertThat(took(page, "healthy")).isLessThan(took(page, "hanging"));
        }
      }
    }
  }

  private static double took(ScrapedPage page, String cluster) {
    return page.value("redis_cluster_exporter_scrape_duration_seconds", "redis_cluster", cluster);
  }

  @Test
  void noSecretOfOneClusterIsSentToAnother() {
    try (ScriptedCluster one = ScriptedCluster.of(2);
        ScriptedCluster other = ScriptedCluster.of(2);
        TestExporter exporter =
            TestExporter.withFile(
                "clusters {",
                "  one { nodes = \"%s\", username = a, password = secret-of-one }"
                    .formatted(one.node(0).address()),
                "  other { url = \"redis://b:secret-of-other@%s\" }"
                    .formatted(other.node(0).address()),
                "}")) {
      assertThat(exporter.scrape().status()).isEqualTo(200);

      assertThat(words(one)).contains("secret-of-one").doesNotContain("secret-of-other", "b");
      assertThat(words(other)).contains("secret-of-other").doesNotContain("secret-of-one", "a");
    }
  }

  private static Set<String> words(ScriptedCluster cluster) {
    return Stream.of(0, 1)
        .flatMap(number -> cluster.node(number).server().commands().stream())
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }
}
