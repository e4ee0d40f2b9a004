package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.QueuesConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys that a pattern has found, as far as they have series. A key that has them keeps them
 * while it is found: with a full list, the next one to come must not push another one out.
 *
 * @param kept in the order in which they came
 * @param over how many more were found
 */
public record PatternMatches(QueuesConfig.Pattern pattern, List<String> kept, int over) {

  public PatternMatches {
    kept = List.copyOf(kept);
  }

  /** Before anything was looked for. */
  public static PatternMatches none(QueuesConfig.Pattern pattern) {
    return new PatternMatches(pattern, List.of(), 0);
  }

  /**
   * After another search of all primaries.
   *
   * @param found in any order; one key may come twice, since it may move while nodes are searched
   * @param taken keys that are queues already, by name or by another pattern
   */
  public PatternMatches after(Collection<String> found, Set<String> taken) {
    Set<String> distinct = new TreeSet<>(found);
    distinct.removeAll(taken);
    Set<String> ordered = new LinkedHashSet<>(kept);
    ordered.retainAll(distinct);
    ordered.addAll(distinct);
    List<String> all = new ArrayList<>(ordered);
    int size = Math.min(all.size(), pattern.maxKeys());
    return new PatternMatches(pattern, all.subList(0, size), all.size() - size);
  }

  /** The queues; their keys are their names. */
  public List<QueueDefinition> definitions() {
    return kept.stream().map(key -> new QueueDefinition(key, key, pattern.rules())).toList();
  }
}
