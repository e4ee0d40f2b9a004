package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notice.ticket;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.ProxiedReplicationStream;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** Servers that answer late, or are behind. */
final class PerformanceScenarios {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** In each direction; both together are more than 300 ms. */
  private static final Duration DELAY = Duration.ofMillis(160);

  /**
   * An exporter has 3 s for a node with the shipped settings, and 1 s with the shorter scrape
   * timeout of a faster run. This is too close to the 0.65 s that it needs with the delay.
   */
  private static final Duration MARGIN = Duration.ofMillis(100);

  /** As much as the primary keeps for a replica that comes back. */
  private static final int BACKLOG = 1 << 20;

  private static final int MAX_CLIENTS = 100;

  private PerformanceScenarios() {}

  static List<Scenario> all() {
    AtomicReference<TcpProxy> way = new AtomicReference<>();
    AtomicReference<ProxiedReplicationStream> stream = new AtomicReference<>();
    return List.of(
        Scenario.of(
                "primary-delayed",
                opening -> {
                  Scene scene = opening.withoutReplicas();
                  scene.property("scrape.timeout-margin", MARGIN.toMillis() + "ms");
                  way.set(scene.proxied(0));
                  return scene;
                })
            .tells(
                scene -> Objects.requireNonNull(way.get()).delay(DELAY),
                scene -> List.of(ticket("RedisClusterNodeSlow", "node", scene.address(0))))
            .recoversBy(scene -> Objects.requireNonNull(way.get()).forward()),
        Scenario.of(
                "replica-behind",
                opening -> {
                  Scene scene = opening.cluster();
                  stream.set(
                      scene.closeLater(
                          ProxiedReplicationStream.install(
                              scene.cluster(), scene.node(0), scene.node(3))));
                  return scene;
                })
            .tells(
                scene -> {
                  Objects.requireNonNull(stream.get()).stall();
                  Writes.add(scene.node(0), "b", BACKLOG);
                },
                scene -> List.of(ticket("RedisClusterReplicaLagging", "node", scene.address(3))))
            .recoversBy(scene -> Objects.requireNonNull(stream.get()).restore()),
        Scenario.of("without-replicas", Opening::withoutReplicas)
            .staysQuiet(Duration.ofMinutes(20)),
        Scenario.of("node-frozen-for-seconds", PerformanceScenarios::withFewConnections)
            .tellsNothing(scene -> freezeUnderConnections(scene.node(3))));
  }

  private static Scene withFewConnections(Opening opening) {
    Scene scene = opening.cluster();
    scene.node(3).command("CONFIG", "SET", "maxclients", Integer.toString(MAX_CLIENTS));
    return scene;
  }

  /** Clients that wait for a frozen node open more connections; it refuses some when it goes on. */
  private static void freezeUnderConnections(RedisServer node) {
    List<Connection> connections = new ArrayList<>(List.of(node.client().connect()));
    node.freeze();
    try {
      for (int i = 0; i < MAX_CLIENTS; i++) {
        connections.add(node.client().connect());
      }
    } finally {
      node.thaw();
    }
    Eventually.await(
        BOUND,
        node + " has refused connections",
        () -> !stats(connections.get(0)).contains("rejected_connections:0"));
    connections.forEach(Connection::close);
  }

  private static String stats(Connection connection) {
    connection.sendCommand(Protocol.Command.INFO, "stats");
    return connection.getBulkReply();
  }
}
