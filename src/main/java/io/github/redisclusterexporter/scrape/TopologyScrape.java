package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks all nodes once, at the same time. Used by one thread, and once. */
final class TopologyScrape {
  /** Threads that one round may use at a time; the rest of a larger cluster waits its turn. */
  static final int WIDTH = 128;

  /** How long replicas wait for the answer of a primary that is slow or gone. */
  private static final Duration COURTESY = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofMillis(10);

  private final NodeAddressBook addressBook;
  private final Probe probe;
  private final Executor executor;
  private final Deadline deadline;
  private final Deadline patience;
  private final Deadline courtesy;

  private final ProbeScheduler scheduler = new ProbeScheduler();
  private final Map<HostPort, Long> startedAt = new HashMap<>();
  private final BlockingQueue<ProbeResult> arrivals = new LinkedBlockingQueue<>();
  private final List<ProbeResult> answers = new ArrayList<>();
  private boolean seedsTried;

  /** Asks one address. Never throws. */
  interface Probe {
    ProbeResult ask(ProbeTarget target, Deadline deadline);
  }

  TopologyScrape(NodeAddressBook addressBook, Probe probe, Executor executor, Deadline deadline) {
    this.addressBook = addressBook;
    this.probe = probe;
    this.executor = executor;
    this.deadline = deadline;
    this.patience = Deadline.after(deadline.remaining().dividedBy(2));
    this.courtesy = Deadline.after(deadline.remaining().dividedBy(3)).within(COURTESY);
  }

  /** One answer an address that was asked; without a report where none came in time. */
  List<ProbeResult> run() throws InterruptedException {
    scheduler.add(addressBook.start());
    launch();
    while (!deadline.passed() && isWorthWaiting()) {
      ProbeResult arrived = nextArrival();
      if (arrived != null) {
        take(arrived);
      }
      if (courtesy.passed()) {
        scheduler.releaseAll();
      }
      if (!scheduler.hasAnswers() && (patience.passed() || scheduler.isIdle())) {
        trySeeds();
      }
      launch();
    }
    scheduler.unfinished().forEach(target -> answers.add(unanswered(target)));
    return answers;
  }

  private boolean isWorthWaiting() {
    return scheduler.isIdle() ? !seedsTried && !scheduler.hasAnswers() : scheduler.isWorthWaiting();
  }

  private void trySeeds() {
    if (!seedsTried) {
      seedsTried = true;
      scheduler.add(addressBook.seeds());
    }
  }

  private void launch() {
    while (scheduler.underWay() < WIDTH) {
      ProbeTarget target = scheduler.next();
      if (target == null) {
        return;
      }
      try {
        executor.execute(() -> arrivals.add(probe.ask(target, deadline)));
        startedAt.put(target.address(), System.nanoTime());
      } catch (RejectedExecutionException e) {
        // Other rounds hold all threads; one of them, or a node of this round, will let go of one.
        scheduler.putBack(target);
        return;
      }
    }
  }

  private @Nullable ProbeResult nextArrival() throws InterruptedException {
    if (scheduler.isIdle()) {
      return null;
    }
    Deadline wait = deadline;
    if (!scheduler.hasAnswers() && !seedsTried) {
      wait = wait.within(patience.remaining());
    }
    if (scheduler.isHolding()) {
      wait = wait.within(courtesy.remaining());
    }
    if (scheduler.isWaiting()) {
      wait = wait.within(RETRY);
    }
    return arrivals.poll(wait.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void take(ProbeResult answer) {
    answers.add(answer);
    scheduler.done(answer, addressBook.named(answer));
  }

  private ProbeResult unanswered(ProbeTarget target) {
    long now = System.nanoTime();
    return new ProbeResult(
        target.address(),
        target.expected(),
        Optional.empty(),
        startedAt.getOrDefault(target.address(), now),
        now);
  }
}
