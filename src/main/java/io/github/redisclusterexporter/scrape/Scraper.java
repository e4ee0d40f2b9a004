package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.config.RedisConfig;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeLinks;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Scrapes a cluster. Safe for any number of threads; scrapes at the same time share one round. */
public final class Scraper implements AutoCloseable {
  private static final int MOST_THREADS = 2 * Round.WIDTH;

  private final RedisConfig config;
  private final NodeLinks links;
  private final Directory directory;
  private final FaultLog faults = new FaultLog();
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final SharedRounds rounds = new SharedRounds();
  private final ThreadPoolExecutor executor;

  public Scraper(RedisConfig config) {
    this.config = config;
    this.links = new NodeLinks(config);
    this.directory = new Directory(config);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "probe-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Asks all nodes, and answers by the deadline with what there is.
   *
   * @param wanted what to ask of each node; when empty, no node is asked anything
   */
  public Scrape scrape(Set<Ask> wanted, Deadline deadline) throws InterruptedException {
    long start = System.nanoTime();
    ClusterPicture picture = ClusterPicture.EMPTY;
    if (!wanted.isEmpty()) {
      picture = rounds.join(wanted, deadline, () -> ask(wanted, deadline));
      count(outcome(picture));
    } else {
      count(Outcome.COMPLETE);
    }
    return result(picture, Duration.ofNanos(System.nanoTime() - start));
  }

  /** A scrape was turned away before it began. */
  public void rejected() {
    count(Outcome.REJECTED);
  }

  /** A value was there and could not be read. */
  public void malformed() {
    faults.count(Fault.PARSE_MALFORMED);
  }

  private ClusterPicture ask(Set<Ask> wanted, Deadline deadline) throws InterruptedException {
    NodeProbe probe = new NodeProbe(config, links, directory, faults, wanted);
    List<NodeAnswer> answers = new Round(directory, probe, executor, deadline).run();
    ClusterPicture picture = directory.conclude(answers);
    links.retain(directory.worthKeeping());
    faults.retain(directory.known());
    return picture;
  }

  private static Outcome outcome(ClusterPicture picture) {
    if (picture.nodes().stream().allMatch(node -> node.report().isEmpty())) {
      return Outcome.FAILED;
    }
    boolean complete =
        picture.nodes().stream()
            .allMatch(node -> node.report().map(report -> report.faults().isEmpty()).orElse(false));
    return complete ? Outcome.COMPLETE : Outcome.PARTIAL;
  }

  private void count(Outcome outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder != null) {
      adder.increment();
    }
  }

  private Scrape result(ClusterPicture picture, Duration took) {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    outcomes.forEach((outcome, adder) -> sums.put(outcome, adder.sum()));
    return new Scrape(picture, took, sums, faults.counts());
  }

  @Override
  public void close() {
    executor.shutdownNow();
    links.close();
  }
}
