package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.FailureFlags;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.Topology;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotsGroupTest {
  private static final Topology TOPOLOGY = Topology.of(3, 1);

  private static Node primarySaying(String view) {
    return Nodes.of("primary", Nodes.PRIMARY_70.with("CLUSTER NODES", view));
  }

  private static Node with(Node node, Role role, FailureFlags standing) {
    return new Node(
        node.id(),
        node.name(),
        node.addresses(),
        role,
        node.primaryId(),
        node.shard(),
        standing,
        node.lag(),
        node.report(),
        node.probeDuration());
  }

  private static Exposition page(Node... nodes) {
    return Exposition.of(NodeGroups.slots(), nodes);
  }

  @Test
  void aPrimaryAndItsReplica() {
    Node replica = Nodes.of("replica", Nodes.REPLICA_62.with("CLUSTER NODES", TOPOLOGY.seenBy(4)));
    Exposition page = page(primarySaying(TOPOLOGY.seenBy(1)), replica);

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_node_flagged{flag="fail"} 0.0
            redis_cluster_node_flagged{flag="pfail"} 0.0
            redis_cluster_node_slots 5461.0
            redis_cluster_node_slots_importing 0.0
            redis_cluster_node_slots_migrating 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_node_flagged{flag="fail"} 0.0
            redis_cluster_node_flagged{flag="pfail"} 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void openSlotsAreNotOwnedOnes() {
    String open =
        TOPOLOGY
            .with(
                Topology.Member.primary(
                    1,
                    "0-5460 [1->-"
                        + Topology.idOf(2)
                        + "] [2->-"
                        + Topology.idOf(2)
                        + "]"
                        + " [9000-<-"
                        + Topology.idOf(2)
                        + "]"))
            .seenBy(1);

    assertThat(page(primarySaying(open)).of("primary"))
        .contains(
            "redis_cluster_node_slots 5461.0\n",
            "redis_cluster_node_slots_migrating 2.0\n",
            "redis_cluster_node_slots_importing 1.0\n");
  }

  @Test
  void aPrimaryWithoutSlotsOwnsNone() {
    String empty = TOPOLOGY.with(Topology.Member.primary(7, "")).seenBy(7);

    assertThat(page(primarySaying(empty)).of("primary")).contains("redis_cluster_node_slots 0.0\n");
  }

  @Test
  void aNodeThatIsDownIsFlaggedAndClaimsNothing() {
    FailureFlags flagged = new FailureFlags(2, 3, true);

    assertThat(page(with(Nodes.down("primary"), Role.PRIMARY, flagged)).of("primary"))
        .isEqualTo(
            """
            redis_cluster_node_flagged{flag="fail"} 3.0
            redis_cluster_node_flagged{flag="pfail"} 2.0
            """);
  }

  @Test
  void nobodyFlagsWhomNobodyKnows() {
    Node stranger = with(Nodes.down("primary"), Role.UNKNOWN, FailureFlags.NONE);
    Node server =
        new Node(
            Optional.empty(),
            stranger.name(),
            stranger.addresses(),
            Role.PRIMARY,
            Optional.empty(),
            Optional.empty(),
            FailureFlags.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(page(stranger, server).series()).isEmpty();
  }

  @Test
  void aRefusedViewClaimsNothing() {
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(
            page(Nodes.of("primary", Nodes.PRIMARY_70.with("CLUSTER NODES", refusal)))
                .of("primary"))
        .doesNotContain("node_slots");
  }

  private static CapturedNode primary(int number) {
    return Nodes.PRIMARY_70.with("CLUSTER NODES", TOPOLOGY.seenBy(number));
  }

  static Stream<UnaryOperator<CapturedNode>> atomicMigrations() {
    return Stream.of(
        node -> node.with("CLUSTER INFO", "cluster_slot_migration_active_tasks:1\r\n"),
        node -> node.withInfo("slot_migration_fork_in_progress", "1"),
        node -> node.withInfo("mem_cluster_slot_export", "1664"),
        node -> node.withInfo("mem_cluster_slot_import", "22144"));
  }

  @ParameterizedTest
  @MethodSource("atomicMigrations")
  void slotsThatAtomicMigrationsMoveAreNotCountedAsZero(UnaryOperator<CapturedNode> migration) {
    Node migrating = Nodes.of("primary", migration.apply(primary(1)));
    Node idle =
        Nodes.of(
            "idle",
            primary(2)
                .with("CLUSTER INFO", "cluster_slot_migration_active_tasks:0\r\n")
                .withInfo("slot_migration_fork_in_progress", "0")
                .withInfo("mem_cluster_slot_export", "0")
                .withInfo("mem_cluster_slot_import", "0"));

    Exposition nodes = page(migrating, idle);
    assertThat(nodes.of("primary"))
        .contains("redis_cluster_node_slots 5461.0\n")
        .doesNotContain("migrating", "importing");
    assertThat(nodes.of("idle")).contains("redis_cluster_node_slots_migrating 0.0\n");
    assertThat(Exposition.of(ClusterGroups.topology(), migrating, idle).ofTheWhole())
        .contains("redis_cluster_views")
        .doesNotContain("migrating", "importing");
    assertThat(Exposition.of(ClusterGroups.topology(), idle).ofTheWhole())
        .contains("redis_cluster_slots_migrating 0.0\n", "redis_cluster_slots_importing 0.0\n");
  }
}
