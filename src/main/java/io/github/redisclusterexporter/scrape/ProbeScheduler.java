package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which address is asked next in one round: each once, a node at its next address when one failed,
 * a replica after its primary. (A replica that is asked first can be ahead of what its primary
 * says.)
 */
final class ProbeScheduler {
  private final Deque<ProbeTarget> waiting = new ArrayDeque<>();
  private final Map<HostPort, ProbeTarget> underWay = new HashMap<>();
  private final Set<HostPort> tried = new HashSet<>();
  private final Set<String> answered = new HashSet<>();

  /** Addresses of a node that were not tried yet, because it is asked at another one first. */
  private final Map<String, Set<HostPort>> spare = new HashMap<>();

  /**
   * How many addresses of a node wait or are under way: counted, because looking through both for
   * each replica at each answer is most of the work when there are a thousand nodes.
   */
  private final Map<String, Integer> open = new HashMap<>();

  /** The primary that is to be asked before it, by replica. */
  private final Map<String, String> held = new LinkedHashMap<>();

  void add(Collection<ProbeCandidate> places) {
    List<ProbeCandidate> fresh = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    for (ProbeCandidate place : places) {
      if (place.id().isEmpty()) {
        place.addresses().forEach(address -> enqueue(new ProbeTarget(address, place.id())));
      } else if (!answered.contains(place.id().get())) {
        Set<HostPort> known = spare.get(place.id().get());
        if (known == null) {
          spare.put(place.id().get(), new LinkedHashSet<>(place.addresses()));
          fresh.add(place);
        } else {
          known.addAll(place.addresses());
          moved.add(place.id().get());
        }
      }
    }
    // Primaries first, so that it is known which replicas have one to wait for.
    fresh.stream().filter(place -> place.primary().isEmpty()).forEach(this::begin);
    fresh.stream().filter(place -> place.primary().isPresent()).forEach(this::begin);
    // It had failed at all that was known of it.
    moved.stream().filter(id -> !isOpen(id) && !held.containsKey(id)).forEach(this::tryNext);
  }

  private void begin(ProbeCandidate place) {
    String id = place.id().orElseThrow();
    Optional<String> primary = place.primary().filter(this::isOpen);
    if (primary.isPresent()) {
      held.put(id, primary.get());
    } else {
      tryNext(id);
    }
  }

  /** Whether the answer of a node is still to come. */
  private boolean isOpen(String id) {
    return !answered.contains(id) && open.containsKey(id);
  }

  /** Tries the node at the next of its addresses, if there is one left. */
  private void tryNext(String id) {
    Iterator<HostPort> left = spare.getOrDefault(id, Set.of()).iterator();
    boolean found = false;
    while (left.hasNext() && !found) {
      HostPort address = left.next();
      left.remove();
      found = enqueue(new ProbeTarget(address, Optional.of(id)));
    }
  }

  private boolean enqueue(ProbeTarget target) {
    if (!tried.add(target.address())) {
      return false;
    }
    waiting.add(target);
    target.expected().ifPresent(id -> open.merge(id, 1, Integer::sum));
    return true;
  }

  /** The next address to ask; null when there is none at the moment. */
  @Nullable ProbeTarget next() {
    ProbeTarget target = waiting.poll();
    if (target != null) {
      underWay.put(target.address(), target);
    }
    return target;
  }

  /** It could not be asked just now. */
  void putBack(ProbeTarget target) {
    underWay.remove(target.address());
    waiting.addFirst(target);
  }

  /**
   * An address has been asked.
   *
   * @param named the nodes that its answer names
   */
  void done(ProbeResult answer, Collection<ProbeCandidate> named) {
    underWay.remove(answer.address());
    answer.expectedId().ifPresent(this::close);
    if (answer.report().isPresent()) {
      answer.id().ifPresent(answered::add);
    }
    add(named);
    Optional<String> missed =
        answer.expectedId().filter(id -> !answered.contains(id) && !isOpen(id));
    missed.ifPresent(this::tryNext);
    held.entrySet().stream()
        .filter(entry -> !isOpen(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::release);
  }

  private void close(String id) {
    open.computeIfPresent(id, (unused, count) -> count == 1 ? null : count - 1);
  }

  /** Lets the replicas go whose primaries take too long. */
  void releaseAll() {
    List.copyOf(held.keySet()).forEach(this::release);
  }

  private void release(String replica) {
    held.remove(replica);
    tryNext(replica);
  }

  /** Some node has answered. */
  boolean hasAnswers() {
    return !answered.isEmpty();
  }

  boolean isHolding() {
    return !held.isEmpty();
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Nothing is under way, and nothing is left to ask. */
  boolean isIdle() {
    return underWay.isEmpty() && waiting.isEmpty() && held.isEmpty();
  }

  int underWay() {
    return underWay.size();
  }

  /** A node that has answered at one address need not answer at another. */
  boolean isWorthWaiting() {
    return !held.isEmpty() || isAnyWanted(underWay.values()) || isAnyWanted(waiting);
  }

  private boolean isAnyWanted(Collection<ProbeTarget> targets) {
    return targets.stream().anyMatch(this::isWanted);
  }

  private boolean isWanted(ProbeTarget target) {
    return target.expected().filter(answered::contains).isEmpty();
  }

  /** What was not asked, or has not answered; a node that has answered elsewhere left out. */
  List<ProbeTarget> unfinished() {
    releaseAll();
    return Stream.concat(underWay.values().stream(), waiting.stream())
        .filter(this::isWanted)
        .toList();
  }
}
