package io.github.redisclusterexporter;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A real cluster that is asked for keys as its clients do: each command goes to the key's owner.
 */
final class QueueCluster implements AutoCloseable {
  private final RedisCluster cluster;
  private final Map<Long, RedisServer> owners = new TreeMap<>();

  private QueueCluster(RedisCluster cluster) {
    this.cluster = cluster;
  }

  /** Three primaries with a replica each; on a busy machine, too, none is taken for dead. */
  static QueueCluster start(RedisBinary binary) {
    return of(builder(binary, Duration.ofSeconds(5)));
  }

  /** Three primaries with a replica each, which fails over as soon as one does not answer. */
  static QueueCluster failingOver(RedisBinary binary) {
    return of(builder(binary, Duration.ofSeconds(1)));
  }

  /** The same, but a replica takes over only by command, or when {@link #mayTakeOver} says so. */
  static QueueCluster withoutElections(RedisBinary binary) {
    return of(builder(binary, Duration.ofSeconds(1)).directive("cluster-replica-no-failover yes"));
  }

  private static RedisCluster.Builder builder(RedisBinary binary, Duration nodeTimeout) {
    return RedisCluster.builder()
        .binary(binary)
        .nodeTimeout(nodeTimeout)
        // Replication's own traffic would be counted among the reads.
        .directive("repl-ping-replica-period 3600");
  }

  private static QueueCluster of(RedisCluster.Builder builder) {
    return new QueueCluster(builder.start());
  }

  static void mayTakeOver(RedisServer replica, boolean may) {
    replica.command("CONFIG", "SET", "cluster-replica-no-failover", may ? "no" : "yes");
  }

  RedisCluster cluster() {
    return cluster;
  }

  /** By the server's own hash. */
  long slotOf(String key) {
    return (Long) Objects.requireNonNull(cluster.node(0).command("CLUSTER", "KEYSLOT", key));
  }

  /** As it is now. */
  RedisServer ownerOf(String key) {
    RedisServer owner = cluster.ownerOf((int) slotOf(key)).orElseThrow();
    owners.put(slotOf(key), owner);
    return owner;
  }

  /** Sends a command whose key is its second word, or the third after XGROUP. */
  @Nullable Object run(String... words) {
    String key = words[words[0].equals("XGROUP") ? 2 : 1];
    RedisServer owner = owners.get(slotOf(key));
    return (owner == null ? ownerOf(key) : owner).command(words);
  }

  /** Runs a script with this key. */
  void script(String key, String text) {
    Object unused = ownerOf(key).command("EVAL", text, "1", key);
  }

  void flush() {
    cluster.primaries().forEach(node -> node.command("FLUSHALL"));
  }

  Map<String, String> environment() {
    return Map.of("REDIS_CLUSTER_NODES", cluster.node(0).address().toString());
  }

  @Override
  public void close() {
    cluster.close();
  }

  @Override
  public String toString() {
    return cluster.node(0).binary().toString();
  }
}
