package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import java.nio.file.Files;
import java.util.List;

/** Slots that move, or are nobody's or two nodes', and nodes that come and go. */
final class SlotDrills {
  /** The last slot of the last shard: no shard changes its lowest slot with it. */
  private static final String SLOT = "16383";

  private static final String UNCOVERED = "[ERR] Not all 16384 slots are covered by nodes.";
  private static final String DISAGREE = "[ERR] Nodes don't agree about configuration!";

  private SlotDrills() {}

  static List<Drill> all() {
    return List.of(
        Drill.of("a slot migration is under way")
            .when(SlotDrills::open)
            .atOnce("slots_migrating", 1)
            .atOnce("slots_importing", 1)
            .atOnce("node_slots_migrating", 1)
            .atOnce("node_slots_importing", 1)
            .check(
                "[WARNING] Node … has slots in importing state;"
                    + " [WARNING] Node … has slots in migrating state;"
                    + " [WARNING] The following slots are open: 16383."),
        Drill.of("a slot migration is stuck: only the importing node knows it")
            .when(stage -> setSlot(stage.node(0), "IMPORTING", stage, 2))
            .atOnce("slots_importing", 1)
            .atOnce("node_slots_importing", 1)
            .check(
                "[WARNING] Node … has slots in importing state;"
                    + " [WARNING] The following slots are open: 16383."),
        Drill.of("a slot migration is finished")
            .when(
                stage -> {
                  open(stage);
                  setSlot(stage.node(0), "NODE", stage, 0);
                  setSlot(stage.node(2), "NODE", stage, 0);
                })
            .atOnce("shard_slots{slot-0}", 5462)
            .atOnce("shard_slots{slot-10923}", 5460)
            .check("nothing"),
        Drill.of("DELSLOTS on the owner of a slot")
            .when(stage -> stage.node(2).command("CLUSTER", "DELSLOTS", SLOT))
            .atOnce("slots_uncovered", 1)
            .atOnce("slots_assigned", 16383)
            .atOnce("slots_ok", 16383)
            .atOnce("shard_slots{slot-10923}", 5460)
            .atOnce("node_slots", 16383)
            .atOnce("views", 2)
            .atOnce("failures_tolerated{node}", 0)
            .soon("state", 0)
            .soon("node_state", 5)
            .check(DISAGREE + "; " + UNCOVERED),
        Drill.of("two primaries own a slot, until the servers resolve the conflict")
            .when(stage -> setSlot(stage.node(0), "NODE", stage, 0))
            .fleeting()
            .atFirst("slots_conflicting", 1)
            .atFirst("views", 2)
            .atFirst("slots_uncovered", 0)
            .check("nothing"),
        Drill.of("a fresh empty primary joins")
            .when(stage -> stage.cluster().addNode())
            .soon("known_nodes", 7)
            .soon("node_up", 7)
            .soon("node_state", 7)
            .check("nothing"),
        Drill.of("a dead replica is removed with CLUSTER FORGET on all nodes")
            .when(SlotDrills::killAndForget)
            .atOnce("known_nodes", 5)
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("replication_link_up", 2)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a replica is restarted without its files")
            .when(
                stage -> {
                  stage.node(3).kill();
                  Files.delete(stage.node(3).directory().resolve("nodes.conf"));
                  stage.node(3).restart();
                })
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("replication_link_up", 2)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        // The others wait for ever for the node that they knew, and its replica copies the
        // stranger.
        Drill.of(
                "a primary is restarted without its files, before the other nodes detect the failure")
            .given(SlotDrills::haveTheOthersWait)
            .when(
                stage -> {
                  stage.node(0).kill();
                  Files.delete(stage.node(0).directory().resolve("nodes.conf"));
                  stage.node(0).restart();
                })
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("slots_uncovered", 5461)
            .atOnce("node_slots", 10923)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("count(replication_lag_bytes)", 2)
            .check(UNCOVERED),
        Drill.of("a replica migrates to a primary that has lost its own replica")
            .given(SlotDrills::addReplica)
            .when(stage -> stage.node(4).kill())
            .soon("known_nodes", 7)
            .soon("node_up", 6)
            .soon("node_state", 6)
            .soon("node_flagged{fail}", 6)
            .check("nothing"),
        Drill.of("a shard is lost where full coverage is not required")
            .given(
                stage ->
                    stage
                        .cluster()
                        .nodes()
                        .forEach(
                            node ->
                                node.command(
                                    "CONFIG", "SET", "cluster-require-full-coverage", "no")))
            .when(
                stage -> {
                  stage.node(3).kill();
                  stage.node(0).kill();
                })
            .atOnce("node_up", 4)
            .atOnce("node_state", 4)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("slots_uncovered", 5461)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("node_slots", 10923)
            .atOnce("replication_link_up", 2)
            .soon("slots_ok", 10923)
            .soon("slots_fail", 5461)
            .soon("node_flagged{fail}", 8)
            .atOnce("count(replication_lag_bytes)", 2)
            .check(UNCOVERED));
  }

  private static void open(Stage stage) {
    setSlot(stage.node(0), "IMPORTING", stage, 2);
    setSlot(stage.node(2), "MIGRATING", stage, 0);
  }

  private static void setSlot(RedisServer on, String what, Stage stage, int node) {
    on.command("CLUSTER", "SETSLOT", SLOT, what, stage.cluster().id(stage.node(node)));
  }

  private static void haveTheOthersWait(Stage stage) {
    stage
        .cluster()
        .nodes()
        .forEach(node -> node.command("CONFIG", "SET", "cluster-node-timeout", "30000"));
  }

  private static void killAndForget(Stage stage) {
    String id = stage.cluster().id(stage.node(3));
    stage.node(3).kill();
    for (RedisServer node : stage.cluster().nodes()) {
      if (node.isAlive()) {
        node.command("CLUSTER", "FORGET", id);
      }
    }
  }

  private static void addReplica(Stage stage) {
    RedisServer added = stage.cluster().addNode();
    added.command("CLUSTER", "REPLICATE", stage.cluster().id(stage.node(0)));
    stage.cluster().awaitHealthy();
  }
}
