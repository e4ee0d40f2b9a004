package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class ProbeGroupTest {

  @Test
  void captured() {
    Exposition page =
        Exposition.of(
            NodeGroups.probe(),
            Nodes.of("primary", Nodes.PRIMARY_70, CapturedNode.COLLECTORS),
            Nodes.of("replica", Nodes.REPLICA_62, CapturedNode.COLLECTORS));

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_exporter_collector_success{collector="cluster_info"} 1.0
            redis_cluster_exporter_collector_success{collector="cluster_nodes"} 1.0
            redis_cluster_exporter_collector_success{collector="commandstats"} 1.0
            redis_cluster_exporter_collector_success{collector="info"} 1.0
            redis_cluster_exporter_collector_success{collector="latency"} 1.0
            redis_cluster_exporter_collector_success{collector="slowlog"} 1.0
            redis_cluster_exporter_probe_duration_seconds 0.005
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_exporter_collector_success{collector="cluster_info"} 1.0
            redis_cluster_exporter_collector_success{collector="cluster_nodes"} 1.0
            redis_cluster_exporter_collector_success{collector="commandstats"} 1.0
            redis_cluster_exporter_collector_success{collector="info"} 1.0
            redis_cluster_exporter_collector_success{collector="slowlog"} 1.0
            redis_cluster_exporter_probe_duration_seconds 0.005
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aRefusedCommand() {
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(
            Exposition.of(
                    NodeGroups.probe(),
                    Nodes.of("primary", Nodes.PRIMARY_70.with("SLOWLOG GET 1", refusal)))
                .of("primary"))
        .contains("collector_success{collector=\"slowlog\"} 0.0\n")
        .contains("collector_success{collector=\"info\"} 1.0\n");
  }

  @Test
  void aNodeThatDidNotAnswerHasOnlyTheTimeItCost() {
    assertThat(Exposition.of(NodeGroups.probe(), Nodes.down("gone")).of("gone"))
        .isEqualTo("redis_cluster_exporter_probe_duration_seconds 0.005\n");
  }
}
