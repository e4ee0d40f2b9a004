package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.queue.PatternMatches;
import java.util.OptionalDouble;

/** What the patterns have found that queues are configured by. */
final class PatternsGroup {
  private PatternsGroup() {}

  static Group<PatternMatches> group() {
    return Group.ofPatterns("patterns")
        .gauge(
            "redis_cluster_queue_pattern_complete",
            "1 when the last search looked at all keys of all primaries; 0 before the first, and when"
                + " a primary was gone or refused, slots were moving or moved, or there were too"
                + " many keys (SCAN).",
            matches -> OptionalDouble.of(matches.complete() ? 1 : 0))
        .gauge(
            "redis_cluster_queue_pattern_keys",
            "Keys that are queues because of the pattern, those included that are empty since the"
                + " search before.",
            matches -> OptionalDouble.of(matches.kept().size()))
        .gauge(
            "redis_cluster_queue_pattern_keys_over_limit",
            "Keys that match and are no queues: beyond max-keys, or no plain text; absent before the"
                + " first search.",
            matches ->
                matches.over().isPresent()
                    ? OptionalDouble.of(matches.over().getAsInt())
                    : OptionalDouble.empty())
        .build();
  }
}
