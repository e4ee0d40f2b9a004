package io.github.redisclusterexporter.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A set of slots and the nodes that hold it.
 *
 * @param id the {@code shard} label: the shard id of the server (Redis 7.2 and later), else {@code
 *     slot-} and the lowest slot when the shard was first seen
 * @param slots number of slots; empty when no node reports it
 * @param primary the reachable primary that serves the slots; empty when there is none
 * @param replicas all replicas, reachable or not
 */
public record Shard(String id, OptionalInt slots, Optional<Node> primary, List<Node> replicas) {

  public Shard {
    replicas = List.copyOf(replicas);
  }

  /** The same shard with other objects for its nodes. */
  Shard withNodes(UnaryOperator<Node> replacement) {
    return new Shard(
        id, slots, primary.map(replacement), replicas.stream().map(replacement).toList());
  }

  /** Whether a reachable primary serves the slots. */
  public boolean isServing() {
    return primary.isPresent();
  }

  /**
   * Number of reachable replicas whose replication link is up, that no node flags as failed, and
   * that an election can promote.
   */
  public int healthyReplicas() {
    return (int)
        replicas.stream().filter(node -> isElectable(node) && node.isReplicationLinkUp()).count();
  }

  /** The primary and the replicas that can be promoted. */
  Stream<Node> electable() {
    return Stream.concat(
        primary.stream(),
        replicas.stream()
            // Without a primary, the replication link of every replica is down.
            .filter(
                node -> isElectable(node) && (primary.isEmpty() || node.isReplicationLinkUp())));
  }

  private static boolean isElectable(Node node) {
    return node.isUp() && !node.failureFlags().isFailed() && node.failureFlags().electable();
  }
}
