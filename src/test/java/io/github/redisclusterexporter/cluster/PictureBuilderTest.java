package io.github.redisclusterexporter.cluster;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.hostPort;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureBuilderTest {
  private static final Topology SIX = Topology.of(3, 1);
  private static final HostPort SEED = HostPort.parse("redis.example:6379");

  @Test
  void sixHealthyNodes() {
    ClusterPicture picture = Answers.ofAll(SIX).picture();

    assertThat(picture.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5, 6));
    assertThat(picture.nodes()).allMatch(Node::isUp);
    assertThat(picture.nodes())
        .extracting(Node::role)
        .containsExactly(
            Role.PRIMARY, Role.PRIMARY, Role.PRIMARY, Role.REPLICA, Role.REPLICA, Role.REPLICA);
    assertThat(picture.nodes())
        .extracting(Node::shard)
        .extracting(Optional::orElseThrow)
        .containsExactly("slot-0", "slot-5461", "slot-10922", "slot-0", "slot-5461", "slot-10922");
    assertThat(node(picture, 4).primaryId()).contains(idOf(1));
    assertThat(node(picture, 4).took()).contains(Answers.TOOK);
  }

  @Test
  void aDeadNodeStaysInTheRoleThatOthersTell() {
    Topology seen = SIX.with(SIX.member(4).flagged("slave,fail"));
    ClusterPicture picture = Answers.none().from(1, seen).from(2, seen).silence(4).picture();

    Node dead = node(picture, 4);
    assertThat(dead.isUp()).isFalse();
    assertThat(dead.role()).isEqualTo(Role.REPLICA);
    assertThat(dead.shard()).contains("slot-0");
    assertThat(dead.took()).contains(Answers.TOOK);
    assertThat(picture.nodes()).hasSize(6);
  }

  @Test
  void whatANodeSaysOfItselfCountsForMoreThanHearsay() {
    Topology before = SIX;
    Topology after =
        SIX.with(SIX.member(1).flagged("slave"))
            .with(new Member(idOf(4), addressOf(4), "master", "-", "0-5460"));
    ClusterPicture picture =
        Answers.none().from(2, before).from(4, after).from(3, before).picture();

    assertThat(node(picture, 4).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aNodeThatIsBeingMetIsNotThereYet() {
    Topology seen = SIX.with(Member.primary(7, "").flagged("handshake"));

    assertThat(Answers.ofAll(SIX).from(1, seen).picture().nodes()).hasSize(6);
    assertThat(Answers.none().from(1, seen).picture().nodes()).hasSize(6);
  }

  @Test
  void aNodeWithoutAddressStaysUnderItsLastName() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    Topology seen = SIX.with(SIX.member(6).flagged("slave,noaddr").at(":0"));
    Answers answers = Answers.none().from(1, seen).from(2, seen);

    Node ghost = node(answers.pictureAfter(before), 6);
    assertThat(ghost.isUp()).isFalse();
    assertThat(ghost.name()).isEqualTo(addressOf(6));
    assertThat(ghost.addresses()).isEmpty();
    assertThat(ghost.host()).isEmpty();
    assertThat(node(answers.picture(), 6).name()).isEqualTo("noaddr");
  }

  @Test
  void aPrimaryWithoutSlotsHasNoShard() {
    Topology seen = SIX.with(Member.primary(7, ""));
    ClusterPicture picture = Answers.ofAll(seen).picture();

    assertThat(node(picture, 7).role()).isEqualTo(Role.PRIMARY);
    assertThat(node(picture, 7).shard()).isEmpty();
  }

  @Test
  void theShardStaysTheSameAcrossAFailover() {
    Topology after =
        SIX.with(Member.primary(1, "").flagged("master,fail"))
            .with(new Member(idOf(4), addressOf(4), "master", "-", "0-5460"));
    ClusterPicture picture = Answers.none().silence(1).from(2, after).from(4, after).picture();

    assertThat(node(picture, 4).shard()).contains("slot-0");
    assertThat(node(picture, 1).shard()).isEmpty();
    assertThat(node(picture, 1).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aForgottenNodeThatStillRunsIsDropped() {
    Topology others = SIX.without(6);
    Answers answers = Answers.none().from(6, SIX).from(1, others).from(2, others).from(3, others);

    assertThat(answers.picture().nodes()).extracting(Node::name).doesNotContain(addressOf(6));
    assertThat(answers.pictureAfter(Answers.ofAll(SIX).picture()).nodes())
        .extracting(Node::name)
        .doesNotContain(addressOf(6));
  }

  @Test
  void aForgottenNodeStaysWhileTheConfigurationNamesIt() {
    Topology others = SIX.without(6);
    ClusterPicture picture =
        Answers.none().from(6, SIX).from(1, others).from(2, others).seed(6).picture();

    assertThat(node(picture, 6).isUp()).isTrue();
  }

  @Test
  void aNodeAloneIsNotForgotten() {
    Topology alone = new Topology(List.of(Member.primary(1, "0-16383")));

    assertThat(Answers.ofAll(alone).picture().nodes()).hasSize(1);
  }

  @Test
  void aNodeThatLeavesIsGone() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    ClusterPicture after = Answers.ofAll(SIX.without(6)).pictureAfter(before);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5));
  }

  @Test
  void aNodeThatLeavesWhileNobodyAnswersIsGone() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    ClusterPicture outage = Answers.none().silence(1).silence(6).pictureAfter(before);
    ClusterPicture after = Answers.ofAll(SIX.without(6)).pictureAfter(outage);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5));
  }

  @Test
  void aNodeIsGoneWhenTheLastThatKnewItIsForgottenToo() {
    Topology without6 = SIX.without(6);
    ClusterPicture half = Answers.none().from(1, without6).from(2, without6).from(5, SIX).picture();
    ClusterPicture dead =
        Answers.none().from(1, without6).from(2, without6).silence(5).silence(6).pictureAfter(half);
    Topology without5 = without6.without(5);
    ClusterPicture after = Answers.none().from(1, without5).from(2, without5).pictureAfter(dead);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4));
  }

  @Test
  void whatANewNodeDoesNotKnowYetStays() {
    Topology alone = new Topology(List.of(Member.primary(7, "")));
    ClusterPicture before = Answers.ofAll(SIX).from(7, alone).seed(7).picture();
    ClusterPicture after = Answers.none().silence(1).from(7, alone).seed(7).pictureAfter(before);

    assertThat(after.nodes()).hasSize(7);
    assertThat(node(after, 7).isUp()).isTrue();
  }

  @Test
  void whenAllAreDeadTheLastKnownStay() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    ClusterPicture after = Answers.none().silence(1).silence(2).pictureAfter(before);

    assertThat(after.nodes()).extracting(Node::name).containsExactly(names(1, 2, 3, 4, 5, 6));
    assertThat(after.nodes()).noneMatch(Node::isUp);
    assertThat(after.nodes()).extracting(Node::role).containsOnly(Role.UNKNOWN);
    assertThat(node(after, 1).took()).contains(Answers.TOOK);
    assertThat(node(after, 3).took()).isEmpty();
    assertThat(node(after, 4).primaryId()).isEmpty();
  }

  @Test
  void aLoadingNodeIsPlacedByItsAddress() {
    ClusterPicture picture =
        Answers.none()
            .from(1, SIX)
            .from(2, SIX)
            .fromLoading(hostPort(4), Optional.empty())
            .picture();

    Node loading = node(picture, 4);
    assertThat(loading.report()).isPresent();
    assertThat(loading.isUp()).isFalse();
    assertThat(loading.role()).isEqualTo(Role.REPLICA);
    assertThat(picture.nodes()).hasSize(6);
  }

  @Test
  void aLoadingNodeIsPlacedByWhatWasKnown() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    ClusterPicture after =
        Answers.none().fromLoading(hostPort(4), Optional.of(idOf(4))).pictureAfter(before);

    Node loading = node(after, 4);
    assertThat(loading.report()).isPresent();
    assertThat(loading.role()).isEqualTo(Role.REPLICA);
    assertThat(loading.shard()).contains("slot-0");
    assertThat(after.nodes()).hasSize(6);
  }

  @Test
  void aLoadingNodeDoesNotMakeTheOthersForgotten() {
    ClusterPicture before = Answers.ofAll(SIX).picture();
    Answers answers = Answers.none().fromLoading(hostPort(4), Optional.of(idOf(4)));

    assertThat(answers.pictureAfter(answers.pictureAfter(before)).nodes()).hasSize(6);
  }

  @Test
  void aStrangerIsWhoItSaysItIs() {
    ClusterPicture picture =
        Answers.none().from(1, SIX).from(2, SIX).fromStranger(4, 5, SIX).picture();

    assertThat(node(picture, 4).isUp()).isFalse();
    assertThat(node(picture, 4).took()).contains(Answers.TOOK);
    assertThat(node(picture, 5).isUp()).isTrue();
    assertThat(picture.nodes()).hasSize(6);
  }

  @Test
  void anUnknownSeedIsThereOnce() {
    ClusterPicture picture = Answers.none().silence(SEED).unknownSeed(SEED).picture();

    assertThat(picture.nodes()).hasSize(1);
    Node seed = picture.nodes().get(0);
    assertThat(seed.name()).isEqualTo("redis.example:6379");
    assertThat(seed.id()).isEmpty();
    assertThat(seed.role()).isEqualTo(Role.UNKNOWN);
    assertThat(seed.isUp()).isFalse();
    assertThat(seed.took()).contains(Answers.TOOK);
    assertThat(Answers.none().silence(SEED).unknownSeed(SEED).pictureAfter(picture).nodes())
        .hasSize(1);
  }

  @Test
  void aSeedThatIsAKnownNodeUnderAnotherNameIsNotThereAgain() {
    Answers answers = Answers.ofAll(SIX).silence(SEED).unknownSeed(SEED, hostPort(3));

    assertThat(answers.picture().nodes()).hasSize(6);
  }

  @Test
  void aDeadSeedBesideALiveClusterIsThere() {
    ClusterPicture picture = Answers.ofAll(SIX).silence(SEED).unknownSeed(SEED).picture();

    assertThat(picture.nodes()).hasSize(7).last().extracting(Node::name).isEqualTo(SEED.toString());
  }

  @Test
  void standalone() {
    ClusterPicture picture = Answers.none().fromStandalone(SEED).unknownSeed(SEED).picture();

    assertThat(picture.isStandalone()).isTrue();
    Node server = picture.nodes().get(0);
    assertThat(server.id()).isEmpty();
    assertThat(server.role()).isEqualTo(Role.PRIMARY);
    assertThat(server.isUp()).isTrue();
    assertThat(server.host()).isEqualTo("redis.example");
  }

  @Test
  void theAnnouncedHostnameIsTheName() {
    Member named = new Member(idOf(6), "10.0.0.6:6379@1,redis-6", "slave", idOf(3), "");

    assertThat(node(Answers.none().from(1, SIX.with(named)).picture(), 6).name())
        .isEqualTo("redis-6:6379");
  }

  @Test
  void aNodeThatDoesNotKnowItsAddressHasTheOneDialled() {
    Topology fresh = new Topology(List.of(Member.primary(1, "").at(":6379")));

    assertThat(Answers.ofAll(fresh).picture().nodes().get(0).name()).isEqualTo("10.0.0.1:6379");
  }

  private static Node node(ClusterPicture picture, int number) {
    return picture.nodes().stream()
        .filter(node -> node.id().equals(Optional.of(idOf(number))))
        .reduce(
            (one, other) -> {
              throw new AssertionError("node " + number + " is there twice");
            })
        .orElseThrow(() -> new AssertionError("node " + number + " is not in " + picture));
  }

  private static String[] names(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Topology::addressOf).toArray(String[]::new);
  }
}
