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
 * The keys that match a pattern and have series. A key keeps its series while scans find it: when
 * the limit is reached, a new key does not replace another one. It also keeps them for some time
 * after that, because Redis deletes the key of an empty queue.
 *
 * @param kept when each key was last found, in the order of their first matches
 * @param over how many more keys matched in the last scan; empty before the first
 * @param complete whether the last scan covered all keys of all primaries
 */
public record PatternMatches(
    QueuesConfig.Pattern pattern, Map<String, Instant> kept, OptionalInt over, boolean complete) {

  public PatternMatches {
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
  }

  public String name() {
    return pattern.name();
  }

  public static PatternMatches none(QueuesConfig.Pattern pattern) {
    return new PatternMatches(pattern, Map.of(), OptionalInt.empty(), false);
  }

  /** The result of one scan. A key that moves during the scan may occur twice. */
  public record Scan(Collection<String> keys, boolean complete, Instant at) {}

  /**
   * After another scan.
   *
   * @param taken keys that are queues already, by name or by another pattern
   * @param forgetAfter how long a key stays after it was last found
   */
  public PatternMatches after(Scan scan, Set<String> taken, Duration forgetAfter) {
    Set<String> found = new TreeSet<>(scan.keys());
    found.removeAll(taken);
    Map<String, Instant> now = new LinkedHashMap<>();
    kept.forEach(
        (key, last) -> {
          // Without this, a clock that was set back would keep keys longer than forgetAfter.
          boolean isFuture = last.isAfter(scan.at());
          Instant seen = found.contains(key) || isFuture ? scan.at() : last;
          if (!taken.contains(key) && seen.plus(forgetAfter).isAfter(scan.at())) {
            now.put(key, seen);
          }
        });
    found.removeAll(now.keySet());
    List<String> added =
        found.stream()
            .filter(PatternMatches::isPlain)
            .limit(pattern.maxKeys() - now.size())
            .toList();
    added.forEach(key -> now.put(key, scan.at()));
    return new PatternMatches(
        pattern, now, OptionalInt.of(found.size() - added.size()), scan.complete());
  }

  /** A key that is not text can neither be a label nor be sent in a command. */
  private static boolean isPlain(String key) {
    return !key.isEmpty() && key.chars().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
  }

  /** The keys as queues; the key is the name. */
  public List<QueueDefinition> definitions() {
    return kept.keySet().stream()
        .map(key -> new QueueDefinition(key, key, pattern.rules()))
        .toList();
  }
}
