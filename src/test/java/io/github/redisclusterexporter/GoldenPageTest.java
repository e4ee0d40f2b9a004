package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ClusterMetrics;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.metric.PageMetrics;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.GeneratedFile;
import io.github.redisclusterexporter.testing.InfoFields;
import io.github.redisclusterexporter.testing.Resp;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.web.FakeStatus;
import io.github.redisclusterexporter.web.WebConfig;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The page of six nodes as a scraper gets it with the default configuration. */
class GoldenPageTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "page.txt");

  @Test
  void thePage() throws Exception {
    GeneratedFile.check(GOLDEN, "golden.update", page("", UnaryOperator.identity()));
  }

  @Test
  void onlyWhatIsAskedFor() throws Exception {
    String page = page("?name[]=redis_cluster_memory_bytes", UnaryOperator.identity());

    assertThat(series(page)).hasSize(6).allMatch(line -> line.startsWith("redis_cluster_memory_b"));
  }

  @Test
  void aNodeCostsLessThan120SeriesBeforeItsCommands() throws Exception {
    String page = page("", UnaryOperator.identity());

    for (int i = 1; i <= 6; i++) {
      String label = "node_id=\"" + Topology.idOf(i) + "\"";
      assertThat(
              series(page).stream()
                  .filter(line -> line.contains(label))
                  .filter(line -> !line.startsWith("redis_cluster_command_")))
          .hasSizeBetween(60, 119);
    }
  }

  /** Newer servers have more fields, and those of the append-only file exist where it is on. */
  @Test
  void aNodeOfTheNewestServerCostsLessThan130SeriesBeforeItsCommands() throws Exception {
    String page = page("", GoldenPageTest::newest);

    for (int i = 1; i <= 6; i++) {
      String label = "node_id=\"" + Topology.idOf(i) + "\"";
      assertThat(
              series(page).stream()
                  .filter(line -> line.contains(label))
                  .filter(line -> !line.startsWith("redis_cluster_command_")))
          .hasSizeBetween(100, 129);
    }
  }

  private static CapturedNode newest(CapturedNode node) {
    return node.withInfo(
            info ->
                InfoFields.captured(
                    "valkey-9.1", info.contains("role:slave") ? "replica" : "primary"))
        .with("CLUSTER INFO", InfoFields.captured("valkey-9.1", "primary"));
  }

  @Test
  void sixBusyNodesCostLessThan4000Series() throws Exception {
    assertThat(series(page("", GoldenPageTest::busy))).hasSizeBetween(3000, 3999);
  }

  /** With more commands and kinds of errors than have series of their own. */
  private static CapturedNode busy(CapturedNode node) {
    StringBuilder fields = new StringBuilder();
    StringBuilder histograms = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      fields.append(
          "cmdstat_made%02d:calls=90000,usec=4500000,rejected_calls=0,failed_calls=0\r\n"
              .formatted(i));
      fields.append("errorstat_MADE%02d:count=90000\r\n".formatted(i));
      histograms.append("$6\r\nmade%02d\r\n*4\r\n$5\r\ncalls\r\n:90000\r\n".formatted(i));
      histograms.append("$14\r\nhistogram_usec\r\n*2\r\n:66\r\n:90000\r\n");
    }
    return node.withInfo(info -> info + fields)
        .with(
            "LATENCY HISTOGRAM",
            Resp.decode(("*120\r\n" + histograms).getBytes(StandardCharsets.US_ASCII)));
  }

  private static List<String> series(String page) {
    return page.lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static String page(String query, UnaryOperator<CapturedNode> edit) throws Exception {
    ExporterCounters counters = new ExporterCounters();
    PrometheusRegistry registry = new PrometheusRegistry();
    ClusterMetrics metrics =
        new ClusterMetrics(
            "default",
            Catalog.of(
                ConfigInput.valid().loadOnly().collectors(),
                new BuildInfo("1.2.3", "0123abc", "17.0.1"),
                counters,
                new ConfigStatus(Instant.parse("2020-01-01T00:00:00Z"))),
            (collectors, timeout) -> {
              counters.scraped(ScrapeResult.Outcome.COMPLETE);
              return CapturedCluster.scrape(collectors, edit);
            },
            counters);
    registry.register(
        new PageMetrics(
            wanted -> new PageMetrics.Lease(List.of(metrics), () -> {}),
            ForkJoinPool.commonPool()));
    try (WebServer server =
        new WebServer(
            new WebConfig("127.0.0.1", 0, 1, false, Optional.empty()),
            registry,
            () -> List.of("default"),
            new FakeStatus(),
            () -> "",
            cluster -> fail())) {
      String page = get(server, "/metrics" + query);
      assertThat(get(server, "/metrics?name[]=redis_cluster_exporter_probe_errors_total"))
          .as("every value can be read")
          .containsPattern("\\{code=\"malformed\",[^}]*} 0\\.0\n");
      return page;
    }
  }

  private static String get(WebServer server, String target) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + target.replace("[]", "%5B%5D"));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void fail() {
    throw new AssertionError("one scrape at a time is not too many");
  }
}
