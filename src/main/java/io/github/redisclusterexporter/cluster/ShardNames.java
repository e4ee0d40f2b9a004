package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The names of the shards: the shard id of the server (Redis 7.2 and later), or else {@code slot-}
 * and the lowest slot when the shard was first seen.
 *
 * <p>A name stays with the node that owns slots, whichever these are, and goes to the replica that
 * replaces it. Several owners may report the same shard id: CLUSTER RESET SOFT keeps the id of a
 * replica that then becomes a primary. Only one of them has it as its name.
 */
final class ShardNames {
  private static final String SLOT_PREFIX = "slot-";
  private static final int ID_PREFIX = 8;

  private final SlotOwnership ownership;
  private final Map<String, String> serverIds;

  /** The nodes of the previous snapshot, by id. */
  private final Map<String, Node> previous = new HashMap<>();

  private final Map<String, String> names = new HashMap<>();

  /**
   * @param serverIds the shard ids that servers report, by the id of the primary
   */
  ShardNames(SlotOwnership ownership, Map<String, String> serverIds, ClusterSnapshot before) {
    this.ownership = ownership;
    this.serverIds = serverIds;
    before.nodes().forEach(node -> node.id().ifPresent(id -> previous.put(id, node)));
    // The same order in every exporter, also when all names are new.
    List<String> owners =
        ownership.owners().stream()
            .sorted(
                Comparator.comparingInt((String id) -> -ownership.slotsOf(id).size())
                    .thenComparingInt(id -> ownership.slotsOf(id).lowest().orElseThrow()))
            .toList();
    List<String> sameOwners = owners.stream().filter(before.owners()::contains).toList();
    Predicate<String> hasNewServerId = this::hasNewServerId;
    sameOwners.stream().filter(hasNewServerId.negate()).forEach(id -> assign(id, previousName(id)));
    sameOwners.stream().filter(hasNewServerId).forEach(id -> assign(id, serverId(id)));
    sameOwners.forEach(id -> assign(id, previousName(id)));
    // Replicas that have replaced their primary.
    owners.forEach(id -> assign(id, previousName(id)));
    owners.forEach(id -> assign(id, serverId(id)));
    owners.stream().filter(id -> !names.containsKey(id)).forEach(id -> names.put(id, slotName(id)));
  }

  /** The name of the shard of a node that owns slots. */
  Optional<String> of(String ownerId) {
    return Optional.ofNullable(names.get(ownerId));
  }

  private void assign(String id, Optional<String> name) {
    if (!names.containsKey(id)) {
      name.filter(free -> !names.containsValue(free)).ifPresent(free -> names.put(id, free));
    }
  }

  /** Whether the shard may have its name only because its id was not known yet. */
  private boolean hasNewServerId(String id) {
    Optional<String> previousServerId =
        Optional.ofNullable(previous.get(id))
            .flatMap(Node::report)
            .flatMap(report -> report.get(Collector.SHARD_ID));
    return serverIds.containsKey(id)
        && previousServerId.isEmpty()
        && previousName(id).filter(name -> name.startsWith(SLOT_PREFIX)).isPresent();
  }

  private Optional<String> previousName(String id) {
    return Optional.ofNullable(previous.get(id)).flatMap(Node::shard);
  }

  private Optional<String> serverId(String id) {
    return Optional.ofNullable(serverIds.get(id));
  }

  /** The lowest slot may be the name of the shard that had it before. */
  private String slotName(String id) {
    SlotRanges slots = ownership.slotsOf(id);
    int lowest = slots.lowest().orElseThrow();
    return slots.ranges().stream()
        .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
        .mapToObj(slot -> SLOT_PREFIX + slot)
        .filter(name -> !names.containsValue(name))
        .findFirst()
        .orElseGet(
            () -> SLOT_PREFIX + lowest + "-" + id.substring(0, Math.min(ID_PREFIX, id.length())));
  }
}
