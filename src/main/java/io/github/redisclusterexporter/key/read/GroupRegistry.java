package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.net.Deadline;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The key groups, and the last pass of each. Safe for any number of threads. */
final class GroupRegistry {
  private final Map<KeyGroup, KeyGroupFacts> groups = new LinkedHashMap<>();
  private final Clock clock;

  GroupRegistry(List<KeyGroup> configured, Clock clock) {
    this.clock = clock;
    configured.forEach(group -> groups.put(group, KeyGroupFacts.unknown(group)));
  }

  /** One search for each group. */
  synchronized List<KeySearch> searches() {
    return groups.keySet().stream()
        .<KeySearch>map(
            group ->
                new GroupSearch(
                    group, clock, new SplittableRandom(), outcome -> ended(group, outcome)))
        .toList();
  }

  private synchronized void ended(KeyGroup group, GroupSearch.Outcome outcome) {
    groups.computeIfPresent(
        group,
        (same, facts) ->
            outcome.isComplete() ? facts.after(outcome.pass()) : facts.afterIncompletePass());
    notifyAll();
  }

  /** Every group once. */
  synchronized List<KeyGroupFacts> facts() {
    return List.copyOf(groups.values());
  }

  /** Waits until a pass for each group has ended; false when the deadline passed before. */
  synchronized boolean awaitPasses(Deadline deadline) throws InterruptedException {
    while (groups.values().stream().anyMatch(facts -> facts.isComplete().isEmpty())) {
      long millis = deadline.remaining().toMillis();
      if (millis == 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
