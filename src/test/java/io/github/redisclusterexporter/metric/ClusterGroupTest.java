package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterGroupTest {

  @Test
  void captured() {
    assertThat(
            Exposition.of(ClusterGroups.cluster(), Nodes.primary(), Nodes.replica()).ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_current_epoch 6.0
            redis_cluster_known_nodes 6.0
            redis_cluster_size 3.0
            redis_cluster_slots_assigned 16384.0
            redis_cluster_slots_fail 0.0
            redis_cluster_slots_ok 16384.0
            redis_cluster_slots_pfail 0.0
            redis_cluster_state 1.0
            redis_cluster_up 1.0
            """);
  }

  @Test
  void whenNobodyAnswers() {
    assertThat(Exposition.of(ClusterGroups.cluster(), Nodes.down("gone")).ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_state 0.0
            redis_cluster_up 0.0
            """);
    assertThat(
            Exposition.of(
                    List.of(ClusterGroups.cluster()), Exposition.scrape(ClusterSnapshot.EMPTY))
                .ofTheWhole())
        .contains("redis_cluster_up 0.0\n");
  }

  @Test
  void aServerWithoutClusterSupportIsNoCluster() {
    CapturedNode standalone =
        Nodes.PRIMARY_70.withInfo("redis_mode", "standalone").withInfo("cluster_enabled", "0");

    assertThat(Exposition.of(ClusterGroups.cluster(), Nodes.of("primary", standalone)).series())
        .isEmpty();
  }
}
