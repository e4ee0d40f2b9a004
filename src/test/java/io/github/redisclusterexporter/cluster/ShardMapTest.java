package io.github.redisclusterexporter.cluster;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ShardMapTest {
  private static final Topology SIX = Topology.of(3, 1);

  /** Node 4 was promoted and has the slots of node 1, which is a replica now. */
  private static final Topology AFTER =
      SIX.with(Member.replica(1, 4).inEpoch(7))
          .with(new Member(idOf(4), addressOf(4), "master", "-", "0-5460", 7));

  /** The same while node 1 is down. */
  private static final Topology AFTER_DEATH =
      AFTER.with(Member.primary(1, "").flagged("master,fail"));

  private static List<String> ids(ClusterSnapshot snapshot) {
    return snapshot.shards().stream().map(Shard::id).toList();
  }

  private static Shard shardOfSlot0(ClusterSnapshot snapshot) {
    return snapshot.shards().stream()
        .filter(shard -> shard.id().equals("slot-0"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHealthyClusterHasOneShardForEachPrimary() {
    ClusterSnapshot snapshot = ProbeResults.ofAll(SIX).snapshot();

    assertThat(ids(snapshot)).containsExactly("slot-0", "slot-10922", "slot-5461");
    assertThat(snapshot.shards()).allMatch(Shard::isServing);
    assertThat(shardOfSlot0(snapshot).slots()).hasValue(5461);
    assertThat(shardOfSlot0(snapshot).healthyReplicas()).isOne();
  }

  @Test
  void aShardKeepsItsNameAndItsNodesInAFailover() {
    ClusterSnapshot after =
        ProbeResults.ofAll(AFTER).snapshotAfter(ProbeResults.ofAll(SIX).snapshot());

    assertThat(ids(after)).containsExactly("slot-0", "slot-10922", "slot-5461");
    assertThat(shardOfSlot0(after).primary().flatMap(Node::id)).contains(idOf(4));
    assertThat(shardOfSlot0(after).replicas()).extracting(Node::name).containsExactly(addressOf(1));
  }

  @Test
  void aDemotedPrimaryStaysInItsShardWhileItIsDown() {
    ClusterSnapshot after =
        ProbeResults.ofAll(AFTER_DEATH)
            .unreachable(1)
            .snapshotAfter(ProbeResults.ofAll(SIX).snapshot());
    ClusterSnapshot dead =
        ProbeResults.ofAllBut(1, AFTER_DEATH)
            .unreachable(1)
            .snapshotAfter(ProbeResults.ofAll(SIX).snapshot());

    assertThat(dead.node(idOf(1)).flatMap(Node::shard)).contains("slot-0");
    assertThat(shardOfSlot0(dead).isServing()).isTrue();
    assertThat(shardOfSlot0(dead).healthyReplicas()).isZero();
    assertThat(ids(after)).containsExactly("slot-0", "slot-10922", "slot-5461");
  }

  @Test
  void aPrimaryThatRestartsWithOutdatedClaimsMakesNoSecondShard() {
    ClusterSnapshot snapshot =
        ProbeResults.ofAllBut(1, AFTER).from(1, SIX, "cluster_state:fail\r\n").snapshot();

    assertThat(ids(snapshot)).containsExactly("slot-0", "slot-10922", "slot-5461");
    assertThat(shardOfSlot0(snapshot).primary().flatMap(Node::id)).contains(idOf(4));
    assertThat(snapshot.node(idOf(1)).flatMap(Node::shard)).contains("slot-0");
    assertThat(snapshot.slotsConflicting()).isZero();
    assertThat(snapshot.slotsUncovered()).isZero();
    assertThat(snapshot.state()).hasValue(1);
  }

  @Test
  void aLoadingPrimaryThatAnswersClusterCommandsServesNoSlots() {
    ClusterSnapshot alone = ProbeResults.ofAllBut(1, SIX).fromLoading(1, SIX).snapshot();

    assertThat(shardOfSlot0(alone).isServing()).isFalse();
    assertThat(shardOfSlot0(alone).slots()).hasValue(5461);
    assertThat(alone.slotsUncovered()).isEqualTo(5461);
    assertThat(alone.slotsConflicting()).isZero();
  }

  @Test
  void aLoadingPrimaryThatWasReplacedDoesNotGetItsSlotsBack() {
    // The epoch of the loading primary is higher than that of the node that replaced it.
    Topology stale = SIX.with(SIX.member(1).inEpoch(9));
    ClusterSnapshot replaced = ProbeResults.ofAllBut(1, AFTER).fromLoading(1, stale).snapshot();

    assertThat(shardOfSlot0(replaced).primary().flatMap(Node::id)).contains(idOf(4));
    assertThat(replaced.slotsUncovered()).isZero();
    assertThat(replaced.slotsConflicting()).isZero();
  }

  @Test
  void aPrimaryThatReportsNoSlotsHasNoShard() {
    ClusterSnapshot snapshot =
        ProbeResults.ofAll(SIX.with(Member.primary(1, "")).with(Member.primary(2, "0-10921")))
            .snapshotAfter(ProbeResults.ofAll(SIX).snapshot());

    assertThat(snapshot.node(idOf(1)).flatMap(Node::shard)).isEmpty();
  }

  @Test
  void theShardIdOfTheServerIsTheName() {
    String shardId = "f".repeat(40);
    ClusterSnapshot before =
        ProbeResults.empty()
            .fromWithShard(1, SIX, shardId)
            .from(2, SIX)
            .fromWithShard(4, SIX, shardId)
            .snapshot();
    ClusterSnapshot after =
        ProbeResults.empty()
            .fromWithShard(1, AFTER, shardId)
            .from(2, AFTER)
            .fromWithShard(4, AFTER, shardId)
            .snapshotAfter(before);

    assertThat(before.node(idOf(4)).flatMap(Node::shard)).contains(shardId);
    assertThat(ids(after)).isEqualTo(ids(before)).contains(shardId);
  }

  @Test
  void theShardIdOfTheServerIsKeptWhileItsOnlyNodeIsDown() {
    Topology withoutReplicas = Topology.of(3, 0);
    String shardId = "f".repeat(40);
    ClusterSnapshot before =
        ProbeResults.empty()
            .fromWithShard(1, withoutReplicas, shardId)
            .from(2, withoutReplicas)
            .from(3, withoutReplicas)
            .snapshot();
    Topology dead = withoutReplicas.with(withoutReplicas.member(1).flagged("master,fail"));
    ClusterSnapshot after =
        ProbeResults.empty().unreachable(1).from(2, dead).from(3, dead).snapshotAfter(before);

    assertThat(ids(after)).isEqualTo(ids(before));
  }

  @Test
  void aShardThatIsDownIsKeptWithTheSlotsThatOtherNodesReport() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .unreachable(1)
            .unreachable(4)
            .from(2, SIX)
            .from(3, SIX)
            .from(5, SIX)
            .from(6, SIX)
            .snapshot();

    assertThat(shardOfSlot0(snapshot).isServing()).isFalse();
    assertThat(shardOfSlot0(snapshot).slots()).hasValue(5461);
    assertThat(shardOfSlot0(snapshot).healthyReplicas()).isZero();
    assertThat(snapshot.slotsUncovered()).isEqualTo(5461);
  }

  @Test
  void whenAllNodesAreDownTheShardsStayWithUnknownSlots() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    ClusterSnapshot after = ProbeResults.empty().unreachable(1).snapshotAfter(before);

    assertThat(ids(after)).isEqualTo(ids(before));
    assertThat(after.shards()).noneMatch(Shard::isServing);
    assertThat(after.shards()).extracting(Shard::slots).containsOnly(OptionalInt.empty());
    assertThat(after.slotsUncovered()).isEqualTo(16384);
    assertThat(after.failuresTolerated(FailureDomain.NODE)).isEmpty();
    assertThat(ids(ProbeResults.empty().unreachable(1).snapshotAfter(after)))
        .isEqualTo(ids(before));
  }

  @Test
  void aReplicaIsHealthyWhenItsLinkIsUpAndNoNodeFlagsItAsFailed() {
    Topology suspected = SIX.with(SIX.member(4).flagged("slave,fail?"));
    Topology failed = SIX.with(SIX.member(4).flagged("slave,fail"));

    assertThat(
            shardOfSlot0(ProbeResults.empty().from(1, suspected).from(4, SIX).snapshot())
                .healthyReplicas())
        .isOne();
    assertThat(
            shardOfSlot0(ProbeResults.empty().from(1, failed).from(4, SIX).snapshot())
                .healthyReplicas())
        .isZero();
    assertThat(
            shardOfSlot0(ProbeResults.empty().from(1, SIX).fromWithLinkDown(4, SIX).snapshot())
                .healthyReplicas())
        .isZero();
    assertThat(
            shardOfSlot0(ProbeResults.empty().from(1, SIX).unreachable(4).snapshot())
                .healthyReplicas())
        .isZero();
  }

  @Test
  void nodesThatFlagANodeAreCounted() {
    Topology suspected = SIX.with(SIX.member(1).flagged("master,fail?"));
    Topology failed = SIX.with(SIX.member(1).flagged("master,fail"));
    Topology both = SIX.with(SIX.member(1).flagged("master,fail,fail?"));
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .from(2, suspected)
            .from(3, failed)
            .from(5, both)
            .from(6, SIX)
            .snapshot();

    FailureFlags reports = snapshot.node(idOf(1)).orElseThrow().failureFlags();
    assertThat(reports.suspectedBy()).isEqualTo(1);
    assertThat(reports.failedBy()).isEqualTo(2);
    assertThat(reports.electable()).isTrue();
  }

  @Test
  void aReplicaWithNofailoverDoesNotCountForRedundancy() {
    Topology notElectable = SIX.with(SIX.member(4).flagged("slave,nofailover"));

    assertThat(ProbeResults.ofAll(SIX).snapshot().failuresTolerated(FailureDomain.NODE))
        .hasValue(1);
    assertThat(ProbeResults.ofAll(notElectable).snapshot().failuresTolerated(FailureDomain.NODE))
        .hasValue(0);
  }

  @Test
  void aReplicaThatAnElectionCannotPromoteIsNotHealthy() {
    Topology notElectable = SIX.with(SIX.member(4).flagged("slave,nofailover"));

    assertThat(shardOfSlot0(ProbeResults.ofAll(notElectable).snapshot()).healthyReplicas())
        .isZero();
  }

  /** Each replica was reset, which keeps its shard id, and has three slots of its old primary. */
  private static final Topology SHARED_IDS =
      new Topology(
          List.of(
              Member.primary(1, "3-5460"),
              Member.primary(2, "5464-10921"),
              Member.primary(3, "10925-16383"),
              Member.primary(4, "0-2").inEpoch(7),
              Member.primary(5, "5461-5463").inEpoch(8),
              Member.primary(6, "10922-10924").inEpoch(9)));

  private static ProbeResults withSharedIds(Topology topology, int... down) {
    ProbeResults results = ProbeResults.empty();
    for (int i = 1; i <= topology.members().size(); i++) {
      if (Arrays.binarySearch(down, i) >= 0) {
        results.unreachable(i);
      } else {
        results.fromWithShard(i, topology, shardId((i - 1) % 3 + 1));
      }
    }
    return results;
  }

  private static String shardId(int primary) {
    return String.valueOf("abc".charAt(primary - 1)).repeat(40);
  }

  @Test
  void primariesThatShareAnIdAreShardsOfTheirOwn() {
    ClusterSnapshot snapshot = withSharedIds(SHARED_IDS).snapshot();

    assertThat(ids(snapshot))
        .containsExactly(shardId(1), shardId(2), shardId(3), "slot-0", "slot-10922", "slot-5461");
    assertThat(snapshot.shards()).allMatch(Shard::isServing);
    assertThat(snapshot.shards().stream().mapToInt(shard -> shard.slots().orElseThrow()).sum())
        .isEqualTo(16384);
    assertThat(snapshot.node(idOf(1)).flatMap(Node::shard)).contains(shardId(1));
    assertThat(snapshot.node(idOf(4)).flatMap(Node::shard)).contains("slot-0");
  }

  @Test
  void theShardOfAPrimaryThatSharesAnIdIsDownWithItAlone() {
    ClusterSnapshot before = withSharedIds(SHARED_IDS).snapshot();

    assertThat(withSharedIds(SHARED_IDS, 1).snapshotAfter(before).shards())
        .filteredOn(shard -> !shard.isServing())
        .extracting(Shard::id)
        .containsExactly(shardId(1));
    assertThat(withSharedIds(SHARED_IDS, 4).snapshotAfter(before).shards())
        .filteredOn(shard -> !shard.isServing())
        .extracting(Shard::id)
        .containsExactly("slot-0");
  }

  @Test
  void theOneThatHadTheIdBeforeKeepsItAlsoWhenItHasFewerSlots() {
    Topology alone = SHARED_IDS.with(Member.primary(1, "0-5460")).with(Member.primary(4, ""));
    Topology moved = SHARED_IDS.with(Member.primary(1, "0-2")).with(Member.primary(4, "3-5460"));
    ClusterSnapshot before = withSharedIds(alone).snapshot();
    ClusterSnapshot after = withSharedIds(moved).snapshotAfter(before);

    assertThat(after.node(idOf(1)).flatMap(Node::shard)).contains(shardId(1));
    assertThat(after.node(idOf(4)).flatMap(Node::shard)).contains("slot-3");
  }

  @Test
  void theNameBySlotStaysWhenTheOtherShardIsGone() {
    Topology drained = SHARED_IDS.with(Member.primary(1, "")).with(Member.primary(4, "0-5460"));
    ClusterSnapshot before = withSharedIds(SHARED_IDS).snapshot();
    ClusterSnapshot after = withSharedIds(drained).snapshotAfter(before);

    assertThat(ids(after)).hasSize(5).contains("slot-0").doesNotContain(shardId(1));
    assertThat(after.node(idOf(1)).flatMap(Node::shard)).isEmpty();
  }

  @Test
  void aShardThatSharesAnIdKeepsItsNameInAFailover() {
    Topology withReplica = SHARED_IDS.with(Member.replica(7, 1));
    Topology after =
        withReplica
            .with(Member.replica(1, 7).inEpoch(10))
            .with(Member.primary(7, "3-5460").inEpoch(10));
    ClusterSnapshot before = withSharedIds(withReplica).snapshot();
    ClusterSnapshot failedOver = withSharedIds(after).snapshotAfter(before);

    assertThat(ids(failedOver)).isEqualTo(ids(before));
    assertThat(failedOver.node(idOf(7)).flatMap(Node::shard)).contains(shardId(1));
    assertThat(failedOver.node(idOf(4)).flatMap(Node::shard)).contains("slot-0");
  }

  @Test
  void aShardGetsTheIdOfTheServerWhenItIsReportedForTheFirstTime() {
    ClusterSnapshot before = withSharedIds(SHARED_IDS, 1, 4).snapshot();
    ClusterSnapshot after = withSharedIds(SHARED_IDS).snapshotAfter(before);

    assertThat(before.node(idOf(1)).flatMap(Node::shard)).contains("slot-3");
    assertThat(ids(after)).isEqualTo(ids(withSharedIds(SHARED_IDS).snapshot()));
  }

  @Test
  void aScrapeWithoutShardIdsChangesNoName() {
    ClusterSnapshot before = withSharedIds(SHARED_IDS).snapshot();
    ClusterSnapshot without = ProbeResults.ofAll(SHARED_IDS).snapshotAfter(before);

    assertThat(ids(without)).isEqualTo(ids(before));
    assertThat(ids(withSharedIds(SHARED_IDS).snapshotAfter(without))).isEqualTo(ids(before));
  }

  @Test
  void aReplicaThatReportsAnOutdatedIdDoesNotRenameTheShardOfItsPrimary() {
    ClusterSnapshot snapshot =
        ProbeResults.empty()
            .fromWithShard(1, SIX, shardId(1))
            .fromWithShard(4, SIX, shardId(3))
            .snapshot();

    assertThat(snapshot.node(idOf(1)).flatMap(Node::shard)).contains(shardId(1));
    assertThat(snapshot.node(idOf(4)).flatMap(Node::shard)).contains(shardId(1));
  }

  @Test
  void aShardKeepsItsNameWhileItsLowestSlotsMove() {
    ClusterSnapshot snapshot = ProbeResults.ofAll(SIX).snapshot();
    for (int moved = 1; moved < 5; moved++) {
      Topology topology =
          SIX.with(Member.primary(1, moved + "-5460"))
              .with(Member.primary(2, "0-" + (moved - 1) + " 5461-10921"));
      snapshot = ProbeResults.ofAll(topology).snapshotAfter(snapshot);

      assertThat(ids(snapshot)).containsExactly("slot-0", "slot-10922", "slot-5461");
      assertThat(snapshot.node(idOf(1)).flatMap(Node::shard)).contains("slot-0");
      assertThat(snapshot.node(idOf(4)).flatMap(Node::shard)).contains("slot-0");
      assertThat(snapshot.node(idOf(2)).flatMap(Node::shard)).contains("slot-5461");
    }
  }

  @Test
  void aNewShardDoesNotTakeTheNameOfAnother() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    Topology one = SIX.with(Member.primary(1, "1-5460")).with(Member.primary(7, "0").inEpoch(7));
    Topology more = SIX.with(Member.primary(1, "3-5460")).with(Member.primary(7, "0-2").inEpoch(7));

    ClusterSnapshot first = ProbeResults.ofAll(one).snapshotAfter(before);
    assertThat(first.node(idOf(1)).flatMap(Node::shard)).contains("slot-0");
    assertThat(first.node(idOf(7)).flatMap(Node::shard)).contains("slot-0-00000000");
    assertThat(first.shards()).hasSize(4);
    assertThat(ids(ProbeResults.ofAll(more).snapshotAfter(first))).isEqualTo(ids(first));
    assertThat(ids(ProbeResults.ofAll(more).snapshotAfter(before))).contains("slot-0", "slot-1");
  }

  @Test
  void aPrimaryThatGaveAllSlotsAwayGetsANewNameForNewSlots() {
    ClusterSnapshot before = ProbeResults.ofAll(SIX).snapshot();
    Topology drained =
        SIX.with(Member.primary(1, "")).with(Member.primary(2, "0-10921").inEpoch(7));
    Topology refilled =
        SIX.with(Member.primary(1, "7-5460")).with(Member.primary(2, "0-6 5461-10921"));

    ClusterSnapshot after =
        ProbeResults.ofAll(refilled)
            .snapshotAfter(ProbeResults.ofAll(drained).snapshotAfter(before));
    assertThat(ids(after)).containsExactly("slot-10922", "slot-5461", "slot-7");
  }
}
