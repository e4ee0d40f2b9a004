package io.github.redisclusterexporter.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

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
   * The largest number of failure domains that may fail, whichever they are, with every slot still
   * served afterwards.
   *
   * @param shards all shards with slots, also those without a primary
   * @return 0 when the next failure can cause an outage, or there is an outage already; empty when
   *     the domain of a node is unknown
   */
  static OptionalInt failuresTolerated(List<Shard> shards, FailureDomain domain) {
    List<Set<String>> electable =
        shards.stream()
            .map(shard -> shard.electable().map(domain::of).collect(Collectors.toSet()))
            .toList();
    if (electable.stream().anyMatch(domains -> domains.contains(""))) {
      return OptionalInt.empty();
    }
    int toLoseShard = electable.stream().mapToInt(Set::size).min().orElse(0);
    return OptionalInt.of(
        Math.max(0, Math.min(toLoseShard, failuresToLoseMajority(shards, domain)) - 1));
  }

  /** The smallest number of domains without which the remaining primaries are no majority. */
  private static int failuresToLoseMajority(List<Shard> shards, FailureDomain domain) {
    Map<String, Long> primariesByDomain =
        shards.stream()
            .flatMap(shard -> shard.primary().stream())
            .collect(Collectors.groupingBy(domain::of, Collectors.counting()));
    List<Long> largestFirst =
        primariesByDomain.values().stream().sorted(Collections.reverseOrder()).toList();
    int majority = shards.size() / 2 + 1;
    long left = largestFirst.stream().mapToLong(Long::longValue).sum();
    int lost = 0;
    while (left >= majority) {
      left -= largestFirst.get(lost++);
    }
    return lost;
  }
}
