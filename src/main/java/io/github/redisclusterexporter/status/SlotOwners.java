package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which shard owns which slots. */
final class SlotOwners {
  private final ClusterSnapshot snapshot;
  private final Map<String, SlotRanges> byShard = new LinkedHashMap<>();

  SlotOwners(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
    for (Shard shard : snapshot.shards()) {
      BitSet slots = new BitSet(SlotRanges.SLOTS);
      nodes(shard).stream()
          .flatMap(node -> node.id().stream())
          .flatMap(id -> Optional.ofNullable(snapshot.slots().owned().get(id)).stream())
          .forEach(owned -> owned.addTo(slots));
      byShard.put(shard.id(), SlotRanges.of(slots));
    }
  }

  /** The slots of a shard. */
  SlotRanges of(Shard shard) {
    return byShard.getOrDefault(shard.id(), SlotRanges.NONE);
  }

  /** The nodes of a shard, as far as they are known. */
  List<Node> nodes(Shard shard) {
    return snapshot.nodes().stream()
        .filter(node -> node.shard().equals(Optional.of(shard.id())))
        .toList();
  }

  /** The slots that belong to no node, reachable or not. */
  SlotRanges unassigned() {
    BitSet slots = new BitSet(SlotRanges.SLOTS);
    snapshot.slots().uncovered().addTo(slots);
    BitSet owned = new BitSet(SlotRanges.SLOTS);
    snapshot.slots().owned().values().forEach(ranges -> ranges.addTo(owned));
    slots.andNot(owned);
    return SlotRanges.of(slots);
  }
}
