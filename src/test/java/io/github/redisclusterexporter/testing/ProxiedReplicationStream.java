package io.github.redisclusterexporter.testing;

import java.util.List;
import java.util.Optional;

/**
 * A proxy between one replica and its primary, to interrupt their replication stream while all
 * other connections of both continue to work. The primary announces the port of the proxy, which
 * recognizes the replica by its source address.
 */
public final class ProxiedReplicationStream implements AutoCloseable {
  private final TcpProxy proxy;

  private ProxiedReplicationStream(TcpProxy proxy) {
    this.proxy = proxy;
  }

  /** Starts the proxy, and waits until the replica uses it and all nodes know it. */
  public static ProxiedReplicationStream install(
      RedisCluster cluster, RedisServer primary, RedisServer replica) {
    TcpProxy proxy = TcpProxy.to(primary.address());
    String port = Integer.toString(proxy.address().port());
    // Without pings only writes advance the stream, so that offsets can be compared exactly. No
    // side may take the silence for a failure.
    primary.command("CONFIG", "SET", "repl-ping-replica-period", "3600");
    List.of(primary, replica)
        .forEach(node -> node.command("CONFIG", "SET", "repl-timeout", "3600"));
    TcpProxy.setSourceAddress(replica);
    primary.command("CONFIG", "SET", "cluster-announce-port", port);
    Eventually.await(
        "the replica uses the proxy",
        () ->
            replica.field("master_port", "INFO", "replication").equals(Optional.of(port))
                && replica
                    .field("master_link_status", "INFO", "replication")
                    .equals(Optional.of("up")));
    Eventually.await(
        "all other nodes know the proxy",
        () ->
            cluster.nodes().stream()
                .filter(node -> node != primary)
                .allMatch(node -> node.text("CLUSTER", "NODES").contains(":" + port + "@")));
    cluster.awaitHealthy();
    return new ProxiedReplicationStream(proxy);
  }

  /** Holds back all data; the connection stays open on both sides. */
  public void stall() {
    proxy.holdFrom(TcpProxy.SOURCE_ADDRESS);
  }

  /** Closes the connection and refuses new ones. */
  public void cut() {
    proxy.refuseFrom(TcpProxy.SOURCE_ADDRESS);
  }

  /** Ends the interruption. */
  public void restore() {
    proxy.forward();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
