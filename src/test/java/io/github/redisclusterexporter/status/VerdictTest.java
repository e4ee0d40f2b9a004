package io.github.redisclusterexporter.status;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.Topology.Member;
import org.junit.jupiter.api.Test;

/** The sentence that people read first. */
class VerdictTest {

  @Test
  void aHealthyCluster() {
    assertThat(Scene.of(3, 1).verdict())
        .isEqualTo(
            "Healthy: All 16,384 slots are served by 3 shards, and any one node or host may fail.");
    assertThat(Scene.of(40, 2).verdict())
        .isEqualTo(
            "Healthy: All 16,384 slots are served by 40 shards, and any 2 nodes, or any one host,"
                + " may fail.");
  }

  @Test
  void replicasThatWereNeverThereAreNoProblem() {
    assertThat(Scene.of(3, 0).verdict())
        .isEqualTo(
            "Healthy: All 16,384 slots are served by 3 shards, and there are no replicas: the loss"
                + " of any node is an outage of its slots.");
  }

  @Test
  void aReplicaIsLost() {
    assertThat(Scene.of(3, 1).silent(5).verdict())
        .isEqualTo(
            "Needs attention: All 16,384 slots are served by 3 shards, but the next failure can be"
                + " an outage: no replica could take over shard slot-5461 (10.0.0.2:6379).");
  }

  @Test
  void aShardIsDead() {
    assertThat(Scene.of(3, 1).silent(2, 5).verdict())
        .isEqualTo(
            "Users notice: 5,461 of 16,384 slots are not served, and commands on their keys fail:"
                + " shard slot-5461 has no primary that answers.");
  }

  @Test
  void oneDeadShardMayStopAll() {
    assertThat(Scene.of(3, 1).silent(2, 5).state("fail").verdict())
        .endsWith(
            "Nodes report that the cluster failed: with cluster-require-full-coverage (the"
                + " default), they refuse commands on all other keys, too.");
  }

  @Test
  void manyDeadShardsAreCounted() {
    assertThat(Scene.of(6, 0).silent(1, 2, 3, 4, 5).verdict())
        .contains("shards slot-0, slot-10922, slot-2730 and 2 more have no primary that answers.");
  }

  @Test
  void slotsWithoutAnOwner() {
    assertThat(Scene.of(3, 1).with(Member.primary(2, "5462-10921")).verdict())
        .isEqualTo("Users notice: 1 of 16,384 slots is not served, and commands on its keys fail.");
  }

  @Test
  void aConflict() {
    assertThat(conflict("0-99").verdict())
        .isEqualTo(
            "Users notice: 100 of 16,384 slots are served by two primaries at once, and the writes"
                + " of one side will be lost.");
    assertThat(conflict("7").verdict())
        .startsWith("Users notice: 1 of 16,384 slots is served by two primaries at once, and");
  }

  /** Two primaries claim these slots. */
  private static Scene conflict(String slots) {
    return Scene.of(3, 1)
        .state("ok")
        .with(new Member(idOf(4), addressOf(4), "master", "-", slots, 7))
        .with(
            1,
            node ->
                node.with(
                    "CLUSTER NODES",
                    "%s %s@1 myself,master - 0 0 1 connected 0-5460\n"
                            .formatted(idOf(1), addressOf(1))
                        + "%s %s@1 master - 0 0 1 connected 5461-10921\n"
                            .formatted(idOf(2), addressOf(2))
                        + "%s %s@1 master - 0 0 1 connected 10922-16383\n"
                            .formatted(idOf(3), addressOf(3))));
  }

  @Test
  void primariesThatAnswerAndRefuse() {
    assertThat(Scene.of(3, 1).state("fail").verdict())
        .isEqualTo(
            "Users notice: All slots have a primary that answers, but nodes report that the"
                + " cluster failed and refuse commands.");
  }

  @Test
  void nobodyAnswers() {
    assertThat(Scene.of(3, 1).silent(1, 2, 3, 4, 5, 6).verdict())
        .isEqualTo(
            "Not known: No node answers the exporter, so it is not known whether users are"
                + " served.");
  }

  @Test
  void nobodyMayDescribeTheCluster() {
    assertThat(withoutClusterNodes(3).verdict())
        .isEqualTo(
            "Not known: 3 nodes answer, but none describes the cluster, so it is not known whether"
                + " users are served.");
    assertThat(withoutClusterNodes(3).silent(3).verdict())
        .startsWith("Not known: 2 of 3 nodes answer, but none describes the cluster, so");
    assertThat(withoutClusterNodes(3).silent(2, 3).verdict())
        .startsWith("Not known: 1 of 3 nodes answers, but it does not describe the cluster, so");
    assertThat(withoutClusterNodes(1).verdict())
        .startsWith("Not known: 1 node answers, but it does not describe the cluster, so");
  }

  /** All primaries refuse CLUSTER NODES. */
  private static Scene withoutClusterNodes(int primaries) {
    Scene scene = Scene.of(primaries, 0).known();
    for (int i = 1; i <= primaries; i++) {
      scene.with(
          i,
          node ->
              node.with("CLUSTER NODES", new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no")));
    }
    return scene;
  }

  @Test
  void writesAreRefused() {
    assertThat(
            Scene.of(3, 1)
                .with(
                    1,
                    node ->
                        node.withInfo("rdb_last_bgsave_status", "err")
                            .withInfo("errorstat_MISCONF", "count=1"))
                .verdict())
        .isEqualTo(
            "Users notice: All 16,384 slots are served by 3 shards, but a primary refuses writes"
                + " (10.0.0.1:6379: the last snapshot failed). Any one node or host may fail.");
  }

  @Test
  void aFailureThatOnlyTheExporterHas() {
    assertThat(
            Scene.of(3, 1)
                .with(
                    1,
                    node ->
                        node.with(
                            "SLOWLOG GET 1",
                            new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no")))
                .verdict())
        .startsWith("Needs attention: All 16,384 slots are served by 3 shards, and any one node");
  }

  @Test
  void aStandaloneServer() {
    assertThat(Scene.standalone().verdict()).isEqualTo("Healthy: The server 10.0.0.1:6379 is up.");
    assertThat(Scene.standalone().silent(1).verdict())
        .isEqualTo(
            "Not known: No node answers the exporter, so it is not known whether users are"
                + " served.");
    assertThat(Scene.standalone().with(1, node -> node.withInfo("loading", "1")).verdict())
        .isEqualTo(
            "Users notice: The server loads its data and refuses commands until it has finished.");
  }
}
