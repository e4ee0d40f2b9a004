package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

/** What Prometheus makes of the page of six busy nodes. */
class PrometheusIT {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int NODE_BUDGET = 120;
  private static final int PAGE_BUDGET = 4_000;

  /** More than have series of their own, none of which needs a key. */
  private static final List<String> COMMANDS =
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
    Optional<Path> promtool = Executables.onPath("promtool");
    if (promtool.isEmpty()) {
      MissingTools.report("promtool", "that it finds nothing wrong with the page");
      return;
    }
    Path directory = TempDirectories.create("promtool-");
    try {
      Path page = Files.writeString(directory.resolve("page"), exporter.scrape().body());
      Process process =
          new ProcessBuilder(promtool.get().toString(), "check", "metrics")
              .redirectInput(page.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).isEmpty();
    } finally {
      TempDirectories.delete(directory);
    }
  }

  @Test
  void prometheusScrapesIt() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that it scrapes the exporter");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    int port = Ports.free();
    Process process = prometheus(prometheus.get(), directory, port, exporter);
    try {
      Eventually.await(
          BOUND, "Prometheus has scraped", () -> value(port, "up{job=\"redis\"}") == 1);
      assertThat(value(port, "scrape_samples_scraped{job=\"redis\"}"))
          .isGreaterThan(1_000)
          .isLessThan(PAGE_BUDGET);
      assertThat(value(port, "sum(redis_cluster_node_up{job=\"redis\"})")).isEqualTo(6);
      assertThat(value(port, "redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
      assertThat(value(port, "max(count by (node) ({job=\"redis\",cmd=\"\",node!=\"\"}))"))
          .isPositive()
          .isLessThan(NODE_BUDGET);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      TempDirectories.delete(directory);
    }
  }

  @Test
  void theQueriesOfTheReadmeWorkForAPairOfExporters() throws Exception {
    List<String> queries = queriesOfTheReadme();
    assertThat(queries).hasSize(2);
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "that the queries of the README work for two exporters");
      return;
    }
    Path directory = TempDirectories.create("prometheus-");
    int port = Ports.free();
    try (TestExporter other = TestExporter.of(cluster.node(1).address())) {
      Process process = prometheus(prometheus.get(), directory, port, exporter, other);
      try {
        Eventually.await(
            BOUND, "Prometheus has scraped both", () -> value(port, "sum(up{job=\"redis\"})") == 2);
        assertThat(value(port, "count(redis_cluster_memory_bytes)")).isEqualTo(12);
        for (String query : queries) {
          assertThat(query(port, query).length()).as(query).isPositive();
        }
        assertThat(value(port, "count(" + queries.get(1) + ")")).isEqualTo(6);
        assertThat(value(port, "count(count by (role) (" + queries.get(1) + "))")).isEqualTo(2);
      } finally {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      TempDirectories.delete(directory);
    }
  }

  private static List<String> queriesOfTheReadme() throws IOException {
    return Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(block -> block.group(1).strip())
        .toList();
  }

  private static Process prometheus(
      Path program, Path directory, int port, TestExporter... exporters) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 5s
              scrape_timeout: 5s
            scrape_configs:
              - job_name: redis
                static_configs:
                  - targets: [%s]
            """
                .formatted(
                    Arrays.stream(exporters)
                        .map(each -> "\"" + each.uri("/").getAuthority() + "\"")
                        .collect(Collectors.joining(", "))));
    return new ProcessBuilder(
            program.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(Files.createFile(directory.resolve("log")).toFile())
        .start();
  }

  private static double value(int port, String query) throws IOException, InterruptedException {
    JSONArray result = query(port, query);
    return result.length() == 1
        ? result.getJSONObject(0).getJSONArray("value").getDouble(1)
        : Double.NaN;
  }

  private static JSONArray query(int port, String query) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).timeout(BOUND).build(), BodyHandlers.ofString());
    if (response.statusCode() == 503) {
      throw new IOException("Prometheus is still starting");
    }
    String answer = response.body();
    assertThat(answer).as(query).contains("\"status\":\"success\"");
    return new JSONObject(answer).getJSONObject("data").getJSONArray("result");
  }
}
