package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pass over all nodes, at the same time. Nodes that replies list are probed in the same pass.
 * Used once, by one thread.
 */
final class ClusterScrape {
  /** How many probes run at a time; the other nodes of a larger cluster wait. */
  static final int WIDTH = 128;

  /** How long replicas are deferred for a primary that is slow or gone. */
  private static final Duration MAX_DEFERRAL = Duration.ofSeconds(1);

  private final NodeAddressBook addressBook;
  private final Probe probe;
  private final Executor executor;
  private final Deadline deadline;

  /** When the seeds are probed again if no node has replied. */
  private final Deadline seedsDue;

  /** When replicas are probed although their primary has not replied. */
  private final Deadline replicasDue;

  private final ProbeQueue scheduler = new ProbeQueue();
  private final FollowedViews views;
  private final Map<HostPort, Long> startedAt = new ConcurrentHashMap<>();
  private final BlockingQueue<ProbeResult> arrivals = new LinkedBlockingQueue<>();
  private final List<ProbeResult> results = new ArrayList<>();
  private boolean seedsTried;

  /** Probes one address. Never throws. */
  interface Probe {
    ProbeResult probe(ProbeTarget target, Deadline deadline);
  }

  /**
   * @param executor probes that it has not started by the deadline need not be started
   */
  ClusterScrape(NodeAddressBook addressBook, Probe probe, Executor executor, Deadline deadline) {
    this.addressBook = addressBook;
    this.probe = probe;
    this.executor = executor;
    this.views = new FollowedViews(addressBook.firstSeed(), addressBook.knownIds());
    this.deadline = deadline;
    this.seedsDue = Deadline.after(deadline.remaining().dividedBy(2));
    this.replicasDue = Deadline.after(deadline.remaining().dividedBy(3)).within(MAX_DEFERRAL);
  }

  /** One result per address; without a report when no reply came in time. */
  List<ProbeResult> run() throws InterruptedException {
    scheduler.add(addressBook.candidates());
    launch();
    while (!deadline.passed() && mayContinue()) {
      ProbeResult result = nextResult();
      if (result != null) {
        results.add(result);
        scheduler.complete(result, candidatesIn(views.add(result)));
      }
      if (replicasDue.passed()) {
        scheduler.releaseReplicas();
      }
      if (isWaitingForSeeds() && (seedsDue.passed() || scheduler.isIdle())) {
        seedsTried = true;
        scheduler.add(addressBook.seeds());
      }
      if (views.areUndecided() && isTimeToDecide()) {
        scheduler.add(candidatesIn(views.decide(addressBook.attribute(results))));
      }
      launch();
    }
    scheduler.unfinished().forEach(target -> results.add(withoutReply(target)));
    return results;
  }

  private boolean mayContinue() {
    return scheduler.isIdle() ? isWaitingForSeeds() : scheduler.needsResults();
  }

  private boolean isWaitingForSeeds() {
    return !seedsTried && !views.hasReplies();
  }

  private boolean isTimeToDecide() {
    return scheduler.isIdle() || (views.awaitSeeds() && replicasDue.passed());
  }

  private List<NodeAddressBook.Candidate> candidatesIn(List<ProbeResult> followed) {
    return followed.stream().flatMap(result -> addressBook.candidatesIn(result).stream()).toList();
  }

  private void launch() {
    while (scheduler.underWay() < WIDTH) {
      ProbeTarget target = scheduler.next();
      if (target == null) {
        return;
      }
      executor.execute(
          () -> {
            startedAt.put(target.address(), System.nanoTime());
            arrivals.add(probe.probe(target, deadline));
          });
    }
  }

  private @Nullable ProbeResult nextResult() throws InterruptedException {
    if (scheduler.isIdle()) {
      return null;
    }
    Deadline wait = deadline;
    if (isWaitingForSeeds()) {
      wait = wait.within(seedsDue.remaining());
    }
    if (scheduler.hasDeferredReplicas() || (views.areUndecided() && views.awaitSeeds())) {
      wait = wait.within(replicasDue.remaining());
    }
    return arrivals.poll(wait.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private ProbeResult withoutReply(ProbeTarget target) {
    long now = System.nanoTime();
    return new ProbeResult(
        target.address(),
        target.expectedId(),
        Optional.empty(),
        startedAt.getOrDefault(target.address(), now),
        now);
  }
}
