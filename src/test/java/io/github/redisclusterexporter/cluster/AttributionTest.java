package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes 1 to 3 are one cluster, nodes 11 to 13 another one. */
class AttributionTest {
  private static final Topology OWN = Topology.of(3, 0);
  private static final Topology OTHER =
      new Topology(
          List.of(
              Member.primary(11, "0-5460"),
              Member.primary(12, "5461-10921"),
              Member.primary(13, "10922-16383")));

  private static Set<String> ids(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Topology::idOf).collect(Collectors.toSet());
  }

  private static List<HostPort> seeds(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Topology::hostPort).toList();
  }

  private static Attribution attribute(
      ProbeResults replies, List<HostPort> seeds, Set<String> known) {
    return Attribution.of(replies.results(), seeds, Set.of(), known, true);
  }

  private static List<String> members(Attribution attribution) {
    return attribution.results().stream()
        .filter(result -> result.report().isPresent())
        .flatMap(result -> result.id().stream())
        .toList();
  }

  private static String[] idList(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Topology::idOf).toArray(String[]::new);
  }

  @Test
  void allRepliesOfOneClusterBelongToIt() {
    Attribution all = attribute(ProbeResults.ofAll(OWN), seeds(1), ids(1, 2, 3));
    assertThat(members(all)).containsExactly(idList(1, 2, 3));
    assertThat(all.strangers()).isEmpty();
    assertThat(all.clustersOfSeeds()).isOne();
  }

  @Test
  void aNodeOfAnotherClusterIsAStranger() {
    Attribution mixed =
        attribute(
            ProbeResults.empty().from(1, OWN).from(2, OWN).fromOtherNode(3, 11, OTHER),
            seeds(1),
            ids(1, 2, 3));
    assertThat(members(mixed)).containsExactly(idList(1, 2));
    assertThat(mixed.results()).hasSize(3);
    assertThat(mixed.strangers())
        .containsExactly(
            new Attribution.Stranger(
                Topology.hostPort(3),
                Optional.of(Topology.idOf(3)),
                Optional.of(Topology.idOf(11)),
                "node " + Topology.idOf(11) + " of another cluster"));
  }

  @Test
  void theLargerPartOfTheKnownNodesIsTheCluster() {
    Topology left =
        new Topology(List.of(Member.primary(3, "0-8191"), Member.primary(11, "8192-16383")));
    Attribution split =
        attribute(
            ProbeResults.empty().from(3, left).from(11, left).from(1, OWN).from(2, OWN),
            seeds(3),
            ids(1, 2, 3, 11));
    assertThat(members(split)).containsExactly(idList(1, 2));
    assertThat(split.strangers()).hasSize(2);
  }

  @Test
  void inTheFirstScrapeTheFirstSeedDecides() {
    ProbeResults replies =
        ProbeResults.empty().fromSeed(11, OTHER).fromSeed(1, OWN).fromSeed(2, OWN);
    assertThat(members(attribute(replies, seeds(1, 11, 2), Set.of())))
        .containsExactly(idList(1, 2));
    assertThat(members(attribute(replies, seeds(11, 1, 2), Set.of()))).containsExactly(idList(11));
    assertThat(attribute(replies, seeds(11, 1, 2), Set.of()).clustersOfSeeds()).isEqualTo(2);
  }

  @Test
  void aSeedThatHasNotJoinedDecidesNothing() {
    Topology alone = new Topology(List.of(Member.primary(21, "")));
    ProbeResults replies = ProbeResults.empty().fromSeed(21, alone).fromSeed(1, OWN);
    Attribution attribution = attribute(replies, seeds(21, 1), Set.of());
    assertThat(members(attribution)).containsExactly(idList(21, 1));
    assertThat(attribution.clustersOfSeeds()).isOne();
  }

  @Test
  void twoClustersOfOneNodeEachAreTwoClusters() {
    Topology first = new Topology(List.of(Member.primary(1, "0-16383")));
    Topology second = new Topology(List.of(Member.primary(2, "0-16383")));
    ProbeResults replies = ProbeResults.empty().fromSeed(2, second).fromSeed(1, first);
    Attribution attribution = attribute(replies, seeds(1, 2), Set.of());
    assertThat(members(attribution)).containsExactly(idList(1));
    assertThat(attribution.clustersOfSeeds()).isEqualTo(2);
  }

  @Test
  void aNodeThatJoinsByAMemberThatIsDownBelongsToTheCluster() {
    Topology grown = OWN.with(Member.primary(4, ""));
    Topology joining =
        new Topology(List.of(Member.primary(3, "10922-16383"), Member.primary(4, "")));
    Attribution attribution =
        attribute(
            ProbeResults.empty().from(1, grown).from(2, grown).from(4, joining),
            seeds(1),
            ids(1, 2, 3));
    assertThat(members(attribution)).containsExactly(idList(1, 2, 4));
  }

  @Test
  void aClusterThatHasShrunkAndGrownIsTheSame() {
    Topology now = new Topology(List.of(Member.primary(1, "0-16383"), Member.primary(9, "")));
    Attribution attribution =
        attribute(ProbeResults.empty().from(1, now).fromSeed(9, now), seeds(1), ids(1, 2, 3));
    assertThat(members(attribution)).containsExactly(idList(1, 9));
  }

  @Test
  void aNewClusterReplacesTheKnownOneIfMostSeedsLeadToIt() {
    ProbeResults replies =
        ProbeResults.empty().fromOtherNode(1, 11, OTHER).fromOtherNode(2, 12, OTHER).unreachable(3);
    assertThat(members(attribute(replies, seeds(1, 2, 3), ids(1, 2, 3))))
        .containsExactly(idList(11, 12));
    assertThat(members(attribute(replies, seeds(1, 3), ids(1, 2, 3)))).isEmpty();
    assertThat(
            members(
                Attribution.of(replies.results(), seeds(1, 2, 3), Set.of(), ids(1, 2, 3), false)))
        .isEmpty();
    replies.from(3, OWN);
    assertThat(members(attribute(replies, seeds(1, 2), ids(1, 2, 3)))).containsExactly(idList(3));
  }

  @Test
  void aNodeOfWhichOnlyTheOwnLineIsReadBelongsToTheClusterThatListsIt() {
    Attribution attribution =
        attribute(
            ProbeResults.empty().from(1, OWN).fromOwnLine(2, OWN).fromOwnLine(11, OTHER),
            seeds(1),
            ids(1, 2, 3));
    assertThat(members(attribution)).containsExactly(idList(1, 2));
  }

  @Test
  void serversWithoutAClusterAreNotStrangers() {
    HostPort seed = HostPort.parse("redis.example:6379");
    Attribution attribution =
        attribute(ProbeResults.empty().fromStandalone(seed), List.of(seed), Set.of());
    assertThat(attribution.strangers()).isEmpty();
    assertThat(attribution.results()).hasSize(1);
  }

  @Test
  void aServerWithoutAClusterIsNoMember() {
    HostPort seed = HostPort.parse("redis.example:6379");
    Attribution attribution =
        attribute(ProbeResults.ofAll(OWN).fromStandalone(seed), List.of(seed), ids(1, 2, 3));
    assertThat(attribution.strangers())
        .extracting(Attribution.Stranger::who)
        .containsExactly("a server without cluster support");
  }

  @Test
  void noReplyOfTheOtherClusterIsUsedWhateverItsNodesReply() {
    List<Integer> own = new ArrayList<>(List.of(1, 2, 3));
    for (int taken : own) {
      ProbeResults replies = ProbeResults.empty();
      IntStream.rangeClosed(1, 3)
          .forEach(
              number -> {
                if (number == taken) {
                  replies.fromOtherNode(number, 10 + number, OTHER);
                } else {
                  replies.from(number, OWN);
                }
              });
      ClusterSnapshot before = ProbeResults.ofAll(OWN).snapshot();
      ClusterSnapshot snapshot =
          replies.attributed(seeds(1, 2, 3), ids(1, 2, 3)).snapshotAfter(before);
      assertThat(snapshot.nodes()).hasSize(3);
      assertThat(snapshot.slotsConflicting()).isZero();
      assertThat(snapshot.slotsUncovered()).isBetween(5461, 5462);
      assertThat(snapshot.node(Topology.idOf(taken)).orElseThrow().isUp()).isFalse();
    }
  }
}
