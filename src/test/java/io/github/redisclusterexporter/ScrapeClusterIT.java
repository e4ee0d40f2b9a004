package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.ClusterPages.addresses;
import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.ClusterPages.families;
import static io.github.redisclusterexporter.ClusterPages.familiesOf;
import static io.github.redisclusterexporter.ClusterPages.up;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("smoke")
class ScrapeClusterIT {
  private static final String PREFIX = "redis_cluster_";

  /** What every supported version has, without the prefix that all share. */
  private static final Set<String> EVERYWHERE =
      Set.of(
          "aof_enabled",
          "aof_last_rewrite_success",
          "aof_last_write_success",
          "blocked_clients",
          "bus_connections",
          "bus_messages_total",
          "command_calls_total",
          "command_duration_seconds_total",
          "command_failed_calls_total",
          "command_rejected_calls_total",
          "commands_processed_total",
          "connected_clients",
          "connected_replicas",
          "connections_received_total",
          "cpu_seconds_total",
          "current_epoch",
          "error_replies_total",
          "errors_total",
          "evicted_keys_total",
          "expired_keys_total",
          "exporter_build_info",
          "exporter_collector_success",
          "exporter_config_last_reload_success_timestamp_seconds",
          "exporter_config_last_reload_successful",
          "exporter_probe_duration_seconds",
          "exporter_probe_errors_total",
          "exporter_scrape_duration_seconds",
          "exporter_scrapes_total",
          "failover_duration_seconds",
          "failovers_total",
          "failures_tolerated",
          "full_resyncs_total",
          "keys",
          "keys_expiring",
          "keyspace_hits_total",
          "keyspace_misses_total",
          "known_nodes",
          "last_fork_seconds",
          "lazyfree_pending_objects",
          "main_thread_cpu_seconds_total",
          "max_clients",
          "memory_bytes",
          "memory_component_bytes",
          "memory_dataset_bytes",
          "memory_fragmentation_ratio",
          "memory_max_bytes",
          "memory_not_counted_bytes",
          "memory_overhead_bytes",
          "memory_peak_bytes",
          "memory_rss_bytes",
          "memory_startup_bytes",
          "memory_system_bytes",
          "network_input_bytes_total",
          "network_output_bytes_total",
          "node_flagged",
          "node_info",
          "node_loading",
          "node_slots",
          "node_slots_importing",
          "node_slots_migrating",
          "node_state",
          "node_up",
          "node_writes_blocked",
          "partial_resyncs_total",
          "rdb_changes_since_last_save",
          "rdb_last_cow_bytes",
          "rdb_last_save_duration_seconds",
          "rdb_last_save_success",
          "rdb_save_in_progress",
          "rejected_connections_total",
          "replica_priority",
          "replica_read_only",
          "replication_backlog_bytes",
          "replication_backlog_history_bytes",
          "replication_lag_bytes",
          "replication_lag_seconds",
          "replication_last_io_seconds",
          "replication_link_up",
          "replication_offset_bytes",
          "replication_sync_in_progress",
          "shard_healthy_replicas",
          "shard_serving",
          "shard_slots",
          "size",
          "slots_assigned",
          "slots_conflicting",
          "slots_fail",
          "slots_importing",
          "slots_migrating",
          "slots_ok",
          "slots_pfail",
          "slots_uncovered",
          "slowlog_entries_total",
          "state",
          "unexpected_error_replies_total",
          "up",
          "uptime_seconds",
          "views");

  private static final Set<String> SINCE_7_0 =
      Set.of(
          "bus_links_over_limit_total",
          "command_latency_seconds",
          "evicted_clients_total",
          "eviction_exceeded_seconds_total",
          "replication_async_loading",
          "replication_network_bytes_total");

  private static final Set<String> SINCE_8_0 =
      Set.of(
          "client_disconnections_total",
          "replication_sync_buffer_bytes",
          "replication_sync_buffer_peak_bytes");

  private static final Set<String> VALKEY = Set.of("replicas_waiting_resync");

  private static final Set<String> VALKEY_9_1 = Set.of("bus_bytes_total");

