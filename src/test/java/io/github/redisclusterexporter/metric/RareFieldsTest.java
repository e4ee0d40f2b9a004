package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of INFO and CLUSTER INFO that are 0 or absent in the captured replies. */
class RareFieldsTest {

  @Test
  void eachMetricOfInternalsHasTheValueOfItsField() {
    CapturedNode node =
        Nodes.PRIMARY_70
            .withInfo("dump_payload_sanitizations", "1")
            .withInfo("lazyfreed_objects", "2")
            .withInfo("mem_overhead_db_hashtable_rehashing", "3")
            .withInfo("migrate_cached_sockets", "4")
            .withInfo("second_repl_offset", "5")
            .with(
                "CLUSTER INFO",
                """
                cluster_state:ok
                cluster_stats_pubsub_bytes_sent:6
                cluster_stats_pubsub_bytes_received:7
                cluster_stats_module_bytes_sent:8
                cluster_stats_module_bytes_received:9
                """);

    Exposition page = Exposition.of(StatsGroups.internals(), Nodes.of("primary", node));

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_bus_module_bytes_total{direction="received"} 9.0
            redis_cluster_bus_module_bytes_total{direction="sent"} 8.0
            redis_cluster_bus_pubsub_bytes_total{direction="received"} 7.0
            redis_cluster_bus_pubsub_bytes_total{direction="sent"} 6.0
            redis_cluster_dump_payload_checks_total 1.0
            redis_cluster_lazyfreed_objects_total 2.0
            redis_cluster_memory_rehashing_bytes 3.0
            redis_cluster_migrate_cached_sockets 4.0
            redis_cluster_replication_previous_offset_bytes 5.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 2244.0",
    "redis-7.0.15, 2309.0",
    "redis-7.4.1, 2419.0",
    "valkey-8.0.1, 2419.0"
  })
  void aPromotedReplicaHasThePreviousOffset(String version, String offset) {
    Node promoted =
        Nodes.of("primary", CapturedNode.of(version, "after-failover"), Set.of(Collector.INFO));

    assertThat(Exposition.of(StatsGroups.internals(), promoted).of("primary"))
        .contains("redis_cluster_replication_previous_offset_bytes " + offset + "\n");
  }

  @Test
  void otherGroups() {
    CapturedNode node =
        Nodes.PRIMARY_70
            .withInfo("allocator_muzzy", "1")
            .withInfo("clients_in_timeout_table", "2")
            .withInfo("total_blocking_keys_on_nokey", "3")
            .withInfo("reply_buffer_expands", "4")
            .withInfo("reply_buffer_shrinks", "5")
            .withInfo("hz", "20")
            .withInfo("configured_hz", "15")
            .withInfo("rdb_last_load_keys_loaded", "7")
            .withInfo("rdb_last_load_keys_expired", "8")
            .withInfo("aof_rewrite_scheduled", "1")
            .withInfo("module_fork_in_progress", "1")
            .withInfo("module_fork_last_cow_size", "11")
            .withInfo("slave_expires_tracked_keys", "12");
    Node primary = Nodes.of("primary", node);

    assertThat(Exposition.of(MemoryGroups.allocator(), primary).of("primary"))
        .contains("redis_cluster_memory_allocator_bytes{state=\"muzzy\"} 1.0\n");
    assertThat(Exposition.of(ClientGroups.tracking(), primary).of("primary"))
        .contains("redis_cluster_blocked_clients_with_timeout 2.0\n")
        .contains("redis_cluster_blocking_keys_on_deletion 3.0\n")
        .contains("redis_cluster_reply_buffer_resizes_total{result=\"expanded\"} 4.0\n")
        .contains("redis_cluster_reply_buffer_resizes_total{result=\"shrunk\"} 5.0\n");
    assertThat(Exposition.of(CpuGroups.eventloop(), primary).of("primary"))
        .contains("redis_cluster_timer_frequency_hertz 20.0\n")
        .contains("redis_cluster_timer_frequency_configured_hertz 15.0\n");
    assertThat(Exposition.of(PersistenceGroups.forks(), primary).of("primary"))
        .contains("redis_cluster_rdb_last_load_keys{result=\"loaded\"} 7.0\n")
        .contains("redis_cluster_rdb_last_load_keys{result=\"expired\"} 8.0\n")
        .contains("redis_cluster_aof_rewrite_scheduled 1.0\n")
        .contains("redis_cluster_module_fork_in_progress 1.0\n")
        .contains("redis_cluster_module_fork_last_cow_bytes 11.0\n");
    assertThat(Exposition.of(KeyspaceGroups.expiry(), primary).of("primary"))
        .as("only writable replicas have such keys")
        .doesNotContain("redis_cluster_replica_expiring_keys");
    Node replica =
        Nodes.of("replica", Nodes.REPLICA_62.withInfo("slave_expires_tracked_keys", "12"));
    assertThat(Exposition.of(KeyspaceGroups.expiry(), replica).of("replica"))
        .contains("redis_cluster_replica_expiring_keys 12.0\n");
  }
}
