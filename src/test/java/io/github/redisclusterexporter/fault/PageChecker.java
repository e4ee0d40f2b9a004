package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.ScrapedPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks the pages that arrive during faults. */
final class PageChecker {
  private final Duration timeout;
  private final List<CompletableFuture<?>> pending = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger complete = new AtomicInteger();
  private final AtomicInteger slowestMillis = new AtomicInteger();

  PageChecker(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Checks a page when it arrives.
   *
   * @param problem what is wrong with the content of a page; empty when nothing is
   */
  void add(CompletableFuture<ScrapedPage> page, Function<ScrapedPage, Optional<String>> problem) {
    pending.removeIf(CompletableFuture::isDone);
    pending.add(page.whenComplete((arrived, failure) -> check(arrived, failure, problem)));
  }

  private void check(
      @Nullable ScrapedPage page,
      @Nullable Throwable failure,
      Function<ScrapedPage, Optional<String>> problem) {
    count.incrementAndGet();
    if (page == null) {
      failures.add("no page: " + failure);
      return;
    }
    slowestMillis.accumulateAndGet((int) page.took().toMillis(), Math::max);
    if (page.status() != 200) {
      failures.add("status " + page.status() + ": " + page.body());
    } else if (page.took().compareTo(timeout) >= 0) {
      failures.add("a page after " + page.took());
    } else {
      problem(page, problem).ifPresent(failures::add);
      if (page.all("redis_cluster_node_up").stream().allMatch(up -> up.value() == 1)) {
        complete.incrementAndGet();
      }
    }
  }

  private static Optional<String> problem(
      ScrapedPage page, Function<ScrapedPage, Optional<String>> problem) {
    try {
      return problem.apply(page);
    } catch (AssertionError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  void awaitAll() {
    // Pages that failed are not thrown here: they are in the list of failures.
    pending.forEach(page -> page.handle((ignored, failure) -> true).join());
  }

  int count() {
    return count.get();
  }

  List<String> failures() {
    return failures;
  }

  @Override
  public String toString() {
    return "%d pages, of which %d had all nodes up; the slowest took %d ms; %d failures"
        .formatted(count.get(), complete.get(), slowestMillis.get(), failures.size());
  }
}
