package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.redis.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks all nodes once, at the same time. Used by one thread, and once. */
final class Round {
  /** Threads that one round may use at a time; the rest of a larger cluster waits its turn. */
  static final int WIDTH = 128;

  private final Directory directory;
  private final Probe probe;
  private final Executor executor;
  private final Deadline deadline;
  private final Deadline patience;

  private final Deque<Target> waiting = new ArrayDeque<>();
  private final Map<HostPort, Target> underWay = new HashMap<>();
  private final Map<HostPort, Long> startedAt = new HashMap<>();
  private final Set<HostPort> tried = new HashSet<>();
  private final Set<String> answered = new HashSet<>();

  /** Addresses of a node that were not tried yet, because it is asked at another one first. */
  private final Map<String, Set<HostPort>> spare = new HashMap<>();

  private final BlockingQueue<NodeAnswer> arrivals = new LinkedBlockingQueue<>();
  private final List<NodeAnswer> answers = new ArrayList<>();
  private boolean seedsTried;

  /** Asks one address. Never throws. */
  interface Probe {
    NodeAnswer ask(Target target, Deadline deadline);
  }

  Round(Directory directory, Probe probe, Executor executor, Deadline deadline) {
    this.directory = directory;
    this.probe = probe;
    this.executor = executor;
    this.deadline = deadline;
    this.patience = Deadline.after(deadline.remaining().dividedBy(2));
  }

  /** One answer an address that was asked; without a report where none came in time. */
  List<NodeAnswer> run() throws InterruptedException {
    add(directory.start());
    while (!deadline.passed() && isWorthWaiting()) {
      NodeAnswer arrived = nextArrival();
      if (arrived != null) {
        take(arrived);
      } else {
        launch();
      }
      if (answered.isEmpty() && (patience.passed() || isIdle())) {
        trySeeds();
      }
    }
    Stream.concat(underWay.values().stream(), waiting.stream())
        // Of a node that has answered elsewhere there was no need to wait for more.
        .filter(this::isWanted)
        .forEach(target -> answers.add(unanswered(target)));
    return answers;
  }

  private boolean isWorthWaiting() {
    if (isIdle()) {
      return !seedsTried && answered.isEmpty();
    }
    // A node that has answered under one address need not answer under another.
    return isAnyWanted(underWay.values()) || isAnyWanted(waiting);
  }

  private boolean isAnyWanted(Collection<Target> targets) {
    return targets.stream().anyMatch(this::isWanted);
  }

  private boolean isWanted(Target target) {
    return target.expected().isEmpty() || !answered.contains(target.expected().get());
  }

  private boolean isIdle() {
    return underWay.isEmpty() && waiting.isEmpty();
  }

  private void trySeeds() {
    if (!seedsTried) {
      seedsTried = true;
      add(directory.seeds());
    }
  }

  private void add(List<Place> places) {
    for (Place place : places) {
      if (place.id().isEmpty()) {
        place.addresses().forEach(address -> enqueue(new Target(address, place.id())));
        continue;
      }
      String id = place.id().get();
      if (answered.contains(id)) {
        continue;
      }
      Set<HostPort> known = spare.get(id);
      if (known == null) {
        spare.put(id, new LinkedHashSet<>(place.addresses()));
        tryNext(id);
      } else {
        known.addAll(place.addresses());
      }
    }
    launch();
  }

  /** Tries the node at the next of its addresses, if there is one left. */
  private void tryNext(String id) {
    Iterator<HostPort> left = spare.getOrDefault(id, Set.of()).iterator();
    boolean found = false;
    while (left.hasNext() && !found) {
      HostPort address = left.next();
      left.remove();
      found = enqueue(new Target(address, Optional.of(id)));
    }
  }

  private boolean enqueue(Target target) {
    return tried.add(target.address()) && waiting.add(target);
  }

  private void launch() {
    while (!waiting.isEmpty() && underWay.size() < WIDTH) {
      Target target = waiting.element();
      try {
        executor.execute(() -> arrivals.add(probe.ask(target, deadline)));
      } catch (RejectedExecutionException e) {
        // Other rounds hold all threads; one of them, or a node of this round, will let go of one.
        return;
      }
      waiting.remove();
      underWay.put(target.address(), target);
      startedAt.put(target.address(), System.nanoTime());
    }
  }

  private @Nullable NodeAnswer nextArrival() throws InterruptedException {
    if (isIdle()) {
      return null;
    }
    Duration wait = deadline.remaining();
    if (answered.isEmpty() && !seedsTried && patience.remaining().compareTo(wait) < 0) {
      wait = patience.remaining();
    }
    if (!waiting.isEmpty()) {
      wait = Deadline.after(wait).within(Duration.ofMillis(10)).remaining();
    }
    return arrivals.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void take(NodeAnswer answer) {
    answers.add(answer);
    underWay.remove(answer.address());
    if (answer.report().isPresent()) {
      answer.id().ifPresent(answered::add);
      add(directory.named(answer));
    }
    if (answer.report().isEmpty() || answer.isStranger()) {
      answer.expected().filter(id -> !answered.contains(id)).ifPresent(this::tryNext);
    }
    launch();
  }

  private NodeAnswer unanswered(Target target) {
    long started = startedAt.getOrDefault(target.address(), System.nanoTime());
    return new NodeAnswer(
        target.address(),
        target.expected(),
        Optional.empty(),
        Duration.ofNanos(System.nanoTime() - started));
  }
}
