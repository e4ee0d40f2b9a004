package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the exporter costs the servers, by their own account. */
class ConnectQuietlyIT {
  private static final int SCRAPES = 50;

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClusterSeesOneConnectionANodeAndOnePipelineAScrape(RedisBinary binary) {
    try (RedisCluster cluster = RedisCluster.builder().binary(binary).start()) {
      HostPort seed = cluster.node(0).address();
      prove(cluster.nodes(), TestExporter.unwatched(new HostPort("localhost", seed.port())));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aSingleServerSeesOneConnectionAndOnePipelineAScrape(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      prove(
          List.of(server), TestExporter.start(Map.of("REDIS_URL", "redis://" + server.address())));
    }
  }

  /** In its second scrape a node may be dialled at the address it announces, and never again. */
  private static void prove(List<RedisServer> servers, TestExporter exporter) {
    try (exporter) {
      exporter.scrape();
      exporter.scrape();
      Map<RedisServer, Map<String, Long>> before = new HashMap<>();
      Map<RedisServer, List<String>> connections = new HashMap<>();
      for (RedisServer server : servers) {
        before.put(server, counts(server));
        connections.put(server, ours(server));
        assertThat(ours(server)).hasSize(1);
      }
      for (int i = 0; i < SCRAPES; i++) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(servers.size());
      }
      for (RedisServer server : servers) {
        Map<String, Long> grown = counts(server);
        before
            .getOrDefault(server, Map.of())
            .forEach((name, value) -> grown.merge(name, -value, Long::sum));
        grown.values().removeIf(value -> value == 0);
        boolean clustered = servers.size() > 1;
        assertThat(ours(server)).isEqualTo(connections.get(server));
        assertThat(grown)
            .as("what %s counted over %s scrapes", server, SCRAPES)
            .containsEntry(sub(server, "slowlog", "get"), (long) SCRAPES)
            .doesNotContainKeys("cmd_hello", "cmd_client|setinfo", "cmd_auth", "cmd_select")
            .allSatisfy(
                (name, value) -> {
                  if (name.startsWith("error_") || name.endsWith(".rejected")) {
                    assertThat(value).as(name).isZero();
                  }
                });
        // One more is the test's own.
        assertThat(grown).containsEntry("cmd_info", SCRAPES + 1L);
        if (clustered && server.binary().isAtLeast(7)) {
          assertThat(grown)
              .containsEntry("cmd_cluster|info", (long) SCRAPES)
              .containsEntry("cmd_cluster|nodes", (long) SCRAPES);
        } else {
          assertThat(grown.getOrDefault("cmd_cluster", 0L))
              .isEqualTo(clustered ? 2L * SCRAPES : 0L);
        }
      }
    }
  }

  /** As commandstats calls it: before 7.0 subcommands are not told apart. */
  private static String sub(RedisServer server, String command, String subcommand) {
    return "cmd_" + command + (server.binary().isAtLeast(7) ? "|" + subcommand : "");
  }

  /** The exporter's connections: their ids. */
  private static List<String> ours(RedisServer server) {
    return server
        .text("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=redis-cluster-exporter "))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  /** Calls by command and errors by prefix since the server started. */
  private static Map<String, Long> counts(RedisServer server) {
    Map<String, Long> counts = new HashMap<>();
    server
        .text("INFO", "all")
        .lines()
        .forEach(
            line -> {
              if (line.startsWith("cmdstat_")) {
                String name = "cmd_" + line.substring("cmdstat_".length(), line.indexOf(':'));
                counts.put(name, number(line, "calls="));
                counts.put(name + ".rejected", number(line, "rejected_calls="));
              } else if (line.startsWith("errorstat_")) {
                counts.put("error_" + line.substring(0, line.indexOf(':')), number(line, "count="));
              }
            });
    return counts;
  }

  private static long number(String line, String field) {
    int start = line.indexOf(field) + field.length();
    int end = line.indexOf(',', start);
    return Long.parseLong(line.substring(start, end < 0 ? line.length() : end).strip());
  }
}
