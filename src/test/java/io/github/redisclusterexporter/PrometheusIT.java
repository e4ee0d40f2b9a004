package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.PrometheusServer;
import io.github.redisclusterexporter.testing.Promtool;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

/** What Prometheus makes of the page of six busy nodes. */
@Order(2)
class PrometheusIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int NODE_BUDGET = 120;
  private static final int PAGE_BUDGET = 4_000;

  /** More than have series of their own, none of which needs a key. */
  static final List<String> COMMANDS =
      List.of(
          "PING",
          "TIME",
          "DBSIZE",
          "LASTSAVE",
          "ROLE",
          "RANDOMKEY",
          "LOLWUT",
          "READONLY",
          "READWRITE",
          "ASKING",
          "ECHO x",
          "SCAN 0",
          "COMMAND COUNT",
          "CLIENT ID",
          "CLIENT GETNAME",
          "CLIENT INFO",
          "CLIENT LIST",
          "CLIENT TRACKINGINFO",
          "CONFIG GET maxmemory",
          "MEMORY DOCTOR",
          "MEMORY STATS",
          "CLUSTER KEYSLOT x",
          "CLUSTER MYID",
          "CLUSTER SLOTS",
          "CLUSTER SHARDS",
          "CLUSTER LINKS",
          "ACL WHOAMI",
          "ACL LIST",
          "ACL CAT",
          "ACL USERS",
          "LATENCY LATEST",
          "LATENCY DOCTOR",
          "SLOWLOG LEN",
          "SCRIPT EXISTS x",
          "FUNCTION LIST",
          "FUNCTION STATS",
          "PUBSUB CHANNELS",
          "PUBSUB NUMPAT",
          "MODULE LIST",
          "OBJECT HELP",
          "NONSENSE");

  private static RedisCluster cluster;
  private static TestExporter exporter;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
    exporter = TestExporter.of(cluster.node(0).address());
    for (RedisServer node : cluster.nodes()) {
      for (String command : COMMANDS) {
        run(node, command);
      }
    }
  }

  private static void run(RedisServer node, String command) {
    try {
      node.command(command.split(" ", -1));
    } catch (JedisDataException e) {
      assertThat(command).as(e.getMessage()).isEqualTo("NONSENSE");
    }
  }

  @AfterAll
  static void stop() {
    exporter.close();
    cluster.close();
  }

  @Test
  void thePageOfSixBusyNodesIsWithinItsBudget() {
    ScrapedPage page = exporter.scrape();
    assertThat(page.series()).hasSizeLessThan(PAGE_BUDGET);
    for (RedisServer node : cluster.nodes()) {
      String address = node.address().toString();
      assertThat(page.all("redis_cluster_command_calls_total", "node", address))
          .as("what is left of the most, some of which other nodes alone have run")
          .hasSizeBetween(20, 31);
      assertThat(page.has("redis_cluster_command_calls_total", "node", address, "cmd", "other"))
          .isTrue();
      assertThat(page.series())
          .filteredOn(series -> address.equals(series.labels().get("node")))
          .filteredOn(series -> !series.labels().containsKey("cmd"))
          .hasSizeLessThan(NODE_BUDGET);
    }
  }

  @Test
  void promtoolFindsNothing() throws Exception {
    Promtool.checkMetrics(exporter.scrape().body());
  }

  @Test
  void prometheusScrapesIt() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that it scrapes the exporter");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    try (PrometheusServer server = prometheus(prometheus.get(), directory, exporter)) {
      Eventually.await(
          BOUND, "Prometheus has scraped", () -> server.value("up{job=\"redis\"}") == 1);
      assertThat(server.value("scrape_samples_scraped{job=\"redis\"}"))
          .isGreaterThan(1_000)
          .isLessThan(PAGE_BUDGET);
      assertThat(server.value("sum(redis_cluster_node_up{job=\"redis\"})")).isEqualTo(6);
      assertThat(server.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
      // Without those of the exporter itself, which have the label node of the target.
      assertThat(server.value("max(count by (node) ({job=\"redis\",cmd=\"\",node_id!=\"\"}))"))
          .isPositive()
          .isLessThan(NODE_BUDGET);
    } finally {
      TempDirectories.delete(directory);
    }
  }

  @Test
  void theDocumentedQueriesWorkForAPairOfExporters() throws Exception {
    List<String> queries = documentedQueries();
    assertThat(queries).hasSize(2);
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that documented queries work for two exporters");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    try (TestExporter other = TestExporter.of(cluster.node(1).address());
        PrometheusServer server = prometheus(prometheus.get(), directory, exporter, other)) {
      Eventually.await(
          BOUND, "Prometheus has scraped both", () -> server.value("sum(up{job=\"redis\"})") == 2);
      assertThat(server.value("count(redis_cluster_memory_bytes)")).isEqualTo(12);
      for (String query : queries) {
        assertThat(server.query(query)).as(query).isNotEmpty();
      }
      // Not more than the nodes use, although two exporters report each of them.
      String sum = oneWith("sum by", queries);
      String role = oneWith("group_left", queries);
      assertThat(server.value(sum))
          .isLessThan(server.value("sum(redis_cluster_memory_bytes)") * 0.6);
      assertThat(server.value("count(" + role + ")")).isEqualTo(6);
      assertThat(server.value("count(count by (role) (" + role + "))")).isEqualTo(2);
    } finally {
      TempDirectories.delete(directory);
    }
  }

  @Test
  void labelsOfTheTargetDoNotReplaceThoseOfTheExporter() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that labels of a target do not replace ours");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    try (TestExporter other = TestExporter.of(cluster.node(1).address())) {
      Files.writeString(
          directory.resolve("prometheus.yml"),
          """
          global:
            scrape_interval: 5s
            scrape_timeout: 5s
          scrape_configs:
            - job_name: redis-cluster
              honor_labels: true
              static_configs:
                - targets: ["%1$s"]
                  labels: { node: worker-1, namespace: monitoring, pod: exporter-1, cluster: site }
                - targets: ["%2$s"]
                  labels: { node: worker-2, namespace: monitoring, pod: exporter-2, cluster: site }
            - job_name: without
              static_configs:
                - targets: ["%1$s"]
                  labels: { node: worker-1, redis_cluster: other }
          """
              .formatted(exporter.uri("/").getAuthority(), other.uri("/").getAuthority()));
      try (PrometheusServer server = PrometheusServer.start(prometheus.get(), directory)) {
        Eventually.await(BOUND, "Prometheus has scraped all", () -> server.value("sum(up)") == 3);
        String honoured = "{job=\"redis-cluster\"}";
        assertThat(server.labelValues("redis_cluster_node_up" + honoured, "node"))
            .containsExactlyInAnyOrderElementsOf(
                cluster.addresses().stream().map(Object::toString).toList());
        assertThat(server.labelValues(honoured, "redis_cluster")).containsExactly("default");
        assertThat(server.value("count({exported_node!=\"\",job=\"redis-cluster\"})")).isNaN();
        assertThat(
                server.value(
                    "count(redis_cluster_node_up{namespace=\"monitoring\",cluster=\"site\"})"))
            .isEqualTo(12);
        // What the exporter says of the whole cluster has the node of the target.
        assertThat(server.labelValues("redis_cluster_up" + honoured, "node"))
            .containsExactlyInAnyOrder("worker-1", "worker-2");
        // Why the setting is needed.
        assertThat(server.labelValues("redis_cluster_node_up{job=\"without\"}", "node"))
            .containsExactly("worker-1");
        assertThat(server.labelValues("redis_cluster_node_up{job=\"without\"}", "exported_node"))
            .hasSize(6);
      }
    } finally {
      TempDirectories.delete(directory);
    }
  }

  private static String oneWith(String part, List<String> queries) {
    return queries.stream().filter(query -> query.contains(part)).findFirst().orElseThrow();
  }

  private static List<String> documentedQueries() throws IOException {
    return Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("docs", "queries.md")))
        .results()
        .map(block -> block.group(1).strip())
        .toList();
  }

  /** The targets have labels that tell them apart, as in Kubernetes. */
  private static PrometheusServer prometheus(
      Path program, Path directory, TestExporter... exporters) throws IOException {
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global:
          scrape_interval: 5s
          scrape_timeout: 5s
        scrape_configs:
          - job_name: redis
            honor_labels: true
            static_configs:
        """
            + IntStream.range(0, exporters.length)
                .mapToObj(
                    i ->
                        """
                              - targets: ["%1$s"]
                                labels: { namespace: monitoring, pod: exporter-%2$d, node: worker-%2$d }
                        """
                            .formatted(exporters[i].uri("/").getAuthority(), i))
                .collect(Collectors.joining()));
    return PrometheusServer.start(program, directory);
  }
}
