package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.HoldingProxy;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A configuration file that changes while the exporter runs. */
@Timeout(120)
@Isolated("reads the log of the exporter in this process, and counts its threads")
class ReloadIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String SUCCESSFUL = "redis_cluster_exporter_config_last_reload_successful";
  private static final String LAST_SUCCESS =
      "redis_cluster_exporter_config_last_reload_success_timestamp_seconds";

  private final Path file;

  ReloadIT(@TempDir Path directory) {
    this.file = directory.resolve("exporter.conf");
  }

  private void write(String... clusters) throws IOException {
    Files.writeString(
        file, "web.reload = true\nclusters {\n" + String.join("\n", clusters) + "\n}\n");
  }

  private static ScriptedCluster nodes() {
    ScriptedCluster cluster = ScriptedCluster.of(2);
    Stream.of(0, 1).forEach(number -> cluster.node(number).says("AUTH", "+OK\r\n"));
    return cluster;
  }

  private static String cluster(String name, ScriptedCluster nodes, String... more) {
    return "%s { nodes = \"%s\", %s }"
        .formatted(name, nodes.node(0).address(), String.join(", ", more));
  }

  private static Set<String> clusters(ScrapedPage page) {
    return page.all("redis_cluster_node_up").stream()
        .map(series -> series.labels().getOrDefault("redis_cluster", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static double scrapes(ScrapedPage page, String cluster) {
    return page.all("redis_cluster_exporter_scrapes_total", "redis_cluster", cluster).stream()
        .mapToDouble(ScrapedPage.Series::value)
        .sum();
  }

  private static double successful(ScrapedPage page) {
    return page.all(SUCCESSFUL).get(0).value();
  }

  private static void awaitNoConnections(ScriptedCluster cluster) {
    Eventually.await(
        BOUND,
        "its connections are closed",
        () -> Stream.of(0, 1).allMatch(node -> cluster.node(node).server().openConnections() == 0));
  }

  private static Set<String> words(ScriptedCluster cluster) {
    return Stream.of(0, 1)
        .flatMap(number -> cluster.node(number).server().commands().stream())
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  @Test
  void clustersComeAndGoAndTheOthersAreNotTouched() throws IOException {
    try (ScriptedCluster shop = nodes();
        ScriptedCluster cache = nodes();
        ScriptedCluster mail = nodes();
        ScriptedCluster jobs = nodes()) {
      write(cluster("shop", shop), cluster("cache", cache));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        assertThat(clusters(exporter.scrape())).containsExactly("cache", "shop");
        assertThat(exporter.text("/")).contains("cache");
        int connections = shop.node(0).server().connections();

        write(cluster("shop", shop), cluster("mail", mail), cluster("jobs", jobs));
        HttpResponse<String> answer = exporter.reload();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
            .isEqualTo(
                "Clusters added: jobs, mail. Clusters removed: cache. Clusters unchanged: 1.\n");
        ScrapedPage page = exporter.scrape();
        assertThat(clusters(page)).containsExactly("jobs", "mail", "shop");
        assertThat(List.of(scrapes(page, "jobs"), scrapes(page, "mail"))).containsOnly(1.0);
        assertThat(scrapes(page, "shop")).isGreaterThan(1);
        assertThat(shop.node(0).server().connections()).isEqualTo(connections);
        assertThat(exporter.get("/metrics?cluster=cache").status()).isEqualTo(404);
        assertThat(clusters(exporter.get("/metrics?cluster=mail"))).containsExactly("mail");
        assertThat(exporter.text("/discovery")).contains("mail").doesNotContain("cache");
        Eventually.await(
            BOUND, "the status page has them", () -> exporter.text("/").contains("mail"));
        awaitNoConnections(cache);
      }
    }
  }

  @Test
  void whatIsWrongLeavesEverythingAsItWas() throws IOException {
    try (ScriptedCluster shop = nodes();
        CapturedLog log = CapturedLog.start()) {
      write(cluster("shop", shop, "password = top-secret"));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        ScrapedPage before = exporter.scrape();
        assertThat(successful(before)).isEqualTo(1);
        int connections = shop.node(0).server().connections();

        write(
            "shop { nodes = h, password = top-secret, password-file = \"/run/none\" }",
            "cache { timeuot = 1s }");
        HttpResponse<String> answer = exporter.reload();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
            .contains("clusters.shop.nodes (", "clusters.cache.timeuot (", "clusters.cache.nodes (")
            .doesNotContain("top-secret", "\tat ");
        ScrapedPage after = exporter.scrape();
        assertThat(clusters(after)).containsExactly("shop");
        assertThat(successful(after)).isZero();
        assertThat(after.value(LAST_SUCCESS)).isEqualTo(before.value(LAST_SUCCESS));
        assertThat(scrapes(after, "shop")).isEqualTo(2);
        assertThat(shop.node(0).server().connections()).isEqualTo(connections);
        assertThat(log.lines("is not used"))
            .hasSize(1)
            .allMatch(line -> line.contains("timeuot") && line.contains("shop.nodes"));
        assertThat(log.text()).doesNotContain("top-secret");

        Files.writeString(file, "clusters { shop { password = \"top-secret");
        assertThat(exporter.reload().body()).contains("not valid HOCON").doesNotContain("secret");
        Files.delete(file);
        assertThat(exporter.reload().body()).contains("the file does not exist");

        write(cluster("shop", shop, "password = top-secret"));
        assertThat(exporter.reload().body()).isEqualTo("Clusters unchanged: 1.\n");
        ScrapedPage last = exporter.scrape();
        assertThat(successful(last)).isEqualTo(1);
        assertThat(last.value(LAST_SUCCESS)).isGreaterThan(before.value(LAST_SUCCESS));
      }
    }
  }

  @Test
  void aRealClusterKeepsItsConnectionsAndAWrongPasswordConcernsOneCluster() throws IOException {
    try (RedisCluster shop = RedisCluster.start();
        RedisServer cache = RedisServer.builder(RedisBinary.v70()).password("right").start()) {
      String unchanged =
          "shop { nodes = \"%s\", queues = [tasks, { pattern = \"q:*\" }] }"
              .formatted(shop.node(0).address());
      write(unchanged);
      try (TestExporter exporter = TestExporter.watching(file)) {
        assertThat(clusters(exporter.scrape())).containsExactly("shop");
        List<Set<String>> clients = shop.nodes().stream().map(ReloadIT::clients).toList();
        assertThat(clients).allMatch(ofNode -> ofNode.size() == 1);

        String address = "cache { nodes = \"%s\", password = %s }";
        write(unchanged, address.formatted(cache.address(), "wrong"));
        assertThat(exporter.reload().body()).contains("added: cache").contains("unchanged: 1");
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_node_up", "redis_cluster", "cache")).isZero();
        assertThat(
                page.value(
                    "redis_cluster_exporter_probe_errors_total",
                    "redis_cluster",
                    "cache",
                    "stage",
                    "auth",
                    "code",
                    "wrong_password"))
            .isPositive();
        assertComplete(page, shop);

        write(unchanged, address.formatted(cache.address(), "right"));
        assertThat(exporter.reload().body()).contains("changed: cache").contains("unchanged: 1");
        ScrapedPage corrected = exporter.scrape();
        assertThat(corrected.value("redis_cluster_node_up", "redis_cluster", "cache")).isEqualTo(1);
        assertComplete(corrected, shop);
        assertThat(shop.nodes().stream().map(ReloadIT::clients).toList()).isEqualTo(clients);
      }
    }
  }

  private static void assertComplete(ScrapedPage page, RedisCluster cluster) {
    assertThat(page.all("redis_cluster_node_up", "redis_cluster", "shop"))
        .hasSize(cluster.nodes().size())
        .allMatch(node -> node.value() == 1);
  }

  /** The ids of the exporter's connections. */
  private static Set<String> clients(RedisServer server) {
    return server
        .text("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains("name=redis-cluster-exporter"))
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  @Test
  void noSecretGoesToTheNodesOfAnotherCluster() throws IOException {
    try (ScriptedCluster one = nodes();
        ScriptedCluster other = nodes()) {
      write(cluster("a", one, "password = first-secret"));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        assertThat(exporter.scrape().status()).isEqualTo(200);

        // The same name for other nodes, and other names for both.
        write(
            cluster("a", other, "password = second-secret"),
            cluster("b", one, "password = first-secret"));
        assertThat(exporter.reload().statusCode()).isEqualTo(200);
        assertThat(clusters(exporter.scrape())).containsExactly("a", "b");
        write(
            cluster("b", other, "password = second-secret"),
            cluster("c", one, "password = first-secret"));
        assertThat(exporter.reload().statusCode()).isEqualTo(200);
        assertThat(clusters(exporter.scrape())).containsExactly("b", "c");

        assertThat(words(one)).contains("first-secret").doesNotContain("second-secret");
        assertThat(words(other)).contains("second-secret").doesNotContain("first-secret");
      }
    }
  }

  @Test
  void aPageThatIsUnderWayHasTheRemovedClusterToTheEnd() throws IOException {
    try (ScriptedCluster shop = nodes();
        RedisServer cache = RedisServer.start(RedisBinary.v70());
        HoldingProxy proxy = HoldingProxy.to(cache.address());
        CapturedLog log = CapturedLog.start()) {
      write(
          cluster("shop", shop),
          "cache { nodes = \"%s\", timeout = 20s }".formatted(proxy.address()));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        assertThat(clusters(exporter.scrape())).containsExactly("cache", "shop");
        long sent = proxy.sent();
        proxy.holdUntil(1_000);
        CompletableFuture<ScrapedPage> underWay = exporter.scrapeLater(Duration.ofSeconds(20));
        Eventually.await(BOUND, "the server is asked", () -> proxy.sent() > sent);

        write(cluster("shop", shop));
        assertThat(exporter.reload().body()).contains("removed: cache");
        assertThat(clusters(exporter.scrape())).containsExactly("shop");
        assertThat(clients(cache)).hasSize(1);
        proxy.holdUntil(0);

        ScrapedPage page = underWay.join();
        assertThat(page.value("redis_cluster_node_up", "redis_cluster", "cache")).isEqualTo(1);
        assertThat(page.has("redis_cluster_memory_bytes", "redis_cluster", "cache")).isTrue();
        Eventually.await(BOUND, "it is closed then", () -> clients(cache).isEmpty());
        assertThat(log.lines("No answer")).isEmpty();
      }
    }
  }

  @Test
  void nothingIsLeftOfAHundredReloads() throws IOException {
    try (ScriptedCluster shop = nodes();
        ScriptedCluster odd = nodes();
        ScriptedCluster even = nodes();
        CapturedLog log = CapturedLog.start()) {
      String pattern = "queues = [{ pattern = \"q:*\" }]";
      write(cluster("shop", shop, pattern), cluster("start", odd, pattern));
      try (TestExporter exporter = TestExporter.watching(file)) {
        assertThat(clusters(exporter.scrape())).containsExactly("shop", "start");
        int connections = shop.node(0).server().connections();
        for (int i = 0; i < 100; i++) {
          write(
              cluster("shop", shop, pattern),
              cluster("name-" + i, i % 2 == 0 ? even : odd, pattern));
          assertThat(exporter.reload().statusCode()).isEqualTo(200);
          assertThat(clusters(exporter.scrape())).containsExactly("name-" + i, "shop");
        }
        Eventually.await(
            BOUND,
            "one other cluster is left",
            () ->
                even.node(0).server().openConnections() == 0
                    && odd.node(0).server().openConnections() == 1
                    && threads("failover-monitor") == 2
                    && threads("key-scanner") == 2
                    && threads("watchdog") == 2
                    && threads("probe-") <= 2 * 4);
        assertThat(shop.node(0).server().connections()).isEqualTo(connections);
        assertThat(scrapes(exporter.scrape(), "shop")).isGreaterThan(100);
        assertThat(log.lines("No answer")).isEmpty();
        assertThat(log.lines("Exception")).isEmpty();
      }
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }

  @Test
  void settingsOfTheServerNeedARestart() throws IOException {
    try (ScriptedCluster shop = nodes()) {
      write(cluster("shop", shop));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        Files.writeString(
            file,
            "web { max-concurrent-scrapes = 1, listen-address = \":1\" }\nclusters { "
                + cluster("shop", shop)
                + " }");
        String expected =
            "Clusters unchanged: 1. Changed, but needs a restart: web.max-concurrent-scrapes,"
                + " web.reload.\n";
        // The port of the test is set by a variable, which wins over the file.
        assertThat(exporter.reload().body()).isEqualTo(expected);
        assertThat(exporter.reload().body()).isEqualTo(expected);
      }
    }
  }

  @Test
  void timeLimitsOfAScrapeChangeWithoutNewConnections() throws IOException {
    try (ScriptedCluster shop = nodes()) {
      write(cluster("shop", shop));
      try (TestExporter exporter = TestExporter.withFile(file)) {
        assertThat(exporter.scrape().status()).isEqualTo(200);
        int connections = shop.node(0).server().connections();
        Files.writeString(file, Files.readString(file) + "scrape.timeout = 700ms");
        assertThat(exporter.reload().body()).isEqualTo("Clusters unchanged: 1.\n");
        assertThat(exporter.scrape().status()).isEqualTo(200);
        assertThat(shop.node(0).server().connections()).isEqualTo(connections);
      }
    }
  }
}
