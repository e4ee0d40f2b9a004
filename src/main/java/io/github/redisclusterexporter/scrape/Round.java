package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.redis.Deadline;
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
final class Round {
  /** Threads that one round may use at a time; the rest of a larger cluster waits its turn. */
  static final int WIDTH = 128;

  /** How long replicas wait for the answer of a primary that is slow or gone. */
  private static final Duration COURTESY = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofMillis(10);

  private final Directory directory;
  private final Probe probe;
  private final Executor executor;
  private final Deadline deadline;
  private final Deadline patience;
  private final Deadline courtesy;

  private final Agenda agenda = new Agenda();
  private final Map<HostPort, Long> startedAt = new HashMap<>();
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
    this.courtesy = Deadline.after(deadline.remaining().dividedBy(3)).within(COURTESY);
  }

  /** One answer an address that was asked; without a report where none came in time. */
  List<NodeAnswer> run() throws InterruptedException {
    agenda.add(directory.start());
    launch();
    while (!deadline.passed() && isWorthWaiting()) {
      NodeAnswer arrived = nextArrival();
      if (arrived != null) {
        take(arrived);
      }
      if (courtesy.passed()) {
        agenda.releaseAll();
      }
      if (!agenda.hasAnswers() && (patience.passed() || agenda.isIdle())) {
        trySeeds();
      }
      launch();
    }
    agenda.unfinished().forEach(target -> answers.add(unanswered(target)));
    return answers;
  }

  private boolean isWorthWaiting() {
    return agenda.isIdle() ? !seedsTried && !agenda.hasAnswers() : agenda.isWorthWaiting();
  }

  private void trySeeds() {
    if (!seedsTried) {
      seedsTried = true;
      agenda.add(directory.seeds());
    }
  }

  private void launch() {
    while (agenda.underWay() < WIDTH) {
      Target target = agenda.next();
      if (target == null) {
        return;
      }
      try {
        executor.execute(() -> arrivals.add(probe.ask(target, deadline)));
        startedAt.put(target.address(), System.nanoTime());
      } catch (RejectedExecutionException e) {
        // Other rounds hold all threads; one of them, or a node of this round, will let go of one.
        agenda.putBack(target);
        return;
      }
    }
  }

  private @Nullable NodeAnswer nextArrival() throws InterruptedException {
    if (agenda.isIdle()) {
      return null;
    }
    Deadline wait = deadline;
    if (!agenda.hasAnswers() && !seedsTried) {
      wait = wait.within(patience.remaining());
    }
    if (agenda.isHolding()) {
      wait = wait.within(courtesy.remaining());
    }
    if (agenda.isWaiting()) {
      wait = wait.within(RETRY);
    }
    return arrivals.poll(wait.remaining().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void take(NodeAnswer answer) {
    answers.add(answer);
    agenda.done(answer, directory.named(answer));
  }

  private NodeAnswer unanswered(Target target) {
    long now = System.nanoTime();
    return new NodeAnswer(
        target.address(),
        target.expected(),
        Optional.empty(),
        startedAt.getOrDefault(target.address(), now),
        now);
  }
}
