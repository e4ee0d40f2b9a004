package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.Optional;

/**
 * A proxy between one replica and its primary, to interrupt their replication stream while all
 * other connections of both continue to work. The primary announces the port of the proxy, which
 * recognizes the replica by its source address.
 */
final class ProxiedReplicationStream {

  private final TcpProxy proxy;

  private ProxiedReplicationStream(TcpProxy proxy) {
    this.proxy = proxy;
  }

  static ProxiedReplicationStream install(
      Testbed testbed, RedisServer primary, RedisServer replica) {
    TcpProxy proxy = testbed.closeLater(TcpProxy.to(primary.address()));
    String port = Integer.toString(proxy.address().port());
    // Without pings only writes advance the stream, so that offsets can be compared exactly.
    primary.command("CONFIG", "SET", "repl-ping-replica-period", "3600");
    Testbed.setSourceAddress(replica);
    primary.command("CONFIG", "SET", "cluster-announce-port", port);
    testbed.await(
        "the replica uses the proxy",
        () ->
            replica.field("master_port", "INFO", "replication").equals(Optional.of(port))
                && replica
                    .field("master_link_status", "INFO", "replication")
                    .equals(Optional.of("up")));
    testbed.await(
        "all other nodes know the proxy",
        () ->
            testbed.cluster().nodes().stream()
                .filter(node -> node != primary)
                .allMatch(node -> node.text("CLUSTER", "NODES").contains(":" + port + "@")));
    testbed.cluster().awaitHealthy();
    return new ProxiedReplicationStream(proxy);
  }

  /** Holds back all data; the connection stays open on both sides. */
  void stall() {
    proxy.holdFrom(Testbed.SOURCE_ADDRESS);
  }

  /** Closes the connection and refuses new ones. */
  void cut() {
    proxy.refuseFrom(Testbed.SOURCE_ADDRESS);
  }

  /** Ends the interruption. */
  void restore() {
    proxy.forward();
  }
}
