package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

/** The groups that show fields of INFO as they are. */
class PlainGroupsTest {

  @Test
  void clients() {
    Exposition page = Exposition.of(ClientGroups.clients(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_blocked_clients 0.0
            redis_cluster_bus_connections 10.0
            redis_cluster_connected_clients 1.0
            redis_cluster_connected_replicas 1.0
            redis_cluster_connections_received_total 64.0
            redis_cluster_evicted_clients_total 0.0
            redis_cluster_max_clients 10000.0
            redis_cluster_rejected_connections_total 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_blocked_clients 0.0
            redis_cluster_bus_connections 10.0
            redis_cluster_connected_clients 2.0
            redis_cluster_connected_replicas 0.0
            redis_cluster_connections_received_total 8.0
            redis_cluster_max_clients 10000.0
            redis_cluster_rejected_connections_total 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void memory() {
    Exposition page = Exposition.of(MemoryGroups.memory(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_eviction_exceeded_seconds_total 0.0
            redis_cluster_memory_bytes 2068928.0
            redis_cluster_memory_component_bytes{component="aof_buffer"} 0.0
            redis_cluster_memory_component_bytes{component="clients_normal"} 0.0
            redis_cluster_memory_component_bytes{component="clients_replicas"} 0.0
            redis_cluster_memory_component_bytes{component="cluster_links"} 10880.0
            redis_cluster_memory_component_bytes{component="functions"} 200.0
            redis_cluster_memory_component_bytes{component="replication_backlog"} 20508.0
            redis_cluster_memory_component_bytes{component="scripts"} 0.0
            redis_cluster_memory_dataset_bytes 436444.0
            redis_cluster_memory_fragmentation_ratio 6.55
            redis_cluster_memory_max_bytes 0.0
            redis_cluster_memory_not_counted_bytes 0.0
            redis_cluster_memory_overhead_bytes 1632484.0
            redis_cluster_memory_peak_bytes 2068928.0
            redis_cluster_memory_rss_bytes 1.3123584E7
            redis_cluster_memory_startup_bytes 1600256.0
            redis_cluster_memory_system_bytes 2.5276502016E10
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_memory_bytes 2698072.0
            redis_cluster_memory_component_bytes{component="aof_buffer"} 0.0
            redis_cluster_memory_component_bytes{component="clients_normal"} 20512.0
            redis_cluster_memory_component_bytes{component="clients_replicas"} 0.0
            redis_cluster_memory_component_bytes{component="replication_backlog"} 1048576.0
            redis_cluster_memory_component_bytes{component="scripts"} 0.0
            redis_cluster_memory_dataset_bytes 157800.0
            redis_cluster_memory_fragmentation_ratio 3.67
            redis_cluster_memory_max_bytes 0.0
            redis_cluster_memory_not_counted_bytes 0.0
            redis_cluster_memory_overhead_bytes 2540272.0
            redis_cluster_memory_peak_bytes 2698072.0
            redis_cluster_memory_rss_bytes 9678848.0
            redis_cluster_memory_startup_bytes 1470672.0
            redis_cluster_memory_system_bytes 2.5276502016E10
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void stats() {
    Exposition page = Exposition.of(StatsGroups.stats(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_commands_processed_total 54.0
            redis_cluster_error_replies_total 24.0
            redis_cluster_evicted_keys_total 0.0
            redis_cluster_expired_keys_total 0.0
            redis_cluster_keyspace_hits_total 2.0
            redis_cluster_keyspace_misses_total 0.0
            redis_cluster_lazyfree_pending_objects 0.0
            redis_cluster_network_input_bytes_total 56669.0
            redis_cluster_network_output_bytes_total 28855.0
            redis_cluster_unexpected_error_replies_total 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_commands_processed_total 42.0
            redis_cluster_error_replies_total 1.0
            redis_cluster_evicted_keys_total 0.0
            redis_cluster_expired_keys_total 0.0
            redis_cluster_keyspace_hits_total 5.0
            redis_cluster_keyspace_misses_total 0.0
            redis_cluster_lazyfree_pending_objects 0.0
            redis_cluster_network_input_bytes_total 3026.0
            redis_cluster_network_output_bytes_total 12859.0
            redis_cluster_unexpected_error_replies_total 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void cpu() {
    Exposition page = Exposition.of(CpuGroups.cpu(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_cpu_seconds_total{mode="children_system"} 0.001538
            redis_cluster_cpu_seconds_total{mode="children_user"} 0.0
            redis_cluster_cpu_seconds_total{mode="system"} 0.011774
            redis_cluster_cpu_seconds_total{mode="user"} 0.019624
            redis_cluster_main_thread_cpu_seconds_total{mode="main_thread_system"} 0.011716
            redis_cluster_main_thread_cpu_seconds_total{mode="main_thread_user"} 0.019527
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_cpu_seconds_total{mode="children_system"} 0.0
            redis_cluster_cpu_seconds_total{mode="children_user"} 0.0
            redis_cluster_cpu_seconds_total{mode="system"} 0.013901
            redis_cluster_cpu_seconds_total{mode="user"} 0.008165
            redis_cluster_main_thread_cpu_seconds_total{mode="main_thread_system"} 0.014652
            redis_cluster_main_thread_cpu_seconds_total{mode="main_thread_user"} 0.007305
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void pubsub() {
    Exposition page = Exposition.of(ClientGroups.pubsub(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_pubsub_channels 0.0
            redis_cluster_pubsub_patterns 0.0
            redis_cluster_pubsub_shard_channels 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_pubsub_channels 0.0
            redis_cluster_pubsub_patterns 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void tracking() {
    Exposition page = Exposition.of(ClientGroups.tracking(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_blocked_clients_with_timeout 0.0
            redis_cluster_client_recent_max_buffer_bytes{buffer="input"} 20480.0
            redis_cluster_client_recent_max_buffer_bytes{buffer="output"} 20504.0
            redis_cluster_reply_buffer_resizes_total{result="expanded"} 0.0
            redis_cluster_reply_buffer_resizes_total{result="shrunk"} 2.0
            redis_cluster_tracking_clients 0.0
            redis_cluster_tracking_items 0.0
            redis_cluster_tracking_keys 0.0
            redis_cluster_tracking_prefixes 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_blocked_clients_with_timeout 0.0
            redis_cluster_client_recent_max_buffer_bytes{buffer="input"} 48.0
            redis_cluster_client_recent_max_buffer_bytes{buffer="output"} 0.0
            redis_cluster_tracking_clients 0.0
            redis_cluster_tracking_items 0.0
            redis_cluster_tracking_keys 0.0
            redis_cluster_tracking_prefixes 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void allocator() {
    Exposition page = Exposition.of(MemoryGroups.allocator(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_defrag_seconds_total 0.0
            redis_cluster_defrag_values_total{result="kept"} 0.0
            redis_cluster_defrag_values_total{result="moved"} 0.0
            redis_cluster_memory_allocator_bytes{state="active"} 2949120.0
            redis_cluster_memory_allocator_bytes{state="allocated"} 2585176.0
            redis_cluster_memory_allocator_bytes{state="resident"} 5947392.0
            redis_cluster_memory_allocator_fragmentation_bytes 363944.0
            redis_cluster_memory_defrag_running 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_defrag_values_total{result="kept"} 0.0
            redis_cluster_defrag_values_total{result="moved"} 0.0
            redis_cluster_memory_allocator_bytes{state="active"} 3440640.0
            redis_cluster_memory_allocator_bytes{state="allocated"} 3162728.0
            redis_cluster_memory_allocator_bytes{state="resident"} 5869568.0
            redis_cluster_memory_allocator_fragmentation_bytes 277912.0
            redis_cluster_memory_defrag_running 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void scripts() {
    Exposition page = Exposition.of(MemoryGroups.scripts(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_cached_scripts 0.0
            redis_cluster_function_libraries 0.0
            redis_cluster_functions 0.0
            redis_cluster_script_engine_bytes 66560.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_cached_scripts 0.0
            redis_cluster_script_engine_bytes 30720.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void forks() {
    Exposition page = Exposition.of(PersistenceGroups.forks(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_aof_rewrite_consecutive_failures 0.0
            redis_cluster_aof_rewrite_scheduled 0.0
            redis_cluster_aof_rewrites_total 0.0
            redis_cluster_forks_total 1.0
            redis_cluster_module_fork_in_progress 0.0
            redis_cluster_rdb_last_load_keys{result="expired"} 0.0
            redis_cluster_rdb_last_load_keys{result="loaded"} 0.0
            redis_cluster_rdb_saves_total 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_aof_rewrite_scheduled 0.0
            redis_cluster_forks_total 0.0
            redis_cluster_module_fork_in_progress 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void acl() {
    Exposition page = Exposition.of(StatsGroups.acl(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """

            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """

            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void internals() {
    Exposition page = Exposition.of(StatsGroups.internals(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_dump_payload_checks_total 0.0
            redis_cluster_lazyfreed_objects_total 0.0
            redis_cluster_migrate_cached_sockets 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_dump_payload_checks_total 0.0
            redis_cluster_lazyfreed_objects_total 0.0
            redis_cluster_migrate_cached_sockets 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void eventloop() {
    Exposition page = Exposition.of(CpuGroups.eventloop(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_io_threaded_reads_total 0.0
            redis_cluster_io_threaded_writes_total 0.0
            redis_cluster_io_threads_active 0.0
            redis_cluster_reads_processed_total 143.0
            redis_cluster_timer_frequency_configured_hertz 10.0
            redis_cluster_timer_frequency_hertz 10.0
            redis_cluster_writes_processed_total 96.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_io_threaded_reads_total 0.0
            redis_cluster_io_threaded_writes_total 0.0
            redis_cluster_io_threads_active 0.0
            redis_cluster_reads_processed_total 45.0
            redis_cluster_timer_frequency_configured_hertz 10.0
            redis_cluster_timer_frequency_hertz 10.0
            redis_cluster_writes_processed_total 18.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void expiry() {
    Exposition page = Exposition.of(KeyspaceGroups.expiry(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_expired_stale_ratio 0.0
            redis_cluster_expiry_cpu_seconds_total 0.0
            redis_cluster_expiry_time_limit_reached_total 0.0
            redis_cluster_keys_average_ttl_seconds{db="0"} 999.234
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_expired_stale_ratio 0.0
            redis_cluster_expiry_cpu_seconds_total 0.0
            redis_cluster_expiry_time_limit_reached_total 0.0
            redis_cluster_replica_expiring_keys 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void whatAServerDoesNotHaveIsAbsent() {
    Exposition page =
        Exposition.of(
            ClientGroups.clients(),
            Nodes.of("primary", Nodes.PRIMARY_70.withoutInfo("cluster_connections")));

    assertThat(page.of("primary")).doesNotContain("bus_connections").contains("max_clients");
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aReplicaWithTwoConnectionsIsOne() {
    String copying = "ip=10.0.0.2,port=6379,state=bg_transfer,offset=0,lag=0,type=";
    assertThat(replicas("2", copying + "rdb-channel", copying + "main-channel")).isEqualTo("1.0");
    assertThat(replicas("1", copying + "rdb-channel")).isEqualTo("1.0");
    assertThat(
            replicas(
                "3",
                copying + "main-channel",
                "ip=10.0.0.3,port=6379,state=online,offset=5,lag=0,type=replica",
                copying + "rdb-channel"))
        .isEqualTo("2.0");
  }

  @Test
  void replicasBehindOneAddressAreSeveral() {
    String online = "ip=172.17.0.1,port=6379,state=online,offset=5,lag=0";
    assertThat(replicas("2", online, online)).isEqualTo("2.0");
    assertThat(replicas("2", online + ",type=replica", online + ",type=replica")).isEqualTo("2.0");
    assertThat(replicas("2")).as("a server that does not list them").isEqualTo("2.0");
  }

  private static String replicas(String connected, String... lines) {
    CapturedNode node =
        Nodes.PRIMARY_70.withoutInfo("slave0").withInfo("connected_slaves", connected);
    for (int i = 0; i < lines.length; i++) {
      node = node.withInfo("slave" + i, lines[i]);
    }
    return Exposition.of(ClientGroups.clients(), Nodes.of("primary", node))
        .of("primary")
        .lines()
        .filter(line -> line.startsWith("redis_cluster_connected_replicas "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElse("");
  }
}
