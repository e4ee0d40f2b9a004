package io.github.redisclusterexporter.cluster;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.hostPort;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
  private static final Topology SIX = Topology.of(3, 1);
  private static final HostPort SEED = HostPort.parse("redis.example:6379");

  @Test
  void sixHealthyNodesAreUpWithTheirRolesAndShards() {
    ClusterSnapshot snapshot = ProbeResults.ofAll(SIX).snapshot();

    assertThat(snapshot.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5, 6));
    assertThat(snapshot.nodes()).allMatch(Node::isUp);
    assertThat(snapshot.nodes())
        .extracting(Node::role)
        .containsExactly(
            Role.PRIMARY, Role.PRIMARY, Role.PRIMARY, Role.REPLICA, Role.REPLICA, Role.REPLICA);
    assertThat(snapshot.nodes())
        .extracting(Node::shard)
        .extracting(Optional::orElseThrow)
        .containsExactly("slot-0", "slot-5461", "slot-10922", "slot-0", "slot-5461", "slot-10922");
    assertThat(node(snapshot, 4).primaryId()).contains(idOf(1));
    assertThat(node(snapshot, 4).probeDuration()).contains(ProbeResults.PROBE_DURATION);
  }

  @Test
  void aNodeThatIsDownHasTheRoleThatOtherNodesReport() {
    Topology seen = SIX.with(SIX.member(4).flagged("slave,fail"));
    ClusterSnapshot snapshot =
        ProbeResults.empty().from(1, seen).from(2, seen).unreachable(4).snapshot();

    Node dead = node(snapshot, 4);
    assertThat(dead.isUp()).isFalse();
    assertThat(dead.role()).isEqualTo(Role.REPLICA);
    assertThat(dead.shard()).contains("slot-0");
    assertThat(dead.probeDuration()).contains(ProbeResults.PROBE_DURATION);
    assertThat(snapshot.nodes()).hasSize(6);
  }

  @Test
  void theLineOfANodeAboutItselfTakesPrecedence() {
    Topology before = SIX;
    Topology after =
        SIX.with(SIX.member(1).flagged("slave"))
            .with(new Member(idOf(4), addressOf(4), "master", "-", "0-5460"));
    ClusterSnapshot snapshot =
        ProbeResults.empty().from(2, before).from(4, after).from(3, before).snapshot();

    assertThat(node(snapshot, 4).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aNodeInHandshakeIsNotInTheSnapshot() {
    Topology seen = SIX.with(Member.primary(7, "").flagged("handshake"));

    assertThat(ProbeResults.ofAll(SIX).from(1, seen).snapshot().nodes()).hasSize(6);
    assertThat(ProbeResults.empty().from(1, seen).snapshot().nodes()).hasSize(6);
  }

  @Test
  void aNodeWithoutAddressKeepsItsLastName() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    Topology seen = SIX.with(SIX.member(6).flagged("slave,noaddr").at(":0"));
    ProbeResults results = ProbeResults.empty().from(1, seen).from(2, seen);

    Node withoutAddress = node(results.snapshotAfter(before), 6);
    assertThat(withoutAddress.isUp()).isFalse();
    assertThat(withoutAddress.name()).isEqualTo(addressOf(6));
    assertThat(withoutAddress.addresses()).isEmpty();
    assertThat(withoutAddress.host()).isEmpty();
    assertThat(node(results.snapshot(), 6).name())
        .isEqualTo("noaddr-" + SIX.member(6).id().substring(0, 8));
  }

  @Test
  void aPrimaryWithoutSlotsHasNoShard() {
    Topology seen = SIX.with(Member.primary(7, ""));
    ClusterSnapshot snapshot = ProbeResults.ofAll(seen).snapshot();

    assertThat(node(snapshot, 7).role()).isEqualTo(Role.PRIMARY);
    assertThat(node(snapshot, 7).shard()).isEmpty();
  }

  @Test
  void theShardOfThePromotedNodeIsThatOfTheOldPrimary() {
    Topology after =
        SIX.with(Member.primary(1, "").flagged("master,fail"))
            .with(new Member(idOf(4), addressOf(4), "master", "-", "0-5460"));
    ClusterSnapshot snapshot =
        ProbeResults.empty().unreachable(1).from(2, after).from(4, after).snapshot();

    assertThat(node(snapshot, 4).shard()).contains("slot-0");
    assertThat(node(snapshot, 1).shard()).isEmpty();
    assertThat(node(snapshot, 1).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aForgottenNodeThatStillRunsIsRemoved() {
    Topology others = SIX.without(6);
    ProbeResults results =
        ProbeResults.empty().from(6, SIX).from(1, others).from(2, others).from(3, others);

    assertThat(results.snapshot().nodes()).extracting(Node::name).doesNotContain(addressOf(6));
    assertThat(results.snapshotAfter(ProbeResults.ofAll(SIX).snapshot()).nodes())
        .extracting(Node::name)
        .doesNotContain(addressOf(6));
  }

  @Test
  void aForgottenNodeStaysWhenItIsASeed() {
    Topology others = SIX.without(6);
    ClusterSnapshot snapshot =
        ProbeResults.empty().from(6, SIX).from(1, others).from(2, others).seed(6).snapshot();

    assertThat(node(snapshot, 6).isUp()).isTrue();
  }

  @Test
  void aSingleNodeIsNotForgotten() {
    Topology alone = new Topology(List.of(Member.primary(1, "0-16383")));

    assertThat(ProbeResults.ofAll(alone).snapshot().nodes()).hasSize(1);
  }

  @Test
  void aNodeThatLeavesIsRemoved() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ClusterSnapshot after = ProbeResults.ofAll(SIX.without(6)).snapshotAfter(before);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5));
  }

  @Test
  void aNodeThatLeavesWhileNoNodeAnswersIsRemoved() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ClusterSnapshot outage =
        ProbeResults.empty().unreachable(1).unreachable(6).snapshotAfter(before);
    ClusterSnapshot after = ProbeResults.ofAll(SIX.without(6)).snapshotAfter(outage);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5));
  }

  @Test
  void aNodeIsRemovedWhenTheLastNodeThatKnewItIsForgottenToo() {
    Topology without6 = SIX.without(6);
    ClusterSnapshot half =
        ProbeResults.empty().from(1, without6).from(2, without6).from(5, SIX).snapshot();
    ClusterSnapshot dead =
        ProbeResults.empty()
            .from(1, without6)
            .from(2, without6)
            .unreachable(5)
            .unreachable(6)
            .snapshotAfter(half);
    Topology without5 = without6.without(5);
    ClusterSnapshot after =
        ProbeResults.empty().from(1, without5).from(2, without5).snapshotAfter(dead);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4));
  }

  @Test
  void nodesThatAJoiningNodeDoesNotKnowYetStay() {
    Topology alone = new Topology(List.of(Member.primary(7, "")));
    ClusterSnapshot before = ProbeResults.ofAll(SIX).fromSeed(7, alone).seed(7).snapshot();
    ClusterSnapshot after =
        ProbeResults.empty().unreachable(1).from(7, alone).seed(7).snapshotAfter(before);

    assertThat(after.nodes()).hasSize(7);
    assertThat(node(after, 7).isUp()).isTrue();
  }

  @Test
  void whenAllNodesAreDownTheLastKnownNodesStay() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ClusterSnapshot after =
        ProbeResults.empty().unreachable(1).unreachable(2).snapshotAfter(before);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5, 6));
    assertThat(after.nodes()).noneMatch(Node::isUp);
    assertThat(after.nodes()).extracting(Node::role).containsOnly(Role.UNKNOWN);
    assertThat(node(after, 1).probeDuration()).contains(ProbeResults.PROBE_DURATION);
    assertThat(node(after, 3).probeDuration()).isEmpty();
    assertThat(node(after, 4).primaryId()).isEmpty();
  }

  @Test
  void aLoadingNodeIsIdentifiedByItsAddress() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(1, SIX)
            .from(2, SIX)
            .fromLoading(hostPort(4), Optional.empty())
            .snapshot();

    Node loading = node(snapshot, 4);
    assertThat(loading.report()).isPresent();
    assertThat(loading.isUp()).isFalse();
    assertThat(loading.role()).isEqualTo(Role.REPLICA);
    assertThat(snapshot.nodes()).hasSize(6);
  }

  @Test
  void aLoadingNodeIsIdentifiedByThePreviousSnapshot() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ClusterSnapshot after =
        ProbeResults.empty().fromLoading(hostPort(4), Optional.of(idOf(4))).snapshotAfter(before);

    Node loading = node(after, 4);
    assertThat(loading.report()).isPresent();
    assertThat(loading.role()).isEqualTo(Role.REPLICA);
    assertThat(loading.shard()).contains("slot-0");
    assertThat(after.nodes()).hasSize(6);
  }

  @Test
  void aLoadingNodeDoesNotRemoveTheOthers() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ProbeResults results = ProbeResults.empty().fromLoading(hostPort(4), Optional.of(idOf(4)));

    assertThat(results.snapshotAfter(results.snapshotAfter(before)).nodes()).hasSize(6);
  }

  @Test
  void anAnswerBelongsToTheNodeIdInIt() {
    ClusterSnapshot snapshot =
        ProbeResults.empty().from(1, SIX).from(2, SIX).fromOtherNode(4, 5, SIX).snapshot();

    assertThat(node(snapshot, 4).isUp()).isFalse();
    assertThat(node(snapshot, 4).probeDuration()).contains(ProbeResults.PROBE_DURATION);
    assertThat(node(snapshot, 5).isUp()).isTrue();
    assertThat(snapshot.nodes()).hasSize(6);
  }

  @Test
  void aSeedThatDoesNotAnswerIsInTheSnapshotOnce() {
    ClusterSnapshot snapshot = ProbeResults.empty().unreachable(SEED).unknownSeed(SEED).snapshot();

    assertThat(snapshot.nodes()).hasSize(1);
    Node seed = snapshot.nodes().get(0);
    assertThat(seed.name()).isEqualTo("redis.example:6379");
    assertThat(seed.id()).isEmpty();
    assertThat(seed.role()).isEqualTo(Role.UNKNOWN);
    assertThat(seed.isUp()).isFalse();
    assertThat(seed.probeDuration()).contains(ProbeResults.PROBE_DURATION);
    assertThat(
            ProbeResults.empty()
                .unreachable(SEED)
                .unknownSeed(SEED)
                .snapshotAfter(snapshot)
                .nodes())
        .hasSize(1);
  }

  @Test
  void aSeedThatIsAnotherNameOfAKnownNodeIsNotAdded() {
    ProbeResults results = ProbeResults.ofAll(SIX).unreachable(SEED).unknownSeed(SEED, hostPort(3));

    assertThat(results.snapshot().nodes()).hasSize(6);
  }

  @Test
  void aSeedThatIsDownIsInTheSnapshotOfALiveCluster() {
    ClusterSnapshot snapshot =
        ProbeResults.ofAll(SIX).unreachable(SEED).unknownSeed(SEED).snapshot();

    assertThat(snapshot.nodes())
        .hasSize(7)
        .last()
        .extracting(Node::name)
        .isEqualTo(SEED.toString());
  }

  @Test
  void aServerWithoutClusterSupportIsAPrimaryWithoutId() {
    ClusterSnapshot snapshot =
        ProbeResults.empty().fromStandalone(SEED).unknownSeed(SEED).snapshot();

    assertThat(snapshot.isStandalone()).isTrue();
    Node server = snapshot.nodes().get(0);
    assertThat(server.id()).isEmpty();
    assertThat(server.role()).isEqualTo(Role.PRIMARY);
    assertThat(server.isUp()).isTrue();
    assertThat(server.host()).isEqualTo("redis.example");
  }

  @Test
  void theAnnouncedHostNameIsTheName() {
    Member named = new Member(idOf(6), "10.0.0.6:6379@1,redis-6", "slave", idOf(3), "");

    assertThat(node(ProbeResults.empty().from(1, SIX.with(named)).snapshot(), 6).name())
        .isEqualTo("redis-6:6379");
  }

  @Test
  void aNodeThatDoesNotKnowItsAddressHasTheProbedAddress() {
    Topology fresh = new Topology(List.of(Member.primary(1, "").at(":6379")));

    assertThat(ProbeResults.ofAll(fresh).snapshot().nodes().get(0).name())
        .isEqualTo("10.0.0.1:6379");
  }

  private static Node node(ClusterSnapshot snapshot, int number) {
    return snapshot.nodes().stream()
        .filter(node -> node.id().equals(Optional.of(idOf(number))))
        .reduce(
            (one, other) -> {
              throw new AssertionError("node " + number + " is in the snapshot twice");
            })
        .orElseThrow(() -> new AssertionError("node " + number + " is not in " + snapshot));
  }

  private static String[] names(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Topology::addressOf).toArray(String[]::new);
  }
}
