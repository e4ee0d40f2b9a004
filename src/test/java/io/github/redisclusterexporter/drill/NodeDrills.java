package io.github.redisclusterexporter.drill;

import static io.github.redisclusterexporter.drill.Signals.ABSENT;
import static io.github.redisclusterexporter.drill.Signals.ANY;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Nodes that stop, hang, load or are unreachable. Nodes 0 and 3 are the first shard. */
final class NodeDrills {
  private static final String UNCOVERED = "[ERR] Not all 16384 slots are covered by nodes.";

  private NodeDrills() {}

  static List<Drill> all(ServerKind server) {
    boolean answersWhileLoading = server == ServerKind.VALKEY;
    AtomicReference<TcpProxy> proxy = new AtomicReference<>();
    AtomicReference<ProxiedClusterBus> bus = new AtomicReference<>();
    return List.of(
        Drill.of("a replica is killed")
            .when(testbed -> testbed.node(3).kill())
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_flagged{fail}", 5)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.UNPROTECTED)
            .check("nothing"),
        Drill.of("a server without cluster support answers at the address of a replica")
            .when(NodeDrills::replaceByOtherServer)
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("replication_link_up", 2)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_flagged{fail}", 5)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.OTHER_NODE, Finding.UNPROTECTED)
            .check("[ERR] Unable to load info for node …"),
        addressTaken(
            server,
            Drill.of("a node of another cluster answers at the address of a primary")
                .given(testbed -> testbed.setNodeTimeout(Duration.ofSeconds(30)))
                .when(NodeDrills::replaceByOtherCluster)),
        Drill.of("a primary is killed, and its replica promoted")
            .when(testbed -> testbed.node(0).kill())
            .immediately("node_up", 5)
            .temporarily("shard_serving{slot-0}", 0)
            .temporarily("slots_uncovered", 5461)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_state", 5)
            .eventually("replication_link_up", 2)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("node_flagged{fail}", 5)
            .eventually("failovers_total{automatic}", 1)
            .eventually("failover_duration_seconds_count", 1)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.UNPROTECTED)
            .check("nothing"),
        Drill.of("a primary and its replica are killed")
            .when(
                testbed -> {
                  testbed.node(3).kill();
                  testbed.node(0).kill();
                })
            .immediately("node_up", 4)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("slots_uncovered", 5461)
            .immediately("failures_tolerated{node}", 0)
            .immediately("node_slots", 10923)
            .immediately("replication_link_up", 2)
            .eventually("state", 0)
            .eventually("node_state", 0)
            .eventually("slots_ok", 10923)
            .eventually("slots_fail", 5461)
            .eventually("node_flagged{fail}", 8)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.NOT_OK)
            .check(UNCOVERED),
        Drill.of("two of three primaries are killed at the same time")
            .when(
                testbed -> {
                  testbed.node(0).kill();
                  testbed.node(1).kill();
                })
            .immediately("node_up", 4)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("shard_serving{slot-5461}", 0)
            .immediately("slots_uncovered", 10923)
            .immediately("failures_tolerated{node}", 0)
            .immediately("node_slots", 5461)
            .eventually("replication_link_up", 1)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("shard_healthy_replicas{slot-5461}", 0)
            .eventually("state", 0)
            .eventually("node_state", 0)
            .eventually("slots_ok", 5461)
            .eventually("slots_pfail", 10923)
            .eventually("node_flagged{pfail}", 8)
            .immediately("count(replication_lag_bytes)", 1)
            .reported(Finding.REFUSED, Finding.NOT_OK, Finding.LINK_DOWN)
            .check(UNCOVERED),
        Drill.of("all nodes are killed")
            .when(testbed -> testbed.cluster().nodes().forEach(node -> node.kill()))
            .immediately("up", 0)
            .immediately("state", 0)
            .immediately("node_up", 0)
            .immediately("slots_uncovered", ABSENT)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("shard_serving{slot-5461}", 0)
            .immediately("shard_serving{slot-10923}", 0)
            .immediately("shard_healthy_replicas{slot-0}", 0)
            .immediately("shard_healthy_replicas{slot-5461}", 0)
            .immediately("shard_healthy_replicas{slot-10923}", 0)
            .immediately("shard_slots{slot-0}", ABSENT)
            .immediately("shard_slots{slot-5461}", ABSENT)
            .immediately("shard_slots{slot-10923}", ABSENT)
            .immediately("known_nodes", ABSENT)
            .immediately("size", ABSENT)
            .immediately("slots_assigned", ABSENT)
            .immediately("slots_ok", ABSENT)
            .immediately("slots_pfail", ABSENT)
            .immediately("slots_fail", ABSENT)
            .immediately("slots_conflicting", ABSENT)
            .immediately("slots_migrating", ABSENT)
            .immediately("slots_importing", ABSENT)
            .immediately("views", ABSENT)
            .immediately("failures_tolerated{node}", ABSENT)
            .immediately("failures_tolerated{host}", ABSENT)
            .immediately("node_state", ABSENT)
            .immediately("node_loading", ABSENT)
            .immediately("node_flagged{fail}", ABSENT)
            .immediately("node_flagged{pfail}", ABSENT)
            .immediately("node_slots", ABSENT)
            .immediately("node_slots_migrating", ABSENT)
            .immediately("node_slots_importing", ABSENT)
            .immediately("node_writes_blocked{save_failed}", ABSENT)
            .immediately("node_writes_blocked{aof_write_failed}", ABSENT)
            .immediately("node_writes_blocked{replicas_missing}", ABSENT)
            .immediately("node_writes_blocked{memory_full}", ABSENT)
            .immediately("replication_link_up", ABSENT)
            .immediately("replication_sync_in_progress", ABSENT)
            .immediately("count(replication_lag_bytes)", 0)
            .reported(Finding.REFUSED)
            .check("no answer"),
        Drill.of("a primary hangs, and its replica is promoted")
            .when(testbed -> testbed.node(0).freeze())
            .immediately("node_up", 5)
            .immediately("failures_tolerated{node}", 0)
            .eventually("node_state", 5)
            .eventually("replication_link_up", 2)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("node_flagged{fail}", 5)
            .eventually("failovers_total{automatic}", 1)
            .eventually("failover_duration_seconds_count", 1)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.TIMEOUT, Finding.UNPROTECTED)
            .check("hangs"),
        Drill.of("a node cannot be reached by the exporter, only by the others")
            .given(testbed -> proxy.set(testbed.proxy(testbed.node(0))))
            .when(testbed -> Objects.requireNonNull(proxy.get()).refuse())
            .immediately("node_up", 5)
            .immediately("node_state", 5)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("slots_uncovered", 5461)
            .immediately("node_slots", 10923)
            .immediately("failures_tolerated{node}", 0)
            .immediately("count(replication_lag_bytes)", 2)
            .reported(Finding.REFUSED, Finding.NOT_OK)
            .check("nothing"),
        Drill.of("a primary cannot reach the others, only the exporter can reach it")
            .given(testbed -> bus.set(ProxiedClusterBus.install(testbed, testbed.node(0))))
            .when(testbed -> Objects.requireNonNull(bus.get()).isolate(testbed.node(0)))
            .eventually("node_state", 5)
            .eventually("slots_ok", 5461)
            .eventually("slots_pfail", 10923)
            .eventually("views", 2)
            .eventually("node_slots", 21845)
            .eventually("node_flagged{fail}", 5)
            .eventually("node_flagged{pfail}", 5)
            .eventually("replication_link_up", 2)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("failures_tolerated{node}", 0)
            .eventually("failovers_total{automatic}", 1)
            .eventually("failover_duration_seconds_count", server == ServerKind.VALKEY ? ANY : 0)
            .eventually("count(replication_lag_bytes)", 2)
            .reported(Finding.NOT_OK, Finding.FLAGGED, Finding.UNPROTECTED)
            .check("nothing"),
        Drill.of("a replica loads its dataset")
            .given(testbed -> populate(testbed.node(0), 20_000))
            .when(
                testbed -> {
                  loadSlowly(testbed.node(3));
                  testbed.node(0).command("DEBUG", "CHANGE-REPL-ID");
                  testbed.node(0).command("CLIENT", "KILL", "TYPE", "replica");
                })
            .eventually("node_up", 5)
            .eventually("node_loading", 1)
            .eventually("node_state", answersWhileLoading ? 6 : 5)
            .eventually("shard_healthy_replicas{slot-0}", 0)
            .eventually("failures_tolerated{node}", 0)
            .eventually("replication_link_up", 2)
            .eventually("replication_sync_in_progress", 1)
            .eventually("count(replication_lag_bytes)", 2)
            .reported(Finding.LOADING, Finding.UNPROTECTED)
            .check(answersWhileLoading ? "nothing" : "[ERR] Unable to load info for node …"),
        Drill.of("a primary loads its dataset")
            .given(
                testbed -> {
                  // On a busy machine saving takes longer than the default node timeout.
                  testbed.setNodeTimeout(Duration.ofSeconds(15));
                  populate(testbed.node(0), 80_000);
                })
            .when(NodeDrills::reload)
            .immediately("node_up", 5)
            .immediately("node_loading", 1)
            .immediately("node_state", answersWhileLoading ? 6 : 5)
            .immediately("shard_serving{slot-0}", 0)
            .immediately("slots_uncovered", 5461)
            .immediately("node_slots", answersWhileLoading ? 16384 : 10923)
            .immediately("failures_tolerated{node}", 0)
            .eventually("count(replication_lag_bytes)", server == ServerKind.REDIS_62 ? 2 : 3)
            .reported(Finding.LOADING, Finding.NOT_OK)
            .check(
                answersWhileLoading
                    ? "nothing"
                    : UNCOVERED + "; [ERR] Unable to load info for node …"));
  }

  /**
   * Completes a drill in which another node answers at the address of the first primary. Redis
   * forgets the address, and then never finds the primary failed; its replica synchronizes with the
   * other node. On Valkey the replica is promoted.
   */
  static Drill addressTaken(ServerKind server, Drill.Builder drill) {
    if (server == ServerKind.VALKEY) {
      return drill
          .immediately("node_up", 5)
          .immediately("failures_tolerated{node}", 0)
          .eventually("node_state", 5)
          .eventually("replication_link_up", 2)
          .eventually("shard_healthy_replicas{slot-0}", 0)
          .eventually("node_flagged{fail}", 5)
          .eventually("failovers_total{automatic}", 1)
          .eventually("failover_duration_seconds_count", 1)
          .immediately("count(replication_lag_bytes)", 2)
          .reported(Finding.OTHER_NODE_OR_NO_ADDRESS, Finding.UNPROTECTED)
          .check("nothing");
    }
    return drill
        .immediately("node_up", 5)
        .immediately("node_state", 5)
        .immediately("shard_serving{slot-0}", 0)
        .immediately("slots_uncovered", 5461)
        .immediately("node_slots", 10923)
        .immediately("failures_tolerated{node}", 0)
        .immediately("count(replication_lag_bytes)", 2)
        .reported(Finding.OTHER_NODE_OR_NO_ADDRESS, Finding.NOT_OK)
        .check(UNCOVERED);
  }

  /** Redis 6.2 replies while it loads only once per 2 MB of the file. */
  private static void populate(RedisServer node, int keys) {
    if (node.binary().isAtLeast(7)) {
      node.command("DEBUG", "POPULATE", Integer.toString(keys), "key", "100");
    } else {
      node.command("CONFIG", "SET", "rdbcompression", "no");
      node.command("DEBUG", "POPULATE", Integer.toString(keys / 4), "key", "4000");
    }
  }

  private static void loadSlowly(RedisServer node) {
    if (node.binary().isAtLeast(7)) {
      node.command("CONFIG", "SET", "key-load-delay", "500");
      node.command("CONFIG", "SET", "loading-process-events-interval-bytes", "1024");
    } else {
      node.command("CONFIG", "SET", "key-load-delay", "1000");
    }
  }

  private static void replaceByOtherServer(Testbed testbed) {
    RedisServer replica = testbed.node(3);
    replica.kill();
    testbed.closeLater(
        RedisServer.builder(replica.binary()).port(replica.address().port()).start());
  }

  private static void replaceByOtherCluster(Testbed testbed) {
    RedisServer primary = testbed.node(0);
    primary.kill();
    testbed.closeLater(
        RedisCluster.builder()
            .primaries(1)
            .replicasPerPrimary(0)
            .binary(primary.binary())
            .firstPort(primary.address().port())
            .start());
  }

  /** Loads the dataset as after a restart; the other nodes still reach it and do not replace it. */
  private static void reload(Testbed testbed) throws IOException {
    RedisServer node = testbed.node(0);
    loadSlowly(node);
    // The reply arrives after the load, and is not read.
    Socket socket = testbed.closeLater(new Socket(node.address().host(), node.address().port()));
    socket.getOutputStream().write("DEBUG RELOAD\r\n".getBytes(StandardCharsets.US_ASCII));
    testbed.await(
        "the node is loading",
        () -> node.field("loading", "INFO", "persistence").equals(Optional.of("1")));
  }
}
