package io.github.redisclusterexporter.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A part of the slots, and the nodes that hold it.
 *
 * @param id the {@code shard} label: the server's own where it has one, else {@code slot-} and the
 *     lowest slot
 * @param slots how many it holds; empty when nobody tells
 * @param primary the reachable primary that serves them; empty when there is none
 * @param replicas all it has, in whatever state
 */
public record Shard(String id, OptionalInt slots, Optional<Node> primary, List<Node> replicas) {

  public Shard {
    replicas = List.copyOf(replicas);
  }

  /** As the next scrape remembers it. */
  Shard withoutMeasurements() {
    return new Shard(
        id,
        slots,
        primary.map(Node::withoutMeasurements),
        replicas.stream().map(Node::withoutMeasurements).toList());
  }

  /** A reachable primary serves its slots. */
  public boolean isServing() {
    return primary.isPresent();
  }

  /** Reachable replicas whose link is up and that nobody flags as failed. */
  public int healthyReplicas() {
    return (int) replicas.stream().filter(node -> isSound(node) && node.isLinkUp()).count();
  }

  /**
   * What is left of it, in units that fail together.
   *
   * @return empty when some node's unit is not known
   */
  Optional<Redundancy.ShardMembers> members(FailureDomain unit) {
    List<String> able = new ArrayList<>();
    primary.ifPresent(node -> able.add(unit.of(node)));
    replicas.stream()
        // Without a primary there is no link to judge a replica by.
        .filter(node -> isSound(node) && (primary.isEmpty() || node.isLinkUp()))
        .filter(node -> node.standing().electable())
        .forEach(node -> able.add(unit.of(node)));
    return able.contains("")
        ? Optional.empty()
        : Optional.of(new Redundancy.ShardMembers(primary.map(unit::of), able));
  }

  private static boolean isSound(Node node) {
    return node.isUp() && !node.standing().isFailed();
  }
}
