package io.github.redisclusterexporter.drill;

import static io.github.redisclusterexporter.drill.Signals.ANY;

import io.github.redisclusterexporter.testing.RedisServer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Slot migrations, uncovered slots, slot conflicts, and nodes that join and leave. */
final class SlotDrills {
  /** The last slot of the last shard; without it no shard has another lowest slot. */
  private static final String SLOT = "16383";

  private static final String UNCOVERED = "[ERR] Not all 16384 slots are covered by nodes.";
  private static final String DISAGREE = "[ERR] Nodes don't agree about configuration!";

  private SlotDrills() {}

  static List<Drill> all(ServerKind server) {
    return List.of(
        Drill.of("a slot migration is under way")
            .when(SlotDrills::openSlot)
            .immediately("slots_migrating", 1)
            .immediately("slots_importing", 1)
            .immediately("node_slots_migrating", 1)
            .immediately("node_slots_importing", 1)
            .check(
                "[WARNING] Node … has slots in importing state;"
                    + " [WARNING] Node … has slots in migrating state;"
                    + " [WARNING] The following slots are open: 16383."),
        Drill.of("a slot migration is stuck: only the importing node knows it")
            .when(testbed -> setSlot(testbed.node(0), "IMPORTING", testbed, 2))
            .immediately("slots_importing", 1)
            .immediately("node_slots_importing", 1)
            .check(
                "[WARNING] Node … has slots in importing state;"
                    + " [WARNING] The following slots are open: 16383."),
        Drill.of("a slot migration is finished")
            .when(
                testbed -> {
                  openSlot(testbed);
                  setSlot(testbed.node(0), "NODE", testbed, 0);
                  setSlot(testbed.node(2), "NODE", testbed, 0);
                })
            .immediately("shard_slots{slot-0}", 5462)
            .immediately("shard_slots{slot-10923}", 5460)
            .check("nothing"),
        Drill.of("DELSLOTS on the owner of a slot")
            .when(testbed -> testbed.node(2).command("CLUSTER", "DELSLOTS", SLOT))
            .immediately("slots_uncovered", 1)
            .immediately("slots_assigned", 16383)
            .immediately("slots_ok", 16383)
            .immediately("shard_slots{slot-10923}", 5460)
            .immediately("node_slots", 16383)
            .immediately("views", 2)
            .immediately("failures_tolerated{node}", 0)
            .eventually("state", 0)
            .eventually("node_state", 5)
            .reported(Finding.NOT_OK)
            .check(DISAGREE + "; " + UNCOVERED),
        Drill.of("two primaries own a slot, until the servers resolve the conflict")
            .when(testbed -> setSlot(testbed.node(0), "NODE", testbed, 0))
            .repeated()
            .temporarily("slots_conflicting", 1)
            .temporarily("views", 2)
            .temporarily("slots_uncovered", 0)
            .check("nothing"),
        Drill.of("a fresh empty primary joins")
            .when(testbed -> testbed.cluster().addNode())
            .eventually("known_nodes", 7)
            .eventually("node_up", 7)
            .eventually("node_state", 7)
            .check("nothing"),
        Drill.of("a dead replica is removed with CLUSTER FORGET on all nodes")
            .when(SlotDrills::killAndForget)
            .immediately("known_nodes", 5)
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.UNPROTECTED)
            .check("nothing"),
        Drill.of("a replica is restarted without its files")
            .given(testbed -> testbed.setNodeTimeout(Duration.ofSeconds(30)))
            .when(
                testbed -> {
                  testbed.node(3).kill();
                  Files.delete(testbed.node(3).directory().resolve("nodes.conf"));
                  testbed.node(3).restart();
                })
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .immediately("count(replication_lag_bytes)", 2)
            .eventually("node_flagged{fail}", server == ServerKind.VALKEY ? 5 : 0)
            .reported(Finding.OTHER_NODE_OR_NO_ADDRESS, Finding.UNPROTECTED)
            .check("nothing"),
        Drill.of("a fresh node joins at the address of a dead replica, and replaces it")
            .given(testbed -> testbed.setNodeTimeout(Duration.ofSeconds(30)))
            .when(
                testbed -> {
                  RedisServer replica = testbed.node(3);
                  replica.kill();
                  Files.delete(replica.directory().resolve("nodes.conf"));
                  replica.restart();
                  testbed
                      .node(1)
                      .command(
                          "CLUSTER",
                          "MEET",
                          replica.address().host(),
                          Integer.toString(replica.address().port()));
                  String primary = testbed.cluster().id(testbed.node(0));
                  testbed.await(
                      "the fresh node replicates",
                      () -> "OK".equals(replica.command("CLUSTER", "REPLICATE", primary)));
                })
            .eventually("known_nodes", 7)
            .eventually("node_flagged{fail}", server == ServerKind.VALKEY ? ANY : 0)
            .reported(Finding.OTHER_NODE_OR_NO_ADDRESS)
            .check("nothing"),
        NodeDrills.addressTaken(
            server,
            Drill.of(
                    "a primary is restarted without its files, before the other nodes detect the"
                        + " failure")
                .given(testbed -> testbed.setNodeTimeout(Duration.ofSeconds(30)))
                .when(
                    testbed -> {
                      testbed.node(0).kill();
                      Files.delete(testbed.node(0).directory().resolve("nodes.conf"));
                      testbed.node(0).restart();
                    })),
        Drill.of("a replica migrates to a primary that has lost its own replica")
            .given(SlotDrills::addReplica)
            .when(testbed -> testbed.node(4).kill())
            .eventually("known_nodes", 7)
            .eventually("node_up", 6)
            .eventually("node_state", 6)
            .eventually("node_flagged{fail}", 6)
            .reported(Finding.REFUSED)
            .check("nothing"),
        Drill.of("a shard is lost where full coverage is not required")
            .given(
                testbed ->
                    testbed
                        .cluster()
                        .nodes()
                        .forEach(
                            node ->
                                node.command(
                                    "CONFIG", "SET", "cluster-require-full-coverage", "no")))
            .when(
                testbed -> {
                  testbed.node(3).kill();
                  testbed.node(0).kill();
                })
            .immediately("node_up", 4)
            .immediately("node_state", 4)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("slots_uncovered", 5461)
            .immediately("failures_tolerated{node}", 0)
            .immediately("node_slots", 10923)
            .immediately("replication_link_up", 2)
            .eventually("slots_ok", 10923)
            .eventually("slots_fail", 5461)
            .eventually("node_flagged{fail}", 8)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.NOT_OK)
            .check(UNCOVERED));
  }

  private static void openSlot(Testbed testbed) {
    setSlot(testbed.node(0), "IMPORTING", testbed, 2);
    setSlot(testbed.node(2), "MIGRATING", testbed, 0);
  }

  private static void setSlot(RedisServer on, String what, Testbed testbed, int node) {
    on.command("CLUSTER", "SETSLOT", SLOT, what, testbed.cluster().id(testbed.node(node)));
  }

  private static void killAndForget(Testbed testbed) {
    String id = testbed.cluster().id(testbed.node(3));
    testbed.node(3).kill();
    for (RedisServer node : testbed.cluster().nodes()) {
      if (node.isAlive()) {
        node.command("CLUSTER", "FORGET", id);
      }
    }
  }

  private static void addReplica(Testbed testbed) {
    RedisServer added = testbed.cluster().addNode();
    added.command("CLUSTER", "REPLICATE", testbed.cluster().id(testbed.node(0)));
    testbed.cluster().awaitHealthy();
  }
}
