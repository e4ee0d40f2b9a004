package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import org.junit.jupiter.api.Test;

class BusGroupTest {

  @Test
  void captured() {
    Exposition page = Exposition.of(NodeGroups.bus(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_bus_links_over_limit_total 0.0
            redis_cluster_bus_messages_total{direction="received",type="auth-ack"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="auth-req"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="fail"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="meet"} 5.0
            redis_cluster_bus_messages_total{direction="received",type="mfstart"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="module"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="ping"} 24.0
            redis_cluster_bus_messages_total{direction="received",type="pong"} 27.0
            redis_cluster_bus_messages_total{direction="received",type="publish"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="publishshard"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="update"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="auth-ack"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="auth-req"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="fail"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="meet"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="mfstart"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="module"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="ping"} 27.0
            redis_cluster_bus_messages_total{direction="sent",type="pong"} 29.0
            redis_cluster_bus_messages_total{direction="sent",type="publish"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="publishshard"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="update"} 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_bus_messages_total{direction="received",type="auth-ack"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="auth-req"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="fail"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="meet"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="mfstart"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="module"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="ping"} 26.0
            redis_cluster_bus_messages_total{direction="received",type="pong"} 28.0
            redis_cluster_bus_messages_total{direction="received",type="publish"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="publishshard"} 0.0
            redis_cluster_bus_messages_total{direction="received",type="update"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="auth-ack"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="auth-req"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="fail"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="meet"} 1.0
            redis_cluster_bus_messages_total{direction="sent",type="mfstart"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="module"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="ping"} 27.0
            redis_cluster_bus_messages_total{direction="sent",type="pong"} 26.0
            redis_cluster_bus_messages_total{direction="sent",type="publish"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="publishshard"} 0.0
            redis_cluster_bus_messages_total{direction="sent",type="update"} 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void nothingIsZeroWhereNothingWasTold() {
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(
            Exposition.of(
                    NodeGroups.bus(),
                    Nodes.of("primary", Nodes.PRIMARY_70.with("CLUSTER INFO", refusal)))
                .series())
        .isEmpty();
  }
}
