package io.github.redisclusterexporter.dashboard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the fleet are the same, however its clusters are scraped. */
class FleetBoardIT {
  private static final Choices ALL = Choices.of(".+").with("__range", "10m");

  /** What each column shows, by cluster. */
  private static final Map<String, Map<String, Integer>> ROWS =
      Map.of(
          "state", Map.of("cache", 4, "shop", 2, "mail", 3, "gone", 0, "dark", 1),
          "pages", Map.of("shop", 1),
          "tickets", Map.of("mail", 2),
          "failures tolerated", Map.of("cache", 1, "shop", 0, "mail", 0),
          "nodes down", Map.of("cache", 0, "shop", 1, "mail", 0, "dark", 1),
          "lag", Map.of("cache", 3),
          "memory", Map.of("cache", 300),
          "late queues", Map.of("cache", 1));

  /** Which labels the targets of the scrapes add. */
  enum Scraped {
    ON_ONE_PAGE,
    A_TARGET_EACH,
    BY_A_PAIR;

    private List<String> instances(String cluster) {
      return switch (this) {
        case ON_ONE_PAGE -> List.of("exporter:9121");
        case A_TARGET_EACH -> List.of("exporter:9121/" + cluster);
        case BY_A_PAIR -> List.of("one:9121", "other:9121");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClusterIsOneRow(Scraped scraped, @TempDir Path directory) throws Exception {
    QueryProof proof = QueryProof.of(series(scraped));
    for (var column : new TreeMap<>(ROWS).entrySet()) {
      proof.expect(
          ALL.in(DashboardFile.column("Cluster details", column.getKey())),
          "5m",
          column.getValue().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      row -> "{redis_cluster=\"" + row.getKey() + "\"}",
                      row -> (double) row.getValue())));
    }
    proof.run(directory);
  }

  private static Map<String, String> series(Scraped scraped) {
    Map<String, String> all = new TreeMap<>();
    for (String cluster : List.of("cache", "shop", "mail", "dark")) {
      for (String instance : scraped.instances(cluster)) {
        Page page = new Page(all, cluster, instance);
        page.add("redis_cluster_up", "", cluster.equals("dark") ? 0 : 1);
        page.add("redis_cluster_node_up", "node=\"a:1\",role=\"primary\"", 1);
        page.add("redis_cluster_node_up", "node=\"b:1\",role=\"replica\"", 1);
      }
    }
    for (String instance : scraped.instances("gone")) {
      all.put(Page.name("redis_cluster_up", "gone", "", instance), "1x8 stale");
    }
    for (String instance : scraped.instances("cache")) {
      Page page = new Page(all, "cache", instance);
      page.add("redis_cluster_failures_tolerated", "unit=\"node\"", 1);
      page.add("redis_cluster_memory_bytes", "node=\"a:1\"", 100);
      page.add("redis_cluster_memory_bytes", "node=\"b:1\"", 200);
      page.add("redis_cluster_replication_lag_seconds", "node=\"b:1\"", 3);
      page.add("redis_cluster_queue_max_age_seconds", "queue=\"q\"", 60);
      String age = "redis_cluster_queue_oldest_age_seconds";
      page.add(age, "queue=\"q\",group=\"g\",state=\"waiting\"", 61);
    }
    for (String instance : scraped.instances("shop")) {
      Page page = new Page(all, "shop", instance);
      page.add("redis_cluster_shard_serving", "shard=\"slot-0\"", 0);
      page.add("redis_cluster_shard_serving", "shard=\"slot-9\"", 1);
      page.add("redis_cluster_failures_tolerated", "unit=\"node\"", 0);
      page.add("redis_cluster_node_up", "node=\"a:1\",role=\"primary\"", 0);
    }
    for (String instance : scraped.instances("mail")) {
      new Page(all, "mail", instance).add("redis_cluster_failures_tolerated", "unit=\"node\"", 0);
    }
    for (String instance : scraped.instances("dark")) {
      Page page = new Page(all, "dark", instance);
      page.add("redis_cluster_node_up", "node=\"a:1\",role=\"primary\"", 0);
    }
    alert(all, "shop", "critical", "RedisClusterShardDown", "slot-0");
    alert(all, "mail", "warning", "RedisClusterShardUnprotected", "slot-0");
    alert(all, "mail", "warning", "RedisClusterShardUnprotected", "slot-9");
    alert(all, "", "critical", "RedisClusterExporterDown", "");
    return all;
  }

  private static void alert(
      Map<String, String> all, String cluster, String severity, String name, String shard) {
    all.put(
        ("ALERTS{alertstate=\"firing\",component=\"redis-cluster\",alertname=\"%s\",severity=\"%s\","
                + "shard=\"%s\",redis_cluster=\"%s\"}")
            .formatted(name, severity, shard, cluster),
        "1x40");
  }

  /** What an exporter reports of a cluster. */
  private record Page(Map<String, String> series, String cluster, String instance) {

    void add(String metric, String labels, int value) {
      series.put(name(metric, cluster, labels, instance), value + "x40");
    }

    static String name(String metric, String cluster, String labels, String instance) {
      return "%s{redis_cluster=\"%s\",instance=\"%s\",job=\"redis-cluster\"%s%s}"
          .formatted(metric, cluster, instance, labels.isEmpty() ? "" : ",", labels);
    }
  }
}
