package io.github.redisclusterexporter.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many failures a cluster tolerates.
 *
 * <p>After a failure the cluster serves all slots as long as a majority of its primaries is left
 * for elections and each shard has a node left that can serve. Both are counted in failure domains:
 * nodes, hosts or zones.
 */
final class Redundancy {
  private Redundancy() {}

  /**
   * The failure domains of the usable nodes of one shard.
   *
   * @param primary domain of the primary; empty when the shard has no reachable primary
   * @param electable domains of the primary and of the replicas that can be promoted
   */
  record ShardDomains(Optional<String> primary, List<String> electable) {
    ShardDomains {
      electable = List.copyOf(electable);
    }
  }

  /**
   * The largest number of failure domains that may fail, whichever they are, with every slot still
   * served afterwards.
   *
   * @param shards one element for each shard with slots, also for shards without a primary
   * @return 0 when the next failure can cause an outage, or there is an outage already
   */
  static int failuresTolerated(Collection<ShardDomains> shards) {
    return Math.max(0, Math.min(failuresToLoseShard(shards), failuresToLoseMajority(shards)) - 1);
  }

  /** The smallest number of domains that contain all electable nodes of one shard. */
  private static int failuresToLoseShard(Collection<ShardDomains> shards) {
    return shards.stream()
        .mapToInt(shard -> new HashSet<>(shard.electable()).size())
        .min()
        .orElse(0);
  }

  /** The smallest number of domains without which the remaining primaries are no majority. */
  private static int failuresToLoseMajority(Collection<ShardDomains> shards) {
    int majority = shards.size() / 2 + 1;
    Map<String, Integer> primariesByDomain = new HashMap<>();
    shards.forEach(
        shard ->
            shard.primary().ifPresent(domain -> primariesByDomain.merge(domain, 1, Integer::sum)));
    List<Integer> largestFirst =
        primariesByDomain.values().stream().sorted(Collections.reverseOrder()).toList();
    int left = largestFirst.stream().mapToInt(Integer::intValue).sum();
    int lost = 0;
    while (left >= majority) {
      left -= largestFirst.get(lost++);
    }
    return lost;
  }
}
