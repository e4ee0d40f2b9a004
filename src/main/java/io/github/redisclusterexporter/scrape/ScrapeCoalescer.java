package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets scrapes at the same time, such as those of an HA pair, share one pass over the nodes instead
 * of sending every command twice.
 */
final class ScrapeCoalescer {
  /** How much older than its request the data of a scrape may be. */
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  /**
   * Requests overtake each other between taking their deadline and getting here, so a pass may end
   * this much after the deadline of a scrape that shares it.
   */
  private static final Duration OVERTAKING = Duration.ofMillis(20);

  /** How long after its deadline the results of a pass are put together at the latest. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private @Nullable Pass current;

  /** A pass under way. */
  private record Pass(
      Set<Collector> wanted,
      Deadline deadline,
      Deadline freshUntil,
      CompletableFuture<Result> result) {

    /** Whether another scrape can use its result: collectors, age and deadline fit. */
    boolean suits(Pass other) {
      Duration later = other.deadline.since(deadline);
      return !result.isDone()
          && !freshUntil.passed()
          && wanted.containsAll(other.wanted)
          && later.plus(OVERTAKING).compareTo(Duration.ZERO) >= 0
          && later.compareTo(MAX_AGE) <= 0;
    }
  }

  /** The result of a pass; without keys when they were not wanted. */
  record Result(ClusterSnapshot snapshot, KeyScraper.Values keys) {
    static final Result EMPTY = new Result(ClusterSnapshot.EMPTY, KeyScraper.Values.NONE);
  }

  /** One pass over the nodes. */
  interface Work {
    Result run() throws InterruptedException;
  }

  /** The result of the pass under way when that suits, else of a pass of its own. */
  Result run(Set<Collector> wanted, Deadline deadline, Work work) throws InterruptedException {
    Pass own = new Pass(wanted, deadline, Deadline.after(MAX_AGE), new CompletableFuture<>());
    Optional<Pass> shared = enter(own);
    if (shared.isPresent()) {
      return await(shared.get().result(), deadline);
    }
    try {
      Result result = work.run();
      own.result().complete(result);
      return result;
    } catch (InterruptedException | RuntimeException | Error e) {
      own.result().completeExceptionally(e);
      throw e;
    } finally {
      leave(own);
    }
  }

  /** The current pass when it suits; else the given one becomes the current one. */
  private synchronized Optional<Pass> enter(Pass own) {
    Optional<Pass> shared = Optional.ofNullable(current).filter(pass -> pass.suits(own));
    if (shared.isEmpty()) {
      current = own;
    }
    return shared;
  }

  /** The result is large, and later scrapes do not use it. */
  private synchronized void leave(Pass own) {
    if (own.equals(current)) {
      current = null;
    }
  }

  private static Result await(CompletableFuture<Result> result, Deadline deadline)
      throws InterruptedException {
    try {
      Duration wait = deadline.remaining().plus(GRACE);
      return result.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the shared pass failed", e);
    }
  }
}
