package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MarkdownPage;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.PrometheusServer;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus loads the shipped examples for several clusters. Labels of its own that have the names
 * of labels of the exporter are added to the targets.
 */
@Timeout(180)
class ClustersPrometheusIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String ADDRESS = "redis-cluster-exporter:9121";
  private static final String OWN_SERIES = "{__name__=~\"redis_cluster_.+\"}";

  private final Path directory;
  private final ScriptedCluster shop = ScriptedCluster.of(3);
  private final ScriptedCluster cache = ScriptedCluster.of(2);
  private final TestExporter exporter =
      TestExporter.withFile(
          "clusters {",
          "  shop { nodes = \"%s\" }".formatted(shop.node(0).address()),
          "  \"eu cache\" { nodes = \"%s\" }".formatted(cache.node(0).address()),
          "}");

  ClustersPrometheusIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() {
    exporter.close();
    cache.close();
    shop.close();
  }

  /** The example in the documentation that contains this text. */
  private static String documented(String text) {
    Path page = Path.of("docs/several-clusters.md");
    List<String> examples =
        MarkdownPage.blocks("yaml").stream()
            .filter(block -> block.page().equals(page) && block.text().contains(text))
            .map(MarkdownPage.Block::text)
            .toList();
    assertThat(examples).hasSize(1);
    return examples.get(0);
  }

  /** Without the parts that are about other programs. */
  private static String shippedFile() throws IOException {
    String file = Files.readString(Path.of("deploy/prometheus/prometheus.yml"));
    return file.substring(file.indexOf("\nscrape_configs:"))
        .replace("scrape_timeout: 10s", "scrape_timeout: 1s");
  }

  private PrometheusServer start(Path program, String example) throws IOException {
    assertThat(example).containsOnlyOnce(ADDRESS);
    Path own = Files.createTempDirectory(directory, "prometheus");
    Files.writeString(
        own.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        %s
            relabel_configs:
              - {target_label: redis_cluster, replacement: theirs}
              - {target_label: node, replacement: worker-1}
              - {target_label: role, replacement: monitoring}
        """
            .formatted(example.strip().replace(ADDRESS, exporter.uri("/").getAuthority())));
    return PrometheusServer.start(program, own);
  }

  private void assertKeepsLabels(PrometheusServer prometheus)
      throws IOException, InterruptedException {
    Eventually.await(
        BOUND,
        "both clusters are scraped",
        () ->
            prometheus.value("count(redis_cluster_node_up{redis_cluster='shop'} == 1)") == 3
                && prometheus.value("count(redis_cluster_node_up{redis_cluster='eu cache'} == 1)")
                    == 2);
    List<Map<String, Object>> stored =
        prometheus.query(OWN_SERIES).stream()
            .map(series -> series.getJSONObject("metric").toMap())
            .toList();
    assertThat(exporter.scrape().series())
        .filteredOn(each -> each.name().startsWith("redis_cluster_"))
        .filteredOn(each -> stored.stream().noneMatch(labels -> isStoredAs(each, labels)))
        .isEmpty();
    assertThat(prometheus.labelValues(OWN_SERIES, "redis_cluster"))
        .containsExactlyInAnyOrder("shop", "eu cache");
    assertThat(stored.stream().flatMap(labels -> labels.keySet().stream()))
        .noneMatch(label -> label.startsWith("exported_"));
  }

  /** Prometheus does not store labels without a value. */
  private static boolean isStoredAs(ScrapedPage.Series series, Map<String, Object> labels) {
    return series.name().equals(labels.get("__name__"))
        && series.labels().entrySet().stream()
            .allMatch(label -> label.getValue().equals(labels.getOrDefault(label.getKey(), "")));
  }

  private static List<String> targets(PrometheusServer prometheus)
      throws IOException, InterruptedException {
    return prometheus.query("up").stream()
        .map(up -> up.getJSONObject("metric").getString("instance"))
        .toList();
  }

  private void assertBothWays(Path program) throws IOException, InterruptedException {
    String address = exporter.uri("/").getAuthority();
    for (String onePage : List.of(documented("static_configs"), shippedFile())) {
      try (PrometheusServer prometheus = start(program, onePage)) {
        assertKeepsLabels(prometheus);
        assertThat(targets(prometheus)).containsExactly(address);
      }
    }
    try (PrometheusServer prometheus = start(program, documented("http_sd_configs"))) {
      assertKeepsLabels(prometheus);
      assertThat(targets(prometheus))
          .containsExactlyInAnyOrder(address + "/shop", address + "/eu cache");
    }
  }

  @Test
  void prometheusScrapesOnePageAndATargetForEachCluster() throws Exception {
    Optional<Path> program = Executables.onPath("prometheus");
    if (program.isPresent()) {
      assertBothWays(program.get());
    } else {
      MissingTools.report("prometheus", "that it scrapes several clusters");
    }
  }

  @Test
  @Tag("full")
  void newerPrometheusScrapesOnePageAndATargetForEachCluster() throws Exception {
    assertBothWays(PrometheusServer.newerProgram().orElseThrow());
  }
}
