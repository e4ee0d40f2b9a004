package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Deadline;
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
final class SharedRounds {
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
      Set<Ask> wanted, Deadline deadline, Deadline freshUntil, CompletableFuture<Found> found) {

    /** Whether it brings all that another scrape wants, fresh enough and in its time. */
    boolean serves(Set<Ask> otherWanted, Deadline otherDeadline) {
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
  record Found(ClusterPicture picture, List<QueueFacts> queues) {
    static final Found NOTHING = new Found(ClusterPicture.EMPTY, List.of());

    Found {
      queues = List.copyOf(queues);
    }
  }

  /** A round of questions. */
  interface Work {
    Found run() throws InterruptedException;
  }

  /** Waits for the round that is under way, where it serves; else runs an own one. */
  Found join(Set<Ask> wanted, Deadline deadline, Work work) throws InterruptedException {
    Running mine = new Running(wanted, deadline, Deadline.after(FRESH), new CompletableFuture<>());
    Optional<Running> theirs = enter(mine);
    if (theirs.isPresent()) {
      return await(theirs.get().found(), deadline);
    }
    try {
      Found found = work.run();
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

  private static Found await(CompletableFuture<Found> found, Deadline deadline)
      throws InterruptedException {
    try {
      Duration wait = deadline.remaining().plus(LATENESS);
      return found.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the shared round failed", e);
    }
  }
}
