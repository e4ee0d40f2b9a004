package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.Optional;

/**
 * The way of one replica to its primary through a proxy, which can be cut while everybody else
 * reaches both, on the cluster bus and otherwise. The primary announces the port of the proxy,
 * which tells the replica by the address it connects from. Needs Redis 7.0 for {@code
 * bind-source-addr}, and Linux for the rest of 127.0.0.0/8.
 */
final class StreamNetwork {
  private static final String ITS_SOURCE = "127.0.0.9";

  private final TcpProxy proxy;

  private StreamNetwork(TcpProxy proxy) {
    this.proxy = proxy;
  }

  static StreamNetwork before(Stage stage, RedisServer primary, RedisServer replica) {
    TcpProxy proxy = stage.closeLater(TcpProxy.to(primary.address()));
    String port = Integer.toString(proxy.address().port());
    // No ping but what is written moves the stream, so that it can be compared exactly.
    primary.command("CONFIG", "SET", "repl-ping-replica-period", "3600");
    replica.command("CONFIG", "SET", "bind-source-addr", ITS_SOURCE);
    primary.command("CONFIG", "SET", "cluster-announce-port", port);
    stage.await(
        "the replica uses the proxy",
        () ->
            replica.field("master_port", "INFO", "replication").equals(Optional.of(port))
                && replica
                    .field("master_link_status", "INFO", "replication")
                    .equals(Optional.of("up")));
    stage.await(
        "all know the proxy",
        () ->
            stage.cluster().nodes().stream()
                .allMatch(node -> node.text("CLUSTER", "NODES").contains(":" + port + "@")));
    stage.cluster().awaitHealthy();
    return new StreamNetwork(proxy);
  }

  /** Nothing arrives any more; both think that they are connected. */
  void stall() {
    proxy.holdFrom(ITS_SOURCE);
  }

  /** The connection ends, and there is no other. */
  void cut() {
    proxy.refuseFrom(ITS_SOURCE);
  }

  void mend() {
    proxy.forward();
  }
}
