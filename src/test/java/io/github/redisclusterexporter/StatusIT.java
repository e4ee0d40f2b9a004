package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerWatch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The status page of a real cluster. */
class StatusIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static RedisCluster cluster;
  private final HttpClient client = HttpClient.newHttpClient();
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
    exporter =
        TestExporter.start(
            Map.of(
                "REDIS_CLUSTER_NODES",
                cluster.node(0).address().toString(),
                "REDIS_CLUSTER_NAME",
                "shop"));
  }

  @AfterEach
  void thaw() {
    cluster.nodes().forEach(RedisServer::thaw);
    cluster.nodes().forEach(RedisServer::awaitReady);
    exporter.close();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(exporter.uri("/")).timeout(BOUND).build();
  }

  private HttpResponse<String> look() throws IOException, InterruptedException {
    return client.send(request(), BodyHandlers.ofString());
  }

  @Test
  void aHealthyClusterInOneSentence() throws Exception {
    HttpResponse<String> page = look();
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("<title>Healthy: shop</title>")
        .contains(
            "All 16,384 slots are served by 3 shards, and any one node may fail, but all nodes are"
                + " on one host.")
        .contains("6 nodes answer")
        .doesNotContain("What is wrong");
    for (RedisServer node : cluster.nodes()) {
      assertThat(page.body()).contains("<bdi>" + node.address() + "</bdi>");
    }
  }

  @Test
  void aHundredViewersCostOneScrape() throws Exception {
    assertThat(look().statusCode()).isEqualTo(200);
    RedisServer node = cluster.node(2);
    long start = System.nanoTime();
    try (ServerWatch watch = ServerWatch.on(node)) {
      List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        pages.add(client.sendAsync(request(), BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> page : pages) {
        assertThat(page.join().statusCode()).isEqualTo(200);
      }
      // However long the machine needed for them: one scrape a second, and one at each end.
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      assertThat(watch.doings().calls().getOrDefault("slowlog|get", 0L))
          .isLessThanOrEqualTo(seconds + 2);
    }
  }

  @Test
  void aNodeThatHangsDoesNotHoldThePage() throws Exception {
    assertThat(look().body()).contains("Healthy");
    RedisServer frozen = cluster.primaryOf(cluster.replicas().get(0));
    frozen.freeze();
    // The page before may be shown for two seconds more.
    Eventually.await(BOUND, "the next page", () -> look().body().contains("does not answer"));
    assertThat(look().body())
        .contains("<title>Users notice: shop</title>")
        .contains("has no primary that answers")
        .contains(frozen.address() + ": does not answer")
        .contains("CLUSTER FAILOVER FORCE");
  }
}
