package io.github.redisclusterexporter.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys that a pattern has found, as far as they have series. A key that has them keeps them
 * while it is found: with a full list, the next one to come must not push another one out. It keeps
 * them for a while after that, too: Redis removes a queue that is empty.
 *
 * @param kept when each was last found, in the order in which they came
 * @param over how many more matched in the last search, as far as it came; empty before it
 * @param complete whether the last search looked at all keys of all primaries
 */
public record PatternMatches(
    QueuesConfig.Pattern pattern, Map<String, Instant> kept, OptionalInt over, boolean complete) {

  public PatternMatches {
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
  }

  /** Of the pattern. */
  public String name() {
    return pattern.name();
  }

  /** Before anything was looked for. */
  public static PatternMatches none(QueuesConfig.Pattern pattern) {
    return new PatternMatches(pattern, Map.of(), OptionalInt.empty(), false);
  }

  /**
   * What one search found.
   *
   * @param keys in any order; one key may come twice, since it may move while nodes are searched
   * @param complete whether it looked at all keys of all primaries
   * @param at when it ended
   */
  public record Search(Collection<String> keys, boolean complete, Instant at) {}

  /**
   * After another search.
   *
   * @param taken keys that are queues already, by name or by another pattern
   * @param forgetAfter how long a key stays that is no longer found
   */
  public PatternMatches after(Search search, Set<String> taken, Duration forgetAfter) {
    Set<String> found = new TreeSet<>(search.keys());
    found.removeAll(taken);
    Map<String, Instant> now = new LinkedHashMap<>();
    kept.forEach(
        (key, last) -> {
          // A clock that was set back must not keep keys until it has caught up.
          boolean isFuture = last.isAfter(search.at());
          Instant seen = found.contains(key) || isFuture ? search.at() : last;
          if (!taken.contains(key) && seen.plus(forgetAfter).isAfter(search.at())) {
            now.put(key, seen);
          }
        });
    int over = 0;
    for (String key : found) {
      if (!now.containsKey(key)) {
        if (now.size() < pattern.maxKeys() && isPlain(key)) {
          now.put(key, search.at());
        } else {
          over++;
        }
      }
    }
    return new PatternMatches(pattern, now, OptionalInt.of(over), search.complete());
  }

  /** What is no text cannot be a label, nor be asked for. */
  private static boolean isPlain(String key) {
    return !key.isEmpty() && key.chars().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
  }

  /** The queues; their keys are their names. */
  public List<QueueDefinition> definitions() {
    return kept.keySet().stream()
        .map(key -> new QueueDefinition(key, key, pattern.rules()))
        .toList();
  }
}