  static Stream<RedisBinary> binaries() {
    return RedisBinary.versions();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void theFirstScrapeShowsTheWholeCluster(RedisBinary binary) {
    try (RedisCluster cluster = RedisCluster.builder().binary(binary).start()) {
      for (RedisServer node : cluster.nodes()) {
        assertThatThrownBy(() -> node.command("NONSENSE")).hasMessageContaining("unknown command");
        // Leaves an entry in the slow log: an empty one of 6.2 is no number.
        node.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
        node.command("CONFIG", "SET", "slowlog-log-slower-than", "10000");
      }
      try (TestExporter exporter = TestExporter.of(cluster.node(4).address())) {
        ScrapedPage page = exporter.scrape();

        assertAllCompleteBut(page, cluster);
        assertThat(up(page, "primary")).isEqualTo(addresses(cluster.primaries()));
        assertThat(up(page, "replica")).isEqualTo(addresses(cluster.replicas()));
        assertThat(page.value("redis_cluster_state")).isEqualTo(1);
        assertThat(page.value("redis_cluster_slots_ok")).isEqualTo(RedisCluster.SLOTS);
        assertThat(page.value("redis_cluster_known_nodes")).isEqualTo(6);
        assertThat(page.value("redis_cluster_size")).isEqualTo(3);
        Map<Boolean, Set<String>> families =
            families(page).stream()
                .collect(partitioningBy(name -> name.startsWith(PREFIX), toSet()));
        assertThat(families.get(true)).isEqualTo(expected(binary));
        assertThat(families.get(false))
            .contains("process_cpu_seconds_total", "process_open_fds", "jvm_memory_used_bytes")
            .allMatch(name -> name.startsWith("process_") || name.startsWith("jvm_"));
        for (RedisServer node : cluster.nodes()) {
          assertSpeaksOfItself(page, cluster, node);
        }
        assertThat(page.value("redis_cluster_exporter_scrapes_total", "outcome", "complete"))
            .isEqualTo(1);
        assertThat(page.all("redis_cluster_exporter_probe_errors_total"))
            .allSatisfy(series -> assertThat(series.value()).as(series.toString()).isZero());
      }
      // What a version lacks is not asked for: the server would count it as an error.
      assertThat(cluster.nodes())
          .allSatisfy(
              node ->
                  assertThat(node.field("errorstat_ERR", "INFO", "errorstats"))
                      .contains("count=1"));
    }
  }

  private static void assertSpeaksOfItself(
      ScrapedPage page, RedisCluster cluster, RedisServer node) {
    String address = node.address().toString();
    assertThat(page.all("redis_cluster_memory_bytes", "node_id", cluster.id(node)))
        .singleElement()
        .satisfies(series -> assertThat(series.labels()).containsEntry("node", address));
    assertThat(page.all("redis_cluster_node_info", "node", address))
        .singleElement()
        .satisfies(
            series ->
                assertThat(series.labels())
                    .containsEntry("version", node.binary().version())
                    .containsEntry("host", "127.0.0.1"));
    assertThat(page.has("redis_cluster_replication_link_up", "node", address))
        .isEqualTo(cluster.replicas().contains(node));
    assertThat(familiesOf(page, address))
        .as("on each node alike")
        .containsAll(
            Set.of(
                "redis_cluster_cpu_seconds_total",
                "redis_cluster_bus_messages_total",
                "redis_cluster_command_calls_total",
                "redis_cluster_errors_total",
                "redis_cluster_keys",
                "redis_cluster_max_clients",
                "redis_cluster_rdb_last_save_success",
                "redis_cluster_uptime_seconds"));
  }

  private static Set<String> expected(RedisBinary binary) {
    return Stream.of(
            EVERYWHERE,
            binary.isAtLeast(7) ? SINCE_7_0 : Set.<String>of(),
            binary.isAtLeast(8) ? SINCE_8_0 : Set.<String>of(),
            binary.isValkey() && binary.isAtLeast(8) ? VALKEY : Set.<String>of(),
            binary.isValkey() && binary.isAtLeast(9) ? VALKEY_9_1 : Set.<String>of())
        .flatMap(Set::stream)
        .map(name -> PREFIX + name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
