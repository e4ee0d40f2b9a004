package io.github.redisclusterexporter.dashboard;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries for what the servers of {@link DashboardsIT} do not report, or what takes longer than a
 * test, on series that are written down.
 */
class WrittenSeriesIT {
  private static final Choices CHOICES =
      Choices.of("shop").with("__range", "30m").with("__rate_interval", "60s");
  private static final Choices NODE = CHOICES.with("node", "a:1");

  private final Path directory;

  WrittenSeriesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Before 7.2, an exporter that starts after a reshard gives shards other names. */
  @Test
  void shardsThatAreGoneHaveNoRow() throws Exception {
    Map<String, String> series = new HashMap<>();
    for (String shard : new String[] {"slot-0", "slot-5461"}) {
      shard(series, shard, "1x40 stale", "1x40 stale");
    }
    shard(series, "slot-10923", "1x80", "1x80");
    for (String shard : new String[] {"slot-100", "slot-5600"}) {
      shard(series, shard, "_x40 1x40", "_x40 1x40");
    }
    proveRows(series, "slot-100", "slot-5600", "slot-10923");
  }

  @Test
  void aShardThatIsGoneHasARowIfItWasUnprotected() throws Exception {
    Map<String, String> series = new HashMap<>();
    shard(series, "slot-0", "1x40 stale", "0x20 1x20 stale");
    shard(series, "slot-5461", "1x40 stale", "1x40 stale");
    shard(series, "slot-100", "_x40 1x40", "_x40 1x40");
    proveRows(series, "slot-0", "slot-100");
  }

  /** A row that ends when monitoring ends is not gone. */
  @Test
  void allShardsHaveARowWhenTheMonitoringIsLost() throws Exception {
    Map<String, String> series = new HashMap<>();
    shard(series, "slot-0", "1x40 stale", "1x40 stale");
    shard(series, "slot-5461", "1x40 stale", "1x40 stale");
    proveRows(series, "slot-0", "slot-5461");
  }

  /** A server before 7.4 forgets in a failover how much of a stream was read. */
  @Test
  void noTasksAreTakenInTheMomentOfAFall() throws Exception {
    String read = "redis_cluster_queue_entries_read_total";
    QueryProof proof =
        QueryProof.of(
            Map.of(
                read + "{redis_cluster=\"shop\",queue=\"q\",group=\"g\",instance=\"e:1\"}",
                "9000+30x39 6000+30x40"));
    String query = CHOICES.in(DashboardFile.target("redis-queues / Throughput / B").expression());
    Map<String, Double> steady = Map.of("{redis_cluster=\"shop\",queue=\"q\",group=\"g\"}", -2.0);
    proof
        .expect(query, "9m", steady)
        .expect(query, "10m15s", Map.of())
        .expect(query, "12m", steady)
        .run(directory);
  }

  /** A queue that is not measured, or whose entries have no known age, is neither late nor not. */
  @Test
  void onlyMeasuredQueuesAreInTime() throws Exception {
    String of = "{redis_cluster=\"shop\",instance=\"e:1\",queue=\"%s\"%s}";
    Map<String, String> series = new HashMap<>();
    for (String queue : new String[] {"late", "empty", "unknown", "lost"}) {
      series.put("redis_cluster_queue_max_age_seconds" + of.formatted(queue, ""), "60x40");
    }
    series.put("redis_cluster_queue_depth" + of.formatted("late", ",group=\"g\""), "3x40");
    series.put("redis_cluster_queue_depth" + of.formatted("empty", ",group=\"g\""), "0x40");
    series.put("redis_cluster_queue_depth" + of.formatted("unknown", ""), "3x40");
    series.put(
        "redis_cluster_queue_oldest_age_seconds"
            + of.formatted("late", ",group=\"g\",state=\"waiting\""),
        "90x40");
    String labels = "{redis_cluster=\"shop\",queue=\"%s\"%s}";
    QueryProof.of(series)
        .expect(
            CHOICES.in(
                DashboardFile.target("redis-queues / Oldest task age relative to max-age / A")
                    .expression()),
            "5m",
            Map.of(
                labels.formatted("late", ",group=\"g\",state=\"waiting\""), 1.5,
                labels.formatted("empty", ",group=\"g\""), 0.0))
        .expect(
            CHOICES.in(
                DashboardFile.target("redis-cluster-overview / Late queues / A").expression()),
            "5m",
            Map.of("{}", 1.0))
        .run(directory);
  }

