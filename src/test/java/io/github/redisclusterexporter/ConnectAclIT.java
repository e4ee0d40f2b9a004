package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The very lines of docs/acl.md on real servers. */
@Tag("smoke")
class ConnectAclIT {

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  private static List<String> documented(RedisBinary binary) {
    return DocumentedUser.commands(binary).get(0);
  }

  private static void create(RedisCluster cluster, List<String> user) {
    cluster.nodes().forEach(node -> node.command(user.toArray(String[]::new)));
  }

  private static RedisCluster cluster(RedisBinary binary) {
    return RedisCluster.builder().binary(binary).primaries(3).replicasPerPrimary(1).start();
  }

  private static TestExporter exporter(RedisCluster cluster) {
    return TestExporter.start(
        Map.of(
            "REDIS_CLUSTER_NODES",
            cluster.node(0).address().toString(),
            "REDIS_USERNAME",
            "exporter",
            "REDIS_PASSWORD",
            DocumentedUser.PASSWORD));
  }

  private static Map<String, Long> failedCollectors(ScrapedPage page) {
    return page.all("redis_cluster_exporter_collector_success").stream()
        .filter(series -> series.value() == 0)
        .collect(
            Collectors.groupingBy(
                series -> String.valueOf(series.labels().get("collector")), Collectors.counting()));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theDocumentedUserIsEnough(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary)) {
      create(cluster, documented(binary));
      try (TestExporter exporter = exporter(cluster)) {
        for (int i = 0; i < 10; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(failedCollectors(page)).isEmpty();
          assertThat(page.all("redis_cluster_node_up")).hasSize(6).allMatch(up -> up.value() == 1);
          assertThat(page.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
          assertThat(page.all("redis_cluster_exporter_probe_errors_total"))
              .allMatch(errors -> errors.value() == 0);
        }
      }
      for (RedisServer node : cluster.nodes()) {
        assertThat(node.command("ACL", "LOG")).as("ACL LOG of %s", node).isEqualTo(List.of());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theDocumentedUserCanDoNothingElse(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      server.command(documented(binary).toArray(String[]::new));
      RespClient user = server.client().as("exporter", DocumentedUser.PASSWORD);
      for (String command :
          List.of(
              "GET key",
              "SET key value",
              "DEL key",
              "SCAN 0",
              "KEYS *",
              "DBSIZE",
              "XADD stream * a b",
              "PUBLISH channel text",
              "SUBSCRIBE channel",
              "EVAL return(1) 0",
              "CONFIG GET requirepass",
              "CONFIG SET maxmemory 1",
              "ACL LIST",
              "ACL WHOAMI",
              "CLIENT LIST",
              "CLIENT KILL TYPE normal",
              "CLUSTER FAILOVER",
              "CLUSTER RESET",
              "SLOWLOG RESET",
              "LATENCY RESET",
              "MONITOR",
              "DEBUG SLEEP 0",
              "REPLICAOF NO ONE",
              "FLUSHALL",
              "SHUTDOWN NOSAVE")) {
        assertThatThrownBy(() -> user.command(command.split(" ", -1)))
            .as(command)
            .hasMessageStartingWith("NOPERM");
      }
      assertThat(String.valueOf(server.command("ACL", "GETUSER", "exporter")))
          .containsAnyOf(
              "keys, []",
              "keys, , channels, , selectors, []",
              // Valkey 9 has one more right, for databases: without keys it opens nothing.
              "keys, , channels, , databases, alldbs, selectors, []")
          .doesNotContain("allkeys");
    }
  }

  @Test
  void aSmallerUserDegradesOnlyWhatItMust() {
    try (RedisCluster cluster = cluster(RedisBinary.v70())) {
      List<String> whole = documented(RedisBinary.v70());
      create(cluster, whole);
      try (TestExporter exporter = exporter(cluster)) {
        ScrapedPage before = exporter.scrape();
        assertThat(before.value("redis_cluster_exporter_scrapes_total", "outcome", "complete"))
            .isEqualTo(1);

        refuse(cluster, whole, "+slowlog|get");
        ScrapedPage page = exporter.scrape();
        assertThat(failedCollectors(page)).isEqualTo(Map.of("slowlog", 6L));
        assertThat(names(before)).containsAll(names(page));
        assertThat(missing(before, page)).containsExactly("redis_cluster_slowlog_entries_total");
        assertThat(refusals(page)).isEqualTo(6);
        assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "partial"))
            .isEqualTo(1);

        refuse(cluster, whole, "+latency|histogram");
        page = exporter.scrape();
        assertThat(failedCollectors(page)).isEqualTo(Map.of("latency", 6L));
        assertThat(missing(before, page))
            .allMatch(name -> name.startsWith("redis_cluster_command_latency_seconds"));

        refuse(cluster, whole, "+cluster|info");
        page = exporter.scrape();
        assertThat(failedCollectors(page)).isEqualTo(Map.of("cluster_info", 6L));
        assertThat(page.value("redis_cluster_up")).isEqualTo(1);
        assertThat(page.has("redis_cluster_state")).isFalse();
        assertThat(page.has("redis_cluster_slots_ok")).isFalse();
        assertThat(page.all("redis_cluster_node_up")).hasSize(6).allMatch(up -> up.value() == 1);

        refuse(cluster, whole, "+cluster|nodes");
        page = exporter.scrape();
        assertThat(failedCollectors(page)).isEqualTo(Map.of("cluster_nodes", 6L));
        assertThat(page.value("redis_cluster_up")).isEqualTo(0);
        assertThat(page.all("redis_cluster_node_up")).hasSize(6).allMatch(up -> up.value() == 1);

        refuse(cluster, whole, "+client|setname");
        assertThat(failedCollectors(exporter.scrape())).isEmpty();

        create(cluster, whole);
        assertThat(failedCollectors(exporter.scrape())).isEmpty();
      }
    }
  }

  @Test
  void withoutInfoTheClusterIsStillThere() {
    try (RedisCluster cluster = cluster(RedisBinary.v70())) {
      refuse(cluster, documented(RedisBinary.v70()), "+info");
      try (TestExporter exporter = exporter(cluster)) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(6).allMatch(up -> up.value() == 0);
        assertThat(page.value("redis_cluster_up")).isEqualTo(1);
        assertThat(page.value("redis_cluster_state")).isEqualTo(1);
        assertThat(page.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
        assertThat(page.all("redis_cluster_node_up", "role", "primary")).hasSize(3);
        assertThat(failedCollectors(page)).containsKeys("info", "commandstats");

        create(cluster, documented(RedisBinary.v70()));
        page = exporter.scrape();
        assertThat(failedCollectors(page)).isEmpty();
        assertThat(page.all("redis_cluster_node_info", "version", "7.0.15")).hasSize(6);
      }
    }
  }

  private static void refuse(RedisCluster cluster, List<String> user, String grant) {
    List<String> smaller = new ArrayList<>(user);
    assertThat(smaller.remove(grant)).isTrue();
    create(cluster, smaller);
  }

  private static double refusals(ScrapedPage page) {
    return page.value(
        "redis_cluster_exporter_probe_errors_total", "stage", "read", "code", "no_permission");
  }

  private static Set<String> names(ScrapedPage page) {
    return page.series().stream().map(ScrapedPage.Series::name).collect(Collectors.toSet());
  }

  private static Set<String> missing(ScrapedPage before, ScrapedPage after) {
    Set<String> missing = names(before);
    missing.removeAll(names(after));
    return missing;
  }
}
