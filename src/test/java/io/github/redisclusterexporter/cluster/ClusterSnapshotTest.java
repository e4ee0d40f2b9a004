package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterSnapshotTest {
  private static final Topology SIX = Topology.of(3, 1);
  private static final String OK = "cluster_state:ok\r\n";
  private static final String FAIL = "cluster_state:fail\r\n";

  @Test
  void stateIsOkWhenAllReachablePrimariesReportOk() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(1, SIX, OK)
            .from(2, SIX, OK)
            .from(4, SIX, FAIL)
            .unreachable(3)
            .snapshot();

    assertThat(snapshot.state()).hasValue(1);
  }

  @Test
  void stateIsNotOkWhenOnePrimaryReportsFail() {
    assertThat(ProbeResults.empty().from(1, SIX, OK).from(2, SIX, FAIL).snapshot().state())
        .hasValue(0);
  }

  @Test
  void stateIsUnknownWhenOnePrimaryDoesNotReportIt() {
    assertThat(ProbeResults.empty().from(1, SIX, OK).from(2, SIX, "").snapshot().state()).isEmpty();
    assertThat(ProbeResults.empty().from(1, SIX, "").from(2, SIX, "").snapshot().state()).isEmpty();
    assertThat(ProbeResults.empty().from(1, SIX, OK).from(4, SIX, "").snapshot().state())
        .hasValue(1);
  }

  @Test
  void oneReportedFailureIsEnoughWhenAnotherPrimaryDoesNotReport() {
    assertThat(ProbeResults.empty().from(1, SIX, FAIL).from(2, SIX, "").snapshot().state())
        .hasValue(0);
  }

  @Test
  void stateIsNotOkWhenNoPrimaryIsReachable() {
    assertThat(ProbeResults.empty().from(4, SIX, OK).snapshot().state()).hasValue(0);
    assertThat(ClusterSnapshot.EMPTY.state()).hasValue(0);
  }

  @Test
  void aDemotedPrimaryThatDoesNotKnowItYetIsExcludedFromTheState() {
    Topology after =
        SIX.with(Member.replica(1, 4).inEpoch(7)).with(Member.primary(4, "0-5460").inEpoch(7));

    assertThat(ProbeResults.empty().from(1, SIX, FAIL).from(4, after, OK).snapshot().state())
        .hasValue(1);
    assertThat(ProbeResults.empty().from(1, SIX, FAIL).unreachable(4).snapshot().state())
        .hasValue(0);
    assertThat(ProbeResults.empty().from(1, SIX, OK).from(4, after, FAIL).snapshot().state())
        .hasValue(0);
  }

  @Test
  void primariesWithoutSlotsAreExcludedFromTheState() {
    Topology withEmptyPrimary = SIX.with(Member.primary(7, ""));

    assertThat(
            ProbeResults.empty()
                .from(1, withEmptyPrimary, OK)
                .from(7, withEmptyPrimary, FAIL)
                .snapshot()
                .state())
        .hasValue(1);
  }

  @Test
  void newestClusterInfoIsFromTheNodeWithTheHighestEpoch() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(1, SIX, "cluster_current_epoch:7\r\ncluster_size:3\r\n")
            .from(2, SIX, "cluster_current_epoch:9\r\ncluster_size:4\r\n")
            .from(3, SIX, "cluster_size:5\r\n")
            .snapshot();

    assertThat(snapshot.newestClusterInfo("cluster_size")).hasValue(4);
    assertThat(snapshot.newestClusterInfo("cluster_known_nodes")).isEmpty();
    assertThat(ClusterSnapshot.EMPTY.newestClusterInfo("cluster_size")).isEmpty();
  }

  @Test
  void lowestAndHighestClusterInfoAreOverAllNodes() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(1, SIX, "cluster_slots_ok:16384\r\n")
            .from(2, SIX, "cluster_slots_ok:10923\r\n")
            .from(3, SIX, "")
            .snapshot();

    assertThat(snapshot.clusterInfoValues("cluster_slots_ok", NumberKind.SLOTS).min())
        .hasValue(10923);
    assertThat(snapshot.clusterInfoValues("cluster_slots_ok", NumberKind.SLOTS).max())
        .hasValue(16384);
    assertThat(snapshot.clusterInfoValues("cluster_slots_fail", NumberKind.SLOTS).min()).isEmpty();
  }

  @Test
  void anUnreadableValueIsAnError() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(1, SIX, "cluster_slots_ok:16384\r\n")
            .from(2, SIX, "cluster_slots_ok:many\r\n")
            .snapshot();

    assertThatThrownBy(() -> snapshot.clusterInfoValues("cluster_slots_ok", NumberKind.SLOTS).min())
        .isInstanceOf(MalformedReplyException.class);
  }

  @Test
  void isUpOnlyWhenANodeAnsweredWithItsView() {
    HostPort address = Topology.hostPort(1);

    assertThat(ProbeResults.empty().from(4, SIX).snapshot().isUp()).isTrue();
    assertThat(ProbeResults.ofAll(SIX).snapshot().isStandalone()).isFalse();
    assertThat(
            ProbeResults.empty()
                .fromLoading(address, Optional.empty())
                .unknownSeed(address)
                .snapshot()
                .isUp())
        .isFalse();
    assertThat(ClusterSnapshot.EMPTY.isUp()).isFalse();
    assertThat(ClusterSnapshot.EMPTY.isStandalone()).isFalse();
  }

  @Test
  void aSlotIsServedByThePrimaryThatClaimsIt() {
    ClusterSnapshot snapshot = ProbeResults.ofAll(SIX).snapshot();

    assertThat(names(snapshot.servingNode(0).stream())).containsExactly(name(1));
    assertThat(names(snapshot.servingNode(16383).stream())).containsExactly(name(3));
    assertThat(names(snapshot.servingNodes().stream())).containsExactly(name(1), name(2), name(3));
    assertThat(snapshot.distinctViews()).isEqualTo(1);
    assertThat(snapshot.sumOverPrimaries(line -> line.slots().size())).isEqualTo(16384);
  }

  @Test
  void aSlotOfAPrimaryThatIsDownIsNotServed() {
    ClusterSnapshot snapshot = ProbeResults.ofAllBut(1, SIX).unreachable(1).snapshot();

    assertThat(snapshot.servingNode(0)).isEmpty();
    assertThat(names(snapshot.servingNode(16383).stream())).containsExactly(name(3));
    assertThat(names(snapshot.servingNodes().stream())).containsExactly(name(2), name(3));
  }

  @Test
  void betweenTwoClaimsTheHigherEpochWins() {
    Topology after =
        SIX.with(Member.replica(1, 4).inEpoch(7)).with(Member.primary(4, "0-5460").inEpoch(7));
    ClusterSnapshot snapshot =
        ProbeResults.empty().from(1, SIX).from(4, after).from(2, after).snapshot();

    assertThat(names(snapshot.servingNode(0).stream())).containsExactly(name(4));
    assertThat(snapshot.distinctViews()).isEqualTo(2);
  }

  @Test
  void aPrimaryWithoutSlotsIsNoServingNode() {
    Topology withEmptyPrimary = SIX.with(Member.primary(7, ""));

    assertThat(names(ProbeResults.ofAll(withEmptyPrimary).snapshot().servingNodes().stream()))
        .containsExactly(name(1), name(2), name(3));
  }

  @Test
  void aServerWithoutClusterSupportServesEverySlot() {
    HostPort address = Topology.hostPort(1);
    ClusterSnapshot up =
        ProbeResults.empty().fromStandalone(address).unknownSeed(address).snapshot();

    assertThat(names(up.servingNode(7).stream())).hasSize(1);
    assertThat(names(up.servingNodes().stream())).hasSize(1);
    assertThat(up.isStandalone()).isTrue();
    assertThat(ClusterSnapshot.EMPTY.servingNode(7)).isEmpty();
    assertThat(ClusterSnapshot.EMPTY.servingNodes()).isEmpty();
  }

  private static List<String> names(Stream<Node> nodes) {
    return nodes.map(Node::name).sorted().toList();
  }

  private static String name(int number) {
    return Topology.hostPort(number).toString();
  }
}