  @Test
  void theBusiestSlots() throws Exception {
    String of = "{redis_cluster=\"shop\",slot=\"%s\",instance=\"%s\"%s}";
    Map<String, String> series = new HashMap<>();
    for (String instance : new String[] {"e:1", "e:2"}) {
      for (int slot = 1; slot < 3; slot++) {
        series.put("redis_cluster_slot_keys" + of.formatted(slot, instance, ""), slot * 10 + "x40");
        series.put(
            "redis_cluster_slot_memory_bytes" + of.formatted(slot, instance, ""),
            slot * 1000 + "x40");
        series.put(
            "redis_cluster_slot_cpu_seconds_total" + of.formatted(slot, instance, ""),
            "0+" + slot * 7.5 + "x40");
        for (String direction : new String[] {"input", "output"}) {
          series.put(
              "redis_cluster_slot_network_bytes_total"
                  + of.formatted(slot, instance, ",direction=\"" + direction + "\""),
              "0+" + slot * (direction.equals("input") ? 15 : 150) + "x40");
        }
      }
    }
    QueryProof proof = QueryProof.of(series);
    Map<String, Double> ofTheFirst =
        Map.of("keys", 10.0, "memory", 1000.0, "CPU", 0.5, "in", 1.0, "out", 10.0);
    for (Map.Entry<String, Double> column : ofTheFirst.entrySet()) {
      proof.expect(
          CHOICES.in(DashboardFile.column("Busiest slots", column.getKey())),
          "10m",
          Map.of("{slot=\"1\"}", column.getValue(), "{slot=\"2\"}", 2 * column.getValue()));
    }
    proof.run(directory);
  }

  @Test
  void largeCommands() throws Exception {
    String of = "redis_cluster_commandlog_entries_total{redis_cluster=\"shop\",node=\"a:1\",";
    QueryProof.of(
            Map.of(
                of + "type=\"slow\",instance=\"e:1\"}", "0+15x40",
                of + "type=\"large_reply\",instance=\"e:1\"}", "0+30x40",
                of + "type=\"large_reply\",instance=\"e:2\"}", "0+30x40",
                of + "type=\"large_request\",instance=\"e:1\"}", "5x40"))
        .expect(
            NODE.in(
                DashboardFile.target("redis-cluster-node / Slow and large commands / B")
                    .expression()),
            "10m",
            Map.of("{type=\"large_reply\"}", 2.0, "{type=\"large_request\"}", 0.0))
        .run(directory);
  }

  /** Each is counted on the node that sends and on the one that receives. */
  @Test
  void atomicMigrations() throws Exception {
    String of = "redis_cluster_slot_migrations{redis_cluster=\"shop\",";
    QueryProof.of(
            Map.of(
                of + "node=\"a:1\",state=\"running\"}", "2x40",
                of + "node=\"b:1\",state=\"running\"}", "1x40",
                of + "node=\"c:1\",state=\"running\"}", "1x40",
                of + "node=\"c:1\",state=\"failed\"}", "0x40"))
        .expect(
            CHOICES.in(
                DashboardFile.target("redis-cluster-overview / Slot coverage and migration / F")
                    .expression()),
            "5m",
            Map.of("{state=\"running\"}", 2.0, "{state=\"failed\"}", 0.0))
        .run(directory);
  }

  /** The JVMs of other programs have other instances. */
  @Test
  void memoryOfTheExportersAlone() throws Exception {
    Map<String, String> series = new HashMap<>();
    for (String instance : new String[] {"e:1", "other:8080"}) {
      String of = "{instance=\"" + instance + "\"";
      series.put("jvm_memory_used_bytes" + of + ",area=\"heap\"}", "25x40");
      series.put("jvm_memory_used_bytes" + of + ",area=\"nonheap\"}", "70x40");
      series.put("jvm_memory_max_bytes" + of + ",area=\"heap\"}", "100x40");
      series.put("jvm_gc_collection_seconds_sum" + of + ",gc=\"Copy\"}", "0+0.15x40");
      series.put("jvm_gc_collection_seconds_sum" + of + ",gc=\"MarkSweepCompact\"}", "0+0.3x40");
    }
    series.put(
        "redis_cluster_exporter_scrape_duration_seconds{redis_cluster=\"shop\",instance=\"e:1\"}",
        "0.1x40");
    QueryProof proof = QueryProof.of(series);
    Map<String, Double> answers = Map.of("A", 0.25, "B", 0.03);
    for (Map.Entry<String, Double> answer : answers.entrySet()) {
      proof.expect(
          CHOICES.in(
              DashboardFile.target(
                      "redis-cluster-overview / Exporter heap and garbage collection / "
                          + answer.getKey())
                  .expression()),
          "10m",
          Map.of("{instance=\"e:1\"}", answer.getValue()));
    }
    proof.run(directory);
  }

  /** The rows that the timeline of the last 20 minutes has. */
  private void proveRows(Map<String, String> series, String... shards) throws Exception {
    String query =
        CHOICES.in(
            DashboardFile.target("redis-cluster-overview / Shards over time / A").expression());
    QueryProof.of(series)
        .expect(
            "count by (shard) (last_over_time((" + query + ")[20m:15s]))",
            "20m",
            Stream.of(shards)
                .collect(Collectors.toMap(shard -> "{shard=\"" + shard + "\"}", shard -> 1.0)))
        .run(directory);
  }

  private static void shard(
      Map<String, String> series, String name, String serving, String replicas) {
    String labels = "{redis_cluster=\"shop\",instance=\"e:1\",shard=\"" + name + "\"}";
    series.put("redis_cluster_shard_serving" + labels, serving);
    series.put("redis_cluster_shard_healthy_replicas" + labels, replicas);
  }
}
