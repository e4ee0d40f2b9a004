package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

/** The groups that show fields of INFO as they are. */
class PlainGroupsTest {

  @Test
  void clients() {
    Exposition page = Exposition.of(InfoGroups.clients(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_blocked_clients 0.0
            redis_cluster_bus_connections 10.0
            redis_cluster_connected_clients 1.0
            redis_cluster_connected_replicas 1.0
            redis_cluster_connections_received_total 64.0
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
    Exposition page = Exposition.of(InfoGroups.memory(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_memory_bytes 2068928.0
            redis_cluster_memory_dataset_bytes 436444.0
            redis_cluster_memory_fragmentation_ratio 6.55
            redis_cluster_memory_max_bytes 0.0
            redis_cluster_memory_not_counted_bytes 0.0
            redis_cluster_memory_peak_bytes 2068928.0
            redis_cluster_memory_rss_bytes 1.3123584E7
            redis_cluster_memory_system_bytes 2.5276502016E10
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_memory_bytes 2698072.0
            redis_cluster_memory_dataset_bytes 157800.0
            redis_cluster_memory_fragmentation_ratio 3.67
            redis_cluster_memory_max_bytes 0.0
            redis_cluster_memory_not_counted_bytes 0.0
            redis_cluster_memory_peak_bytes 2698072.0
            redis_cluster_memory_rss_bytes 9678848.0
            redis_cluster_memory_system_bytes 2.5276502016E10
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void stats() {
    Exposition page = Exposition.of(InfoGroups.stats(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_commands_processed_total 54.0
            redis_cluster_error_replies_total 24.0
            redis_cluster_evicted_keys_total 0.0
            redis_cluster_expired_keys_total 0.0
            redis_cluster_keyspace_hits_total 2.0
            redis_cluster_keyspace_misses_total 0.0
            redis_cluster_network_input_bytes_total 56669.0
            redis_cluster_network_output_bytes_total 28855.0
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
            redis_cluster_network_input_bytes_total 3026.0
            redis_cluster_network_output_bytes_total 12859.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void cpu() {
    Exposition page = Exposition.of(InfoGroups.cpu(), Nodes.primary(), Nodes.replica());

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
  void whatAServerDoesNotHaveIsAbsent() {
    Exposition page =
        Exposition.of(
            InfoGroups.clients(),
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
    return Exposition.of(InfoGroups.clients(), Nodes.of("primary", node))
        .of("primary")
        .lines()
        .filter(line -> line.startsWith("redis_cluster_connected_replicas "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElse("");
  }
}
