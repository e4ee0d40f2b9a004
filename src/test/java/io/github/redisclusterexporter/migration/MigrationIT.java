package io.github.redisclusterexporter.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.migration.Counterpart.Kind;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.NewerServers;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.PrometheusServer;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.exceptions.JedisDataException;

/** The recorded names of redis_exporter next to its own, on the same six nodes. */
@Tag("full")
@Timeout(240)
class MigrationIT {
  private static final Duration BOUND = Duration.ofSeconds(90);

  /** Scrapes of both, one a second. */
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** How far values may differ that change all the time, such as memory. */
  private static final double TOLERANCE = 0.02;

  /** They are about time, and are not measured at the same moment. */
  private static final double TICKS = 2;

  /** Each exporter sees its own connection and its own request in them. */
  private static final String SEEN_DIFFERENTLY =
      "redis_(connected_clients|mem_clients_normal|client_recent_max_.*)";

  /** Not yet, in redis_exporter; no series here. */
  private static final double NOT_YET = -1;

  private static final List<String> OPT_IN =
      List.of(
          "acl",
          "allocator",
          "eventloop",
          "expiry",
          "forks",
          "internals",
          "pubsub",
          "scripts",
          "tracking");

  /** A metric on a node, with what the two exporters have in common of its labels. */
  private record Series(String name, String instance, String label) {}

  /** The lowest and the highest value in the window. */
  private record Range(double low, double high) {
    /** By how much the nearest values differ; what both vary in the window is noise. */
    private double distance(Range other) {
      double noise = (high - low) + (other.high - other.low);
      return Math.max(0, Math.max(low - other.high, other.low - high) - noise);
    }
  }

  @Test
  void theRecordedValuesAreThoseOfRedisExporter(@TempDir Path directory) throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    Optional<Path> redisExporter =
        Executables.onPath("prometheus-redis-exporter", "redis_exporter")
            .or(NewerServers::redisExporter);
    if (prometheus.isEmpty() || redisExporter.isEmpty()) {
      MissingTools.report(
          "prometheus or redis_exporter (tools/debian-servers redis_exporter fetches it)",
          "the recording rules with the names of redis_exporter");
      return;
    }
    Map<String, String> groups =
        OPT_IN.stream().collect(Collectors.toMap(group -> "collectors." + group, group -> "true"));
    int port = Ports.free();
    try (RedisCluster cluster = RedisCluster.start();
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    TestExporter.nodes(List.of(cluster.nodes().get(0).address()))),
                groups)) {
      use(cluster.nodes());
      Process other =
          new ProcessBuilder(
                  redisExporter.get().toString(),
                  "-redis.addr=",
                  "-include-system-metrics",
                  "-web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("redis_exporter.log").toFile())
              .start();
      try {
        String nodes =
            cluster.nodes().stream()
                .map(node -> "'" + node.address() + "'")
                .collect(Collectors.joining(", "));
        configure(directory, exporter.uri("/").getAuthority(), nodes, port);
        try (PrometheusServer server = PrometheusServer.start(prometheus.get(), directory)) {
          Eventually.await(
              BOUND,
              "both were scraped for the whole window",
              () ->
                  server.value("min(min_over_time(redis_up[10s])) * count(redis_up)") == 12
                      && server.value("min(count_over_time(redis_up[10s]))") >= 8);
          compare(ranges(server, "redis_exporter"), ranges(server, "redis-cluster"));
        }
      } finally {
        other.destroyForcibly();
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  /** So that there are commands and errors, a time to live, a snapshot, an append-only file. */
  private static void use(List<RedisServer> nodes) {
    for (RedisServer node : nodes) {
      try {
        node.command("SET", "key", "value", "EX", "1000");
      } catch (JedisDataException e) {
        assertThat(e).as("the slot is on another node").hasMessageStartingWith("MOVED");
      }
    }
    nodes.get(0).command("BGSAVE");
    nodes.get(1).command("CONFIG", "SET", "appendonly", "yes");
  }

  private static void configure(Path directory, String exporter, String nodes, int port)
      throws IOException {
    Files.copy(CounterpartsTest.RULES, directory.resolve("rules.yml"));
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [rules.yml]
        scrape_configs:
          - job_name: redis-cluster
            honor_labels: true
            static_configs: [{targets: ['%s']}]
          - job_name: redis_exporter
            metrics_path: /scrape
            static_configs: [{targets: [%s]}]
            relabel_configs:
              - {source_labels: [__address__], target_label: __param_target}
              - {source_labels: [__address__], target_label: instance}
              - {target_label: __address__, replacement: '127.0.0.1:%d'}
        """
            .formatted(exporter, nodes, port));
  }

  private static Map<Series, Range> ranges(PrometheusServer server, String job) throws Exception {
    Map<String, Counterpart> recorded =
        Counterpart.all().stream()
            .filter(each -> each.kind() == Kind.SAME)
            .collect(Collectors.toMap(Counterpart::name, Function.identity()));
    Map<Series, Range> ranges = new HashMap<>();
    String query = "{job=\"%s\", __name__=~\"redis_.*\"}".formatted(job);
    for (JSONObject found : server.overTime(query, WINDOW, Duration.ofSeconds(1))) {
      JSONObject labels = found.getJSONObject("metric");
      String name = labels.getString("__name__");
      if (recorded.containsKey(name)) {
        JSONArray values = found.getJSONArray("values");
        double[] numbers =
            Stream.iterate(0, i -> i < values.length(), i -> i + 1)
                .mapToDouble(i -> values.getJSONArray(i).getDouble(1))
                .toArray();
        String label =
            Stream.of("cmd", "err", "db", "role", "redis_version", "maxmemory_policy")
                .map(labels::optString)
                .collect(Collectors.joining(" "))
                .strip();
        ranges.merge(
            new Series(name, labels.getString("instance"), label),
            new Range(
                Arrays.stream(numbers).min().orElseThrow(),
                Arrays.stream(numbers).max().orElseThrow()),
            (one, same) -> new Range(Math.min(one.low, same.low), Math.max(one.high, same.high)));
      }
    }
    return ranges;
  }

  private static boolean agree(String name, Range here, Range there) {
    double slack =
        name.matches(".*_(sec|seconds)(_.*)?")
            ? TICKS
            : name.matches(SEEN_DIFFERENTLY)
                ? Math.max(TICKS, here.high())
                : TOLERANCE * here.high();
    return here.distance(there) <= slack;
  }

  private static void compare(Map<Series, Range> theirs, Map<Series, Range> ours) {
    Map<String, String> different = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    for (Map.Entry<Series, Range> each : theirs.entrySet()) {
      Series series = each.getKey();
      Range here = ours.get(series);
      if (here != null) {
        names.add(series.name());
        if (!agree(series.name(), here, each.getValue())) {
          different.put(series.toString(), here + " here, but " + each.getValue());
        }
      } else if (each.getValue().high() != NOT_YET) {
        missing.add(series.name());
      }
    }
    missing.removeAll(names);
    assertThat(different).isEmpty();
    assertThat(missing).as("recorded on no node").isEmpty();
    assertThat(names).hasSizeGreaterThan(100);
  }
}
