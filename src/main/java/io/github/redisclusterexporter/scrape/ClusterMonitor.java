package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisConfig;
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
public final class ClusterMonitor implements AutoCloseable {
  private static final int MOST_THREADS = 2 * TopologyScrape.WIDTH;

  private final RedisConfig config;
  private final NodeClients links;
  private final NodeAddressBook addressBook;
  private final FaultLog faults = new FaultLog();
  private final Map<ScrapeOutcome, LongAdder> outcomes = new EnumMap<>(ScrapeOutcome.class);
  private final ViewRotation turns = new ViewRotation();
  private final ScrapeCoalescer rounds = new ScrapeCoalescer();
  private final AtomicInteger scrapesUnderWay = new AtomicInteger();
  private final QueueRegistry registry;
  private final ClusterHistory history;
  private final ThreadPoolExecutor executor;
  private final ScanProbe scan;
  private final PeriodicTask watch;
  private final PeriodicTask search;

  /**
   * Nothing is asked before the first scrape.
   *
   * @param watchInterval how often is looked who serves each shard; zero not to
   */
  public ClusterMonitor(
      RedisConfig config, QueuesConfig queues, Duration watchInterval, Clock clock) {
    this.config = config;
    this.registry = new QueueRegistry(queues, clock);
    this.links = new NodeClients(config);
    this.history =
        new ClusterHistory(clock, !watchInterval.isZero(), config.cluster() == ClusterMode.FALSE);
    this.addressBook = new NodeAddressBook(config, history);
    for (ScrapeOutcome outcome : ScrapeOutcome.values()) {
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
    scan = new ScanProbe(addressBook, links, faults, config.timeout());
    watch = watchInterval.isZero() ? PeriodicTask.none() : watch(watchInterval);
    search = queues.patterns().isEmpty() ? PeriodicTask.none() : search(queues);
  }

  private PeriodicTask watch(Duration interval) {
    FailoverMonitor service =
        new FailoverMonitor(
            history,
            new RoleProbe(addressBook, links),
            this::scrapeForFailovers,
            interval,
            System::nanoTime);
    return PeriodicTask.start("watch", service::look);
  }

  private PeriodicTask search(QueuesConfig queues) {
    KeyScanner keys = new KeyScanner(history, registry, queues, scan);
    return PeriodicTask.start("search", keys::look);
  }

  /**
   * Asks all nodes, and answers by the deadline with what there is.
   *
   * @param wanted what to ask of each node; when empty, no node is asked anything
   */
  public ScrapeResult scrape(Set<Collector> wanted, Deadline deadline) throws InterruptedException {
    long start = System.nanoTime();
    ScrapeCoalescer.Findings found = ScrapeCoalescer.Findings.NOTHING;
    if (!wanted.isEmpty()) {
      found = rounds.join(wanted, deadline, () -> ask(wanted, turns.next(), deadline));
      count(outcome(found.snapshot()));
    } else {
      count(ScrapeOutcome.COMPLETE);
    }
    return result(found, Duration.ofNanos(System.nanoTime() - start));
  }

  /** A scrape was turned away before it began. */
  public void rejected() {
    count(ScrapeOutcome.REJECTED);
  }

  /** A value was there and could not be read. */
  public void malformed() {
    faults.count(Fault.PARSE_MALFORMED);
  }

  /** Why a node has not answered; empty when it has, or was not asked in time. */
  public Optional<ProbeFailure> failure(Node node) {
    return addressBook.addressesOf(node).stream()
        .flatMap(address -> faults.failure(address).stream())
        .findFirst();
  }

  /**
   * Waits until the keys of every pattern were looked for once.
   *
   * @return whether they were, by the deadline
   */
  public boolean awaitSearch(Deadline deadline) throws InterruptedException {
    return registry.awaitSearch(deadline);
  }

  /** What kept the search for the keys of patterns from looking at some; empty when nothing did. */
  public Optional<Fault> searchFault() {
    return scan.lastFault();
  }

  private ScrapeCoalescer.Findings ask(Set<Collector> wanted, ViewSample views, Deadline deadline)
      throws InterruptedException {
    scrapesUnderWay.incrementAndGet();
    try {
      return askAll(wanted, views, deadline);
    } finally {
      // What one round has no use for another may be waiting on.
      if (scrapesUnderWay.decrementAndGet() == 0) {
        links.retain(addressBook.worthKeeping());
        faults.retain(addressBook.known());
      }
    }
  }

  private ScrapeCoalescer.Findings askAll(
      Set<Collector> wanted, ViewSample views, Deadline deadline) throws InterruptedException {
    QueueScrape queues =
        new QueueScrape(
            registry,
            wanted.contains(Collector.QUEUES) ? registry.queues() : List.of(),
            history.snapshot());
    NodeProbe probe = new NodeProbe(config, links, addressBook, faults, wanted, views, queues);
    List<ProbeResult> answers = new TopologyScrape(addressBook, probe, executor, deadline).run();
    ClusterSnapshot snapshot = addressBook.conclude(answers);
    new QueueFollowUp(addressBook, links, faults, executor)
        .run(queues, snapshot, deadline.within(config.timeout()));
    QueueScrape.End end = queues.end(snapshot);
    end.faults().forEach(faults::count);
    return new ScrapeCoalescer.Findings(snapshot, end.facts());
  }

  private void scrapeForFailovers() {
    Deadline deadline = Deadline.after(config.timeout());
    try {
      // A round of its own: one that is under way may have asked before the change. It takes no
      // turn of the views, or the scrapes would miss the views of that turn.
      ScrapeCoalescer.Findings unused = ask(ClusterHistory.NEEDS, turns.last(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScrapeOutcome outcome(ClusterSnapshot snapshot) {
    if (snapshot.nodes().stream().allMatch(node -> node.report().isEmpty())) {
      return ScrapeOutcome.FAILED;
    }
    boolean complete =
        snapshot.nodes().stream()
            .allMatch(node -> node.report().map(report -> report.faults().isEmpty()).orElse(false));
    return complete ? ScrapeOutcome.COMPLETE : ScrapeOutcome.PARTIAL;
  }

  private void count(ScrapeOutcome outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder != null) {
      adder.increment();
    }
  }

  private ScrapeResult result(ScrapeCoalescer.Findings found, Duration took) {
    Map<ScrapeOutcome, Long> sums = new EnumMap<>(ScrapeOutcome.class);
    outcomes.forEach((outcome, adder) -> sums.put(outcome, adder.sum()));
    return new ScrapeResult(
        found.snapshot(),
        history.failovers(),
        took,
        sums,
        faults.counts(),
        found.queues(),
        registry.patterns());
  }

  @Override
  public void close() {
    watch.close();
    search.close();
    executor.shutdownNow();
    links.close();
  }
}
