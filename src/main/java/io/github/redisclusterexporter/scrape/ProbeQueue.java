package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.scrape.NodeAddressBook.Candidate;
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
 * The order in which a scrape probes addresses: each address once, the next address of a node when
 * one failed, a replica after its primary. (The offset of a replica that is probed before its
 * primary may be ahead of the offset of the primary.)
 */
final class ProbeQueue {
  private final Deque<ProbeTarget> waiting = new ArrayDeque<>();
  private final Map<HostPort, ProbeTarget> underWay = new HashMap<>();
  private final Set<HostPort> tried = new HashSet<>();
  private final Set<String> replied = new HashSet<>();

  /** The addresses of a node that were not tried yet. */
  private final Map<String, Set<HostPort>> untried = new HashMap<>();

  /**
   * How many addresses of a node wait or are under way. Counted, because searching both for each
   * replica after each result takes most of the time of a scrape with a thousand nodes.
   */
  private final Map<String, Integer> open = new HashMap<>();

  /** The replicas that are deferred, with the primary that is probed before. */
  private final Map<String, String> deferred = new LinkedHashMap<>();

  /** Seeds whose result is pending, except those of replicas. */
  private final Set<HostPort> openSeeds = new HashSet<>();

  /** Replicas without cluster support that are deferred until no seed is open. */
  private final Set<HostPort> deferredSeeds = new LinkedHashSet<>();

  void add(Collection<Candidate> candidates) {
    List<Candidate> added = new ArrayList<>();
    List<String> extended = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String id = candidate.id().orElse("");
      if (id.isEmpty()) {
        candidate.addresses().forEach(seed -> addSeed(seed, candidate.primary().isPresent()));
      } else if (!replied.contains(id)) {
        if (untried.containsKey(id)) {
          extended.add(id);
        } else {
          added.add(candidate);
        }
        untried.computeIfAbsent(id, none -> new LinkedHashSet<>()).addAll(candidate.addresses());
      }
    }
    // Primaries first: replicas are deferred only when their primary is scheduled.
    scheduleAll(added, false);
    scheduleAll(added, true);
    if (openSeeds.isEmpty()) {
      releaseSeeds();
    }
    // These nodes had failed at all addresses that were known before.
    for (String id : extended) {
      if (!isOpen(id) && !deferred.containsKey(id)) {
        tryNext(id);
      }
    }
  }

  private void scheduleAll(List<Candidate> candidates, boolean replicas) {
    for (Candidate candidate : candidates) {
      if (candidate.primary().isPresent() == replicas) {
        schedule(candidate);
      }
    }
  }

  private void addSeed(HostPort seed, boolean isReplica) {
    if (isReplica) {
      deferredSeeds.add(seed);
    } else if (enqueue(new ProbeTarget(seed, Optional.empty()))) {
      openSeeds.add(seed);
    }
  }

  private void releaseSeeds() {
    deferredSeeds.forEach(seed -> enqueue(new ProbeTarget(seed, Optional.empty())));
    deferredSeeds.clear();
  }

  private void schedule(Candidate candidate) {
    String id = candidate.id().orElseThrow();
    Optional<String> primary = candidate.primary().filter(this::isOpen);
    if (primary.isPresent()) {
      deferred.put(id, primary.get());
    } else {
      tryNext(id);
    }
  }

  /** Whether the result of a node is pending. */
  private boolean isOpen(String id) {
    return !replied.contains(id) && open.containsKey(id);
  }

  /** Schedules the next address of the node that is not scheduled yet, if there is one. */
  private void tryNext(String id) {
    Iterator<HostPort> left = untried.getOrDefault(id, Set.of()).iterator();
    boolean found = false;
    while (left.hasNext() && !found) {
      found = enqueue(new ProbeTarget(left.next(), Optional.of(id)));
      left.remove();
    }
  }

  private boolean enqueue(ProbeTarget target) {
    if (!tried.add(target.address())) {
      return false;
    }
    waiting.add(target);
    target.expectedId().ifPresent(id -> open.merge(id, 1, Integer::sum));
    return true;
  }

  /** The next address to probe; null when there is none at the moment. */
  @Nullable ProbeTarget next() {
    ProbeTarget target = waiting.poll();
    if (target != null) {
      underWay.put(target.address(), target);
    }
    return target;
  }

  /** A probe has ended; its reply lists some nodes. */
  void complete(ProbeResult result, Collection<Candidate> listed) {
    underWay.remove(result.address());
    openSeeds.remove(result.address());
    result
        .expectedId()
        .ifPresent(id -> open.computeIfPresent(id, (same, n) -> n == 1 ? null : n - 1));
    if (result.report().isPresent()) {
      result.id().ifPresent(replied::add);
    }
    add(listed);
    result.expectedId().filter(id -> !replied.contains(id) && !isOpen(id)).ifPresent(this::tryNext);
    List<String> released = new ArrayList<>();
    for (Map.Entry<String, String> entry : deferred.entrySet()) {
      if (!isOpen(entry.getValue())) {
        released.add(entry.getKey());
      }
    }
    released.forEach(this::release);
  }

  /** Schedules the replicas that are deferred, because their primaries take too long. */
  void releaseReplicas() {
    List.copyOf(deferred.keySet()).forEach(this::release);
    releaseSeeds();
  }

  private void release(String replica) {
    deferred.remove(replica);
    tryNext(replica);
  }

  boolean hasDeferredReplicas() {
    return !deferred.isEmpty() || !deferredSeeds.isEmpty();
  }

  /** Whether nothing is under way, and nothing is left to probe. */
  boolean isIdle() {
    return underWay.isEmpty() && waiting.isEmpty() && !hasDeferredReplicas();
  }

  int underWay() {
    return underWay.size();
  }

  /** Whether the result of a node is pending that has not replied at another address. */
  boolean needsResults() {
    return hasDeferredReplicas() || needed().findAny().isPresent();
  }

  private Stream<ProbeTarget> needed() {
    return Stream.concat(underWay.values().stream(), waiting.stream())
        .filter(target -> target.expectedId().filter(replied::contains).isEmpty());
  }

  /** The targets without a result, except those of nodes that have replied at another address. */
  List<ProbeTarget> unfinished() {
    releaseReplicas();
    return needed().toList();
  }
}
