package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicationGroupTest {

  @Test
  void captured() {
    Exposition page =
        Exposition.of(ReplicationGroups.replication(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_full_resyncs_total 1.0
            redis_cluster_partial_resyncs_total{result="accepted"} 0.0
            redis_cluster_partial_resyncs_total{result="refused"} 1.0
            redis_cluster_replication_backlog_bytes 1048576.0
            redis_cluster_replication_backlog_history_bytes 2308.0
            redis_cluster_replication_network_bytes_total{direction="input"} 0.0
            redis_cluster_replication_network_bytes_total{direction="output"} 2567.0
            redis_cluster_replication_offset_bytes 2308.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_full_resyncs_total 0.0
            redis_cluster_partial_resyncs_total{result="accepted"} 0.0
            redis_cluster_partial_resyncs_total{result="refused"} 0.0
            redis_cluster_replica_priority 100.0
            redis_cluster_replica_read_only 1.0
            redis_cluster_replication_backlog_bytes 1048576.0
            redis_cluster_replication_lag_bytes 56.0
            redis_cluster_replication_lag_seconds 0.25
            redis_cluster_replication_last_io_seconds 1.0
            redis_cluster_replication_link_up 1.0
            redis_cluster_replication_offset_bytes 2243.0
            redis_cluster_replication_sync_in_progress 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aBrokenLink() {
    Exposition page =
        Exposition.of(
            ReplicationGroups.replication(),
            Nodes.of("replica", Nodes.REPLICA_62.withInfo("master_link_status", "down")));

    assertThat(page.of("replica")).contains("redis_cluster_replication_link_up 0.0\n");
  }
}
