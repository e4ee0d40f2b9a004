package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.node.MalformedException;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterPictureTest {
  private static final Topology SIX = Topology.of(3, 1);
  private static final String OK = "cluster_state:ok\r\n";
  private static final String FAIL = "cluster_state:fail\r\n";

  @Test
  void stateIsOkWhenAllReachablePrimariesSaySo() {
    ClusterPicture picture =
        Answers.none().from(1, SIX, OK).from(2, SIX, OK).from(4, SIX, FAIL).silence(3).picture();

    assertThat(picture.state()).hasValue(1);
  }

  @Test
  void stateIsNotOkWhenOnePrimarySaysSo() {
    assertThat(Answers.none().from(1, SIX, OK).from(2, SIX, FAIL).picture().state()).hasValue(0);
  }

  @Test
  void stateIsNotKnownWhenOnePrimaryDoesNotSay() {
    assertThat(Answers.none().from(1, SIX, OK).from(2, SIX, "").picture().state()).isEmpty();
    assertThat(Answers.none().from(1, SIX, "").from(2, SIX, "").picture().state()).isEmpty();
    assertThat(Answers.none().from(1, SIX, OK).from(4, SIX, "").picture().state()).hasValue(1);
  }

  @Test
  void aPrimaryThatSaysFailOutweighsOneThatDoesNotSay() {
    assertThat(Answers.none().from(1, SIX, FAIL).from(2, SIX, "").picture().state()).hasValue(0);
  }

  @Test
  void stateIsNotOkWhenNoPrimaryIsReachable() {
    assertThat(Answers.none().from(4, SIX, OK).picture().state()).hasValue(0);
    assertThat(ClusterPicture.EMPTY.state()).hasValue(0);
  }

  @Test
  void aPrimaryThatWasReplacedAndHasNotHeardOfItHasNoSay() {
    Topology after =
        SIX.with(Member.replica(1, 4).inEpoch(7)).with(Member.primary(4, "0-5460").inEpoch(7));

    assertThat(Answers.none().from(1, SIX, FAIL).from(4, after, OK).picture().state()).hasValue(1);
    assertThat(Answers.none().from(1, SIX, FAIL).silence(4).picture().state()).hasValue(0);
    assertThat(Answers.none().from(1, SIX, OK).from(4, after, FAIL).picture().state()).hasValue(0);
  }

  @Test
  void primariesWithoutSlotsHaveNoSayInTheState() {
    Topology withIdle = SIX.with(Member.primary(7, ""));

    assertThat(Answers.none().from(1, withIdle, OK).from(7, withIdle, FAIL).picture().state())
        .hasValue(1);
  }

  @Test
  void newestIsOfTheViewWithTheHighestEpoch() {
    ClusterPicture picture =
        Answers.none()
            .from(1, SIX, "cluster_current_epoch:7\r\ncluster_size:3\r\n")
            .from(2, SIX, "cluster_current_epoch:9\r\ncluster_size:4\r\n")
            .from(3, SIX, "cluster_size:5\r\n")
            .picture();

    assertThat(picture.newest("cluster_size")).hasValue(4);
    assertThat(picture.newest("cluster_known_nodes")).isEmpty();
    assertThat(ClusterPicture.EMPTY.newest("cluster_size")).isEmpty();
  }

  @Test
  void lowestAndHighestAreOverAllViews() {
    ClusterPicture picture =
        Answers.none()
            .from(1, SIX, "cluster_slots_ok:16384\r\n")
            .from(2, SIX, "cluster_slots_ok:10923\r\n")
            .from(3, SIX, "")
            .picture();

    assertThat(picture.lowest("cluster_slots_ok")).hasValue(10923);
    assertThat(picture.highest("cluster_slots_ok")).hasValue(16384);
    assertThat(picture.lowest("cluster_slots_fail")).isEmpty();
  }

  @Test
  void anUnreadableViewIsNotPassedOver() {
    ClusterPicture picture =
        Answers.none()
            .from(1, SIX, "cluster_slots_ok:16384\r\n")
            .from(2, SIX, "cluster_slots_ok:many\r\n")
            .picture();

    assertThatThrownBy(() -> picture.lowest("cluster_slots_ok"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void upNeedsAView() {
    HostPort address = Topology.hostPort(1);

    assertThat(Answers.none().from(4, SIX).picture().isUp()).isTrue();
    assertThat(Answers.ofAll(SIX).picture().isStandalone()).isFalse();
    assertThat(
            Answers.none()
                .fromLoading(address, Optional.empty())
                .unknownSeed(address)
                .picture()
                .isUp())
        .isFalse();
    assertThat(ClusterPicture.EMPTY.isUp()).isFalse();
    assertThat(ClusterPicture.EMPTY.isStandalone()).isFalse();
  }

  @Test
  void aSlotIsServedByThePrimaryThatClaimsIt() {
    ClusterPicture picture = Answers.ofAll(SIX).picture();

    assertThat(names(picture.serving(0).stream())).containsExactly(name(1));
    assertThat(names(picture.serving(16383).stream())).containsExactly(name(3));
    assertThat(names(picture.serving().stream())).containsExactly(name(1), name(2), name(3));
    assertThat(picture.opinions()).isEqualTo(1);
    assertThat(picture.sumOverPrimaries(line -> line.slots().size())).isEqualTo(16384);
  }

  @Test
  void aSlotOfAPrimaryThatIsDownIsServedByNobody() {
    ClusterPicture picture = Answers.ofAllBut(1, SIX).silence(1).picture();

    assertThat(picture.serving(0)).isEmpty();
    assertThat(names(picture.serving(16383).stream())).containsExactly(name(3));
    assertThat(names(picture.serving().stream())).containsExactly(name(2), name(3));
  }

  @Test
  void ofTwoClaimsTheOneWithTheHigherEpochCounts() {
    Topology after =
        SIX.with(Member.replica(1, 4).inEpoch(7)).with(Member.primary(4, "0-5460").inEpoch(7));
    ClusterPicture picture = Answers.none().from(1, SIX).from(4, after).from(2, after).picture();

    assertThat(names(picture.serving(0).stream())).containsExactly(name(4));
    assertThat(picture.opinions()).isEqualTo(2);
  }

  @Test
  void aPrimaryWithoutSlotsServesNone() {
    Topology withIdle = SIX.with(Member.primary(7, ""));

    assertThat(names(Answers.ofAll(withIdle).picture().serving().stream()))
        .containsExactly(name(1), name(2), name(3));
  }

  @Test
  void aServerWithoutClusterSupportServesEverySlot() {
    HostPort address = Topology.hostPort(1);
    ClusterPicture up = Answers.none().fromStandalone(address).unknownSeed(address).picture();

    assertThat(names(up.serving(7).stream())).hasSize(1);
    assertThat(names(up.serving().stream())).hasSize(1);
    assertThat(up.isStandalone()).isTrue();
    assertThat(ClusterPicture.EMPTY.serving(7)).isEmpty();
    assertThat(ClusterPicture.EMPTY.serving()).isEmpty();
  }

  private static List<String> names(Stream<Node> nodes) {
    return nodes.map(Node::name).sorted().toList();
  }

  private static String name(int number) {
    return Topology.hostPort(number).toString();
  }
}
