package io.github.redisclusterexporter.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much more a cluster can lose.
 *
 * <p>It goes on serving after a loss as long as a majority of its primaries is left to elect, and
 * each shard has a member left to serve. Both are counted in units that fail together: nodes,
 * hosts, zones.
 */
final class Redundancy {
  private Redundancy() {}

  /**
   * What is left of one shard.
   *
   * @param primary unit of its primary; empty when that is lost already
   * @param able units of the members that serve or can be promoted, the primary among them
   */
  record ShardMembers(Optional<String> primary, List<String> able) {
    ShardMembers {
      able = List.copyOf(able);
    }
  }

  /**
   * The largest number of units of which any may be lost with every slot served afterwards.
   *
   * @param shards one a shard with slots, those without a primary included
   * @return 0 when the next loss can be an outage, or there is one already
   */
  static int tolerated(Collection<ShardMembers> shards) {
    return Math.max(0, Math.min(toLoseAShard(shards), toLoseTheMajority(shards)) - 1);
  }

  /** The fewest units that hold all able members of some shard. */
  private static int toLoseAShard(Collection<ShardMembers> shards) {
    return shards.stream().mapToInt(shard -> new HashSet<>(shard.able()).size()).min().orElse(0);
  }

  /** The fewest units without which the primaries that are left are no majority. */
  private static int toLoseTheMajority(Collection<ShardMembers> shards) {
    int majority = shards.size() / 2 + 1;
    Map<String, Integer> primariesIn = new HashMap<>();
    shards.forEach(
        shard -> shard.primary().ifPresent(unit -> primariesIn.merge(unit, 1, Integer::sum)));
    List<Integer> largestFirst =
        primariesIn.values().stream().sorted(Collections.reverseOrder()).toList();
    int left = largestFirst.stream().mapToInt(Integer::intValue).sum();
    int lost = 0;
    while (left >= majority) {
      left -= largestFirst.get(lost++);
    }
    return lost;
  }
}
