package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeCoalescer.Result;
import io.github.redisclusterexporter.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapeCoalescerTest {
  private static final Set<Collector> ALL = Collector.all();
  private static final Set<Collector> SOME = Set.of(Collector.CLUSTER_NODES, Collector.INFO);
  private static final Duration TIME = Duration.ofSeconds(30);

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScrapeCoalescer coalescer = new ScrapeCoalescer();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Result theirs = new Result(ClusterSnapshot.EMPTY, KeyScraper.Values.NONE);
  private final Result own = new Result(ClusterSnapshot.EMPTY, KeyScraper.Values.NONE);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  /** A pass that lasts until {@link #end}. */
  private Future<Result> lead(Set<Collector> wanted, Deadline deadline) throws Exception {
    Future<Result> leader =
        executor.submit(
            () ->
                coalescer.run(
                    wanted,
                    deadline,
                    () -> {
                      begun.countDown();
                      end.await();
                      return theirs;
                    }));
    begun.await();
    return leader;
  }

  private Future<Result> follow(Set<Collector> wanted, Deadline deadline) {
    return executor.submit(() -> coalescer.run(wanted, deadline, () -> own));
  }

  @Test
  void scrapesDuringAPassShareItsResult() throws Exception {
    Deadline deadline = Deadline.after(TIME);
    Deadline sooner = Deadline.after(TIME.minusMillis(10));
    Future<Result> leader = lead(ALL, deadline);
    List<Future<Result>> followers =
        List.of(
            share(ALL, deadline),
            share(SOME, deadline),
            share(ALL, Deadline.after(TIME.plusMillis(500))),
            // Requests overtake each other on their way in.
            share(ALL, sooner));
    end.countDown();

    assertThat(leader.get()).isSameAs(theirs);
    for (Future<Result> follower : followers) {
      assertThat(follower.get()).isSameAs(theirs);
    }
  }

  /** Returns once the scrape waits; fails when it makes a pass of its own. */
  private Future<Result> share(Set<Collector> wanted, Deadline deadline) {
    AtomicReference<Thread> waiting = new AtomicReference<>();
    Future<Result> follower =
        executor.submit(
            () -> {
              waiting.set(Thread.currentThread());
              return coalescer.run(
                  wanted,
                  deadline,
                  () -> {
                    throw new AssertionError("a pass of its own");
                  });
            });
    Eventually.await(
        TIME,
        "the scrape waits for the pass that is under way",
        () -> waiting.get() != null && waiting.get().getState() == Thread.State.TIMED_WAITING);
    return follower;
  }

  @Test
  void aPassWithFewerCollectorsIsNotShared() throws Exception {
    Deadline deadline = Deadline.after(TIME);
    Future<Result> leader = lead(SOME, deadline);
    assertThat(follow(ALL, deadline).get()).isSameAs(own);
    end.countDown();
    assertThat(leader.get()).isSameAs(theirs);
  }

  @Test
  void aPassThatEndsTooLateIsNotShared() throws Exception {
    Future<Result> leader = lead(ALL, Deadline.after(TIME));
    assertThat(follow(ALL, Deadline.after(TIME.minusSeconds(5))).get()).isSameAs(own);
    end.countDown();
    assertThat(leader.get()).isSameAs(theirs);
  }

  @Test
  void aPassWithAMuchEarlierDeadlineIsNotShared() throws Exception {
    Future<Result> leader = lead(ALL, Deadline.after(TIME));
    assertThat(follow(ALL, Deadline.after(TIME.plusSeconds(5))).get()).isSameAs(own);
    end.countDown();
    assertThat(leader.get()).isSameAs(theirs);
  }

  @Test
  void aPassThatStartedLongAgoIsNotShared() throws Exception {
    Deadline deadline = Deadline.after(TIME);
    Future<Result> leader = lead(ALL, deadline);
    Deadline stale = Deadline.after(Duration.ofMillis(1_001));
    Eventually.await(Duration.ofSeconds(5), "the pass is too old", stale::passed);
    assertThat(follow(ALL, deadline).get()).isSameAs(own);
    end.countDown();
    assertThat(leader.get()).isSameAs(theirs);
  }

  @Test
  void aPassThatHasEndedIsNotShared() throws Exception {
    Deadline deadline = Deadline.after(TIME);
    Future<Result> leader = lead(ALL, deadline);
    end.countDown();
    leader.get();
    assertThat(follow(ALL, deadline).get()).isSameAs(own);
  }

  @Test
  void aPassThatFailsDoesNotFailLaterScrapes() {
    Deadline deadline = Deadline.after(TIME);
    assertThatThrownBy(
            () ->
                coalescer.run(
                    ALL,
                    deadline,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(follow(ALL, deadline)).succeedsWithin(TIME).isSameAs(own);
  }
}
