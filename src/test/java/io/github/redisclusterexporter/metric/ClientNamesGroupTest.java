package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureFlags;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.CapturedReplies;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients on several pages of one exporter, with places for two names. */
class ClientNamesGroupTest {
  private final Group<ClusterSnapshot> group = ClientNameGroups.clientNames(2);

  private static Node node(String name, String list, long seconds) {
    Set<Collector> wanted = new HashSet<>(CapturedNode.COLLECTORS);
    wanted.add(Collector.CLIENT_LIST);
    CapturedNode node =
        Nodes.PRIMARY_70
            .with("CLIENT LIST", list)
            .withInfo("server_time_usec", Long.toString(seconds * 1_000_000));
    return Nodes.of(name, node, wanted);
  }

  private static String clients(String... names) {
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      list.append("id=1 addr=1.1.1.1:1 name=").append(name).append(" age=1 flags=N db=0\n");
    }
    return list.toString();
  }

  private String page(Node... nodes) {
    return Exposition.of(group, nodes).ofTheWhole();
  }

  @Test
  void captured() {
    String list = CapturedReplies.text("valkey-9.1.2", "primary", "client_list");

    assertThat(page(node("a", list, 1000), node("b", list, 1000)))
        .isEqualTo(
            """
            redis_cluster_clients{name="no name"} 2.0
            redis_cluster_clients{name="other"} 0.0
            redis_cluster_clients{name="web"} 4.0
            redis_cluster_clients{name="worker"} 2.0
            """);
  }

  @Test
  void furtherNamesAreCountedTogether() {
    assertThat(page(node("a", clients("x", "x", "y", "y", "z", "other", ""), 1000)))
        .isEqualTo(
            """
            redis_cluster_clients{name="no name"} 1.0
            redis_cluster_clients{name="other"} 2.0
            redis_cluster_clients{name="x"} 2.0
            redis_cluster_clients{name="y"} 2.0
            """);
  }

  @Test
  void aNameWithoutClientsLosesItsPlaceAfterAnHourToANewOne() {
    page(node("a", clients("x", "y"), 1000));

    assertThat(page(node("a", clients("y", "z"), 4000)))
        .contains("\"x\"} 0.0", "\"y\"} 1.0", "\"other\"} 1.0")
        .doesNotContain("\"z\"");
    assertThat(page(node("a", clients("y"), 9000))).contains("\"x\"} 0.0");
    assertThat(page(node("a", clients("y", "z"), 9001)))
        .contains("\"z\"} 1.0", "\"y\"} 1.0", "\"other\"} 0.0")
        .doesNotContain("\"x\"");
  }

  @Test
  void thereIsNoSumWithoutANodeUnlessItHasFailed() {
    Node gone = Nodes.down("gone");
    assertThat(page(node("a", clients("x"), 1000), gone).strip()).isEmpty();
    Node failed =
        new Node(
            gone.id(),
            gone.name(),
            gone.addresses(),
            gone.role(),
            gone.primaryId(),
            gone.shard(),
            new FailureFlags(0, 1, true),
            gone.lag(),
            gone.report(),
            gone.probeDuration());
    assertThat(page(node("a", clients("x"), 1000), failed)).contains("\"x\"} 1.0");
  }

  @Test
  void aReplyOfAnotherShapeIsNoZero() {
    assertThat(page(node("a", "no clients", 1000)).strip()).isEmpty();
  }
}
