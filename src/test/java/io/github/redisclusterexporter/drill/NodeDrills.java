package io.github.redisclusterexporter.drill;

import static io.github.redisclusterexporter.drill.Signals.ABSENT;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Nodes that end, hang, load, or cannot be reached. The first shard is nodes 0 and 3. */
final class NodeDrills {
  private static final String UNCOVERED = "[ERR] Not all 16384 slots are covered by nodes.";

  private NodeDrills() {}

  static List<Drill> all() {
    AtomicReference<TcpProxy> proxy = new AtomicReference<>();
    AtomicReference<BusNetwork> network = new AtomicReference<>();
    return List.of(
        Drill.of("a replica is killed")
            .when(stage -> stage.node(3).kill())
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("replication_link_up", 2)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("failures_tolerated{node}", 0)
            .soon("node_flagged{fail}", 5)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a primary is killed, and its replica promoted")
            .when(stage -> stage.node(0).kill())
            .atOnce("node_up", 5)
            .atFirst("shard_serving{slot-0}", 0)
            .atFirst("slots_uncovered", 5461)
            .atOnce("failures_tolerated{node}", 0)
            .soon("node_state", 5)
            .soon("replication_link_up", 2)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("node_flagged{fail}", 5)
            .soon("failovers_total{automatic}", 1)
            .soon("failover_duration_seconds_count", 1)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a primary and its replica are killed")
            .when(
                stage -> {
                  stage.node(3).kill();
                  stage.node(0).kill();
                })
            .atOnce("node_up", 4)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("slots_uncovered", 5461)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("node_slots", 10923)
            .atOnce("replication_link_up", 2)
            .soon("state", 0)
            .soon("node_state", 0)
            .soon("slots_ok", 10923)
            .soon("slots_fail", 5461)
            .soon("node_flagged{fail}", 8)
            .atOnce("count(replication_lag_bytes)", 2)
            .check(UNCOVERED),
        Drill.of("two of three primaries are killed at the same time")
            .when(
                stage -> {
                  stage.node(0).kill();
                  stage.node(1).kill();
                })
            .atOnce("node_up", 4)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("shard_serving{slot-5461}", 0)
            .atOnce("slots_uncovered", 10923)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("node_slots", 5461)
            .soon("replication_link_up", 1)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("shard_healthy_replicas{slot-5461}", 0)
            .soon("state", 0)
            .soon("node_state", 0)
            .soon("slots_ok", 5461)
            .soon("slots_pfail", 10923)
            .soon("node_flagged{pfail}", 8)
            .atOnce("count(replication_lag_bytes)", 1)
            .check(UNCOVERED),
        Drill.of("all nodes are killed")
            .when(stage -> stage.cluster().nodes().forEach(node -> node.kill()))
            .atOnce("up", 0)
            .atOnce("state", 0)
            .atOnce("node_up", 0)
            .atOnce("slots_uncovered", 16384)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("shard_serving{slot-5461}", 0)
            .atOnce("shard_serving{slot-10923}", 0)
            .atOnce("shard_healthy_replicas{slot-0}", 0)
            .atOnce("shard_healthy_replicas{slot-5461}", 0)
            .atOnce("shard_healthy_replicas{slot-10923}", 0)
            .atOnce("shard_slots{slot-0}", ABSENT)
            .atOnce("shard_slots{slot-5461}", ABSENT)
            .atOnce("shard_slots{slot-10923}", ABSENT)
            .atOnce("known_nodes", ABSENT)
            .atOnce("size", ABSENT)
            .atOnce("slots_assigned", ABSENT)
            .atOnce("slots_ok", ABSENT)
            .atOnce("slots_pfail", ABSENT)
            .atOnce("slots_fail", ABSENT)
            .atOnce("slots_conflicting", ABSENT)
            .atOnce("slots_migrating", ABSENT)
            .atOnce("slots_importing", ABSENT)
            .atOnce("views", ABSENT)
            .atOnce("failures_tolerated{node}", ABSENT)
            .atOnce("failures_tolerated{host}", ABSENT)
            .atOnce("node_state", ABSENT)
            .atOnce("node_loading", ABSENT)
            .atOnce("node_flagged{fail}", ABSENT)
            .atOnce("node_flagged{pfail}", ABSENT)
            .atOnce("node_slots", ABSENT)
            .atOnce("node_slots_migrating", ABSENT)
            .atOnce("node_slots_importing", ABSENT)
            .atOnce("node_writes_blocked{save_failed}", ABSENT)
            .atOnce("node_writes_blocked{aof_write_failed}", ABSENT)
            .atOnce("node_writes_blocked{replicas_missing}", ABSENT)
            .atOnce("node_writes_blocked{memory_full}", ABSENT)
            .atOnce("replication_link_up", ABSENT)
            .atOnce("replication_sync_in_progress", ABSENT)
            .atOnce("count(replication_lag_bytes)", 0)
            .check("no answer"),
        Drill.of("a primary hangs, and its replica is promoted")
            .when(stage -> stage.node(0).freeze())
            .atOnce("node_up", 5)
            .atOnce("failures_tolerated{node}", 0)
            .soon("node_state", 5)
            .soon("replication_link_up", 2)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("node_flagged{fail}", 5)
            .soon("failovers_total{automatic}", 1)
            .soon("failover_duration_seconds_count", 1)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("hangs"),
        Drill.of("a node cannot be reached by the exporter, only by the others")
            .given(stage -> proxy.set(stage.proxy(stage.node(0))))
            .when(stage -> Objects.requireNonNull(proxy.get()).refuse())
            .atOnce("node_up", 5)
            .atOnce("node_state", 5)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("slots_uncovered", 5461)
            .atOnce("node_slots", 10923)
            .atOnce("failures_tolerated{node}", 0)
            .atOnce("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a primary cannot reach the others, only the exporter can reach it")
            .given(stage -> network.set(BusNetwork.before(stage, stage.node(0))))
            .when(stage -> Objects.requireNonNull(network.get()).isolate(stage.node(0)))
            .soon("node_state", 5)
            .soon("slots_ok", 5461)
            .soon("slots_pfail", 10923)
            .soon("views", 2)
            .soon("node_slots", 21845)
            .soon("node_flagged{fail}", 5)
            .soon("node_flagged{pfail}", 5)
            .soon("replication_link_up", 2)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("failures_tolerated{node}", 0)
            .soon("failovers_total{automatic}", 1)
            .soon("count(replication_lag_bytes)", 2)
            .check("nothing"),
        Drill.of("a replica loads its dataset")
            .given(stage -> stage.node(0).command("DEBUG", "POPULATE", "20000", "key", "100"))
            .when(
                stage -> {
                  stage.node(3).command("CONFIG", "SET", "key-load-delay", "500");
                  stage
                      .node(3)
                      .command("CONFIG", "SET", "loading-process-events-interval-bytes", "1024");
                  stage.node(0).command("DEBUG", "CHANGE-REPL-ID");
                  stage.node(0).command("CLIENT", "KILL", "TYPE", "replica");
                })
            .soon("node_up", 5)
            .soon("node_loading", 1)
            .soon("node_state", 5)
            .soon("shard_healthy_replicas{slot-0}", 0)
            .soon("failures_tolerated{node}", 0)
            .soon("replication_link_up", 2)
            .soon("replication_sync_in_progress", 1)
            .soon("count(replication_lag_bytes)", 2)
            .check("[ERR] Unable to load info for node …"),
        Drill.of("a primary loads its dataset")
            .given(
                stage -> {
                  // On a busy machine it saves for longer than the others wait otherwise.
                  stage
                      .cluster()
                      .nodes()
                      .forEach(
                          node -> node.command("CONFIG", "SET", "cluster-node-timeout", "15000"));
                  stage.node(0).command("DEBUG", "POPULATE", "80000", "key", "100");
                })
            .when(NodeDrills::reload)
            .atOnce("node_up", 5)
            .atOnce("node_loading", 1)
            .atOnce("node_state", 5)
            .atOnce("shard_serving{slot-0}", 0)
            .atOnce("slots_uncovered", 5461)
            .atOnce("node_slots", 10923)
            .atOnce("failures_tolerated{node}", 0)
            .check(UNCOVERED + "; [ERR] Unable to load info for node …"));
  }

  /** As after a restart, only that the others go on seeing it and so do not replace it. */
  private static void reload(Stage stage) throws IOException {
    RedisServer node = stage.node(0);
    node.command("CONFIG", "SET", "key-load-delay", "500");
    node.command("CONFIG", "SET", "loading-process-events-interval-bytes", "1024");
    // It answers when it is done, and nobody waits for that.
    Socket socket = stage.closeLater(new Socket(node.address().host(), node.address().port()));
    socket.getOutputStream().write("DEBUG RELOAD\r\n".getBytes(StandardCharsets.US_ASCII));
    stage.await(
        "it loads", () -> node.field("loading", "INFO", "persistence").equals(Optional.of("1")));
  }
}
