package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.config.ClusterMode;
import io.github.redisclusterexporter.config.QueuesConfig;
import io.github.redisclusterexporter.config.RedisConfig;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeLinks;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final ViewTurns turns = new ViewTurns();
  private final SharedRounds rounds = new SharedRounds();
  private final AtomicInteger roundsUnderWay = new AtomicInteger();
  private final QueueDesk desk;
  private final ClusterHistory history;
  private final ThreadPoolExecutor executor;
  private final ScanQuestion scan;
  private final Looks watch;
  private final Looks search;

  /**
   * Nothing is asked before the first scrape.
   *
   * @param watchInterval how often is looked who serves each shard; zero not to
   */
  public Scraper(RedisConfig config, QueuesConfig queues, Duration watchInterval, Clock clock) {
    this.config = config;
    this.desk = new QueueDesk(queues, clock);
    this.links = new NodeLinks(config);
    this.history =
        new ClusterHistory(clock, !watchInterval.isZero(), config.cluster() == ClusterMode.FALSE);
    this.directory = new Directory(config, history);
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
    scan = new ScanQuestion(directory, links, faults, config.timeout());
    watch = watchInterval.isZero() ? Looks.none() : watch(watchInterval);
    search = queues.patterns().isEmpty() ? Looks.none() : search(queues);
  }

  private Looks watch(Duration interval) {
    ServiceWatch service =
        new ServiceWatch(
            history,
            new RoleQuestion(directory, links),
            this::lookInFull,
            interval,
            System::nanoTime);
    return Looks.start("watch", service::look);
  }

  private Looks search(QueuesConfig queues) {
    KeySearch keys = new KeySearch(history, desk, queues, scan);
    return Looks.start("search", keys::look);
  }

  /**
   * Asks all nodes, and answers by the deadline with what there is.
   *
   * @param wanted what to ask of each node; when empty, no node is asked anything
   */
  public Scrape scrape(Set<Ask> wanted, Deadline deadline) throws InterruptedException {
    long start = System.nanoTime();
    SharedRounds.Found found = SharedRounds.Found.NOTHING;
    if (!wanted.isEmpty()) {
      found = rounds.join(wanted, deadline, () -> ask(wanted, turns.next(), deadline));
      count(outcome(found.picture()));
    } else {
      count(Outcome.COMPLETE);
    }
    return result(found, Duration.ofNanos(System.nanoTime() - start));
  }

  /** A scrape was turned away before it began. */
  public void rejected() {
    count(Outcome.REJECTED);
  }

  /** A value was there and could not be read. */
  public void malformed() {
    faults.count(Fault.PARSE_MALFORMED);
  }

  /** Why a node has not answered; empty when it has, or was not asked in time. */
  public Optional<Failure> failure(Node node) {
    return directory.addressesOf(node).stream()
        .flatMap(address -> faults.failure(address).stream())
        .findFirst();
  }

  /**
   * Waits until the keys of every pattern were looked for once.
   *
   * @return whether they were, by the deadline
   */
  public boolean awaitSearch(Deadline deadline) throws InterruptedException {
    return desk.awaitSearch(deadline);
  }

  /** What kept the search for the keys of patterns from looking at some; empty when nothing did. */
  public Optional<Fault> searchFault() {
    return scan.lastFault();
  }

  private SharedRounds.Found ask(Set<Ask> wanted, ViewSample views, Deadline deadline)
      throws InterruptedException {
    roundsUnderWay.incrementAndGet();
    try {
      return askAll(wanted, views, deadline);
    } finally {
      // What one round has no use for another may be waiting on.
      if (roundsUnderWay.decrementAndGet() == 0) {
        links.retain(directory.worthKeeping());
        faults.retain(directory.known());
      }
    }
  }

  private SharedRounds.Found askAll(Set<Ask> wanted, ViewSample views, Deadline deadline)
      throws InterruptedException {
    QueueRound queues =
        new QueueRound(
            desk, wanted.contains(Ask.QUEUES) ? desk.queues() : List.of(), history.picture());
    NodeProbe probe = new NodeProbe(config, links, directory, faults, wanted, views, queues);
    List<NodeAnswer> answers = new Round(directory, probe, executor, deadline).run();
    ClusterPicture picture = directory.conclude(answers);
    new QueueFollowUp(directory, links, faults, executor)
        .run(queues, picture, deadline.within(config.timeout()));
    QueueRound.End end = queues.end(picture);
    end.faults().forEach(faults::count);
    return new SharedRounds.Found(picture, end.facts());
  }

  private void lookInFull() {
    Deadline deadline = Deadline.after(config.timeout());
    try {
      // A round of its own: one that is under way may have asked before the change. It takes no
      // turn of the views, or the scrapes would miss the views of that turn.
      SharedRounds.Found unused = ask(ClusterHistory.NEEDS, turns.last(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  private Scrape result(SharedRounds.Found found, Duration took) {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    outcomes.forEach((outcome, adder) -> sums.put(outcome, adder.sum()));
    return new Scrape(
        found.picture(),
        history.failovers(),
        took,
        sums,
        faults.counts(),
        found.queues(),
        desk.patterns());
  }

  @Override
  public void close() {
    watch.close();
    search.close();
    executor.shutdownNow();
    links.close();
  }
}
