package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.FailureFlags;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerGroupTest {

  @Test
  void captured() {
    Exposition page = Exposition.of(NodeGroups.server(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_node_info{availability_zone="",host="10.0.0.1",\
            maxmemory_policy="noeviction",primary_id="",role="primary",shard="slot-0",version="7.0.15"} 1
            redis_cluster_node_loading 0.0
            redis_cluster_node_state 1.0
            redis_cluster_node_up{role="primary"} 1.0
            redis_cluster_uptime_seconds 4.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_node_info{availability_zone="",host="10.0.0.1",\
            maxmemory_policy="noeviction",primary_id="id-of-primary",role="replica",shard="slot-0",version="6.2.11"} 1
            redis_cluster_node_loading 0.0
            redis_cluster_node_state 1.0
            redis_cluster_node_up{role="replica"} 1.0
            redis_cluster_uptime_seconds 3.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aNodeThatDidNotAnswer() {
    assertThat(Exposition.of(NodeGroups.server(), Nodes.down("gone")).of("gone"))
        .isEqualTo(
            """
            redis_cluster_node_info{availability_zone="",host="10.0.0.1",maxmemory_policy="",\
            primary_id="",role="primary",shard="slot-0",version=""} 1
            redis_cluster_node_up{role="primary"} 0.0
            """);
  }

  @Test
  void aNodeThatLoadsIsNotUp() {
    Node loading = Nodes.of("primary", Nodes.PRIMARY_70.withInfo("loading", "1"));

    assertThat(Exposition.of(NodeGroups.server(), loading).of("primary"))
        .contains("redis_cluster_node_up{role=\"primary\"} 0.0\n")
        .contains("redis_cluster_node_loading 1.0\n");
  }

  @Test
  void theVersionIsTheRealOneOnValkey() {
    Node valkey = Nodes.of("primary", CapturedNode.of("valkey-8.0.1", "primary"));

    assertThat(Exposition.of(NodeGroups.server(), valkey).text()).contains("version=\"8.0.1\"");
  }

  @Test
  void aNodeWithoutIdHasNoLabelForIt() {
    Node seed =
        new Node(
            Optional.empty(),
            "redis.example:6379",
            List.of(new HostPort("redis.example", 6379)),
            Role.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            FailureFlags.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(Exposition.of(NodeGroups.server(), seed).series())
        .contains(
            "redis_cluster_node_up{node=\"redis.example:6379\",redis_cluster=\"test\","
                + "role=\"unknown\"} 0.0");
  }
}
