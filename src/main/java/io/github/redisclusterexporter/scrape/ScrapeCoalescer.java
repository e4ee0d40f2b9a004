package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets scrapes that come at the same time, as those of an HA pair do, share one round of questions
 * instead of asking every node twice.
 */
final class ScrapeCoalescer {
  /** What a scrape reports may be older than its request by this much, and no more. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /**
   * Requests overtake each other between taking their deadline and getting here, so a round may end
   * this much after the deadline of a scrape that shares it.
   */
  private static final Duration OVERTAKING = Duration.ofMillis(20);

  /** A round ends at its deadline; putting its answers together takes a moment more. */
  private static final Duration LATENESS = Duration.ofSeconds(1);

  private @Nullable Running running;

  private record Running(
      Set<Collector> wanted,
      Deadline deadline,
      Deadline freshUntil,
      CompletableFuture<Findings> found) {

    /** Whether it brings all that another scrape wants, fresh enough and in its time. */
    boolean serves(Set<Collector> otherWanted, Deadline otherDeadline) {
      Duration later = otherDeadline.since(deadline);
      return !freshUntil.passed()
          && wanted.containsAll(otherWanted)
          && later.plus(OVERTAKING).compareTo(Duration.ZERO) >= 0
          && later.compareTo(FRESH) <= 0;
    }
  }

  /**
   * What a round found.
   *
   * @param queues those that were wanted
   */
  record Findings(ClusterSnapshot snapshot, List<QueueFacts> queues) {
    static final Findings NOTHING = new Findings(ClusterSnapshot.EMPTY, List.of());

    Findings {
      queues = List.copyOf(queues);
    }
  }

  /** A round of questions. */
  interface Work {
    Findings run() throws InterruptedException;
  }

  /** Waits for the round that is under way, where it serves; else runs an own one. */
  Findings join(Set<Collector> wanted, Deadline deadline, Work work) throws InterruptedException {
    Running mine = new Running(wanted, deadline, Deadline.after(FRESH), new CompletableFuture<>());
    Optional<Running> theirs = enter(mine);
    if (theirs.isPresent()) {
      return await(theirs.get().found(), deadline);
    }
    try {
      Findings found = work.run();
      mine.found().complete(found);
      return found;
    } catch (InterruptedException | RuntimeException | Error e) {
      mine.found().completeExceptionally(e);
      throw e;
    } finally {
      leave(mine);
    }
  }

  /** The running round when it serves; else the given one is the running round from now on. */
  private synchronized Optional<Running> enter(Running mine) {
    Running current = running;
    if (current != null
        && !current.found().isDone()
        && current.serves(mine.wanted(), mine.deadline())) {
      return Optional.of(current);
    }
    running = mine;
    return Optional.empty();
  }

  /** What it found is large, and of use to nobody who comes later. */
  private synchronized void leave(Running mine) {
    if (mine.equals(running)) {
      running = null;
    }
  }

  private static Findings await(CompletableFuture<Findings> found, Deadline deadline)
      throws InterruptedException {
    try {
      Duration wait = deadline.remaining().plus(LATENESS);
      return found.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the shared round failed", e);
    }
  }
}
