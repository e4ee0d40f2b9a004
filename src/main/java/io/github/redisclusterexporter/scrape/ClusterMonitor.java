package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Scrapes a cluster, and monitors its failovers between scrapes. Safe for any number of threads;
 * scrapes at the same time share one pass over the nodes.
 */
public final class ClusterMonitor implements AutoCloseable {
  private final ClusterConnections connections;
  private final QueueReader queues;
  private final Map<ScrapeOutcome, LongAdder> outcomes = new EnumMap<>(ScrapeOutcome.class);
  private final ViewRotation turns = new ViewRotation();
  private final ScrapeCoalescer rounds = new ScrapeCoalescer();
  private final AtomicInteger scrapesUnderWay = new AtomicInteger();
  private final PeriodicTask failoverMonitor;

  /**
   * Sends nothing before the first scrape.
   *
   * @param watchInterval between two checks of each shard's primary; zero disables them
   */
  public ClusterMonitor(
      ClusterConnections connections, QueueReader queues, Duration watchInterval) {
    this.connections = connections;
    this.queues = queues;
    for (ScrapeOutcome outcome : ScrapeOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    failoverMonitor =
        watchInterval.isZero() ? PeriodicTask.none() : startFailoverMonitor(watchInterval);
  }

  private PeriodicTask startFailoverMonitor(Duration interval) {
    FailoverMonitor monitor =
        new FailoverMonitor(
            connections.history(),
            new RoleProbe(connections),
            this::scrapeForFailovers,
            interval,
            System::nanoTime);
    return PeriodicTask.start("watch", monitor::look);
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
    connections.count(Fault.PARSE_MALFORMED);
  }

  /** Why a node has not answered; empty when it has, or was not asked in time. */
  public Optional<ProbeFailure> failure(Node node) {
    return connections.addressBook().addressesOf(node).stream()
        .flatMap(address -> connections.faults().failure(address).stream())
        .findFirst();
  }

  private ScrapeCoalescer.Findings ask(Set<Collector> wanted, ViewSample views, Deadline deadline)
      throws InterruptedException {
    scrapesUnderWay.incrementAndGet();
    try {
      return askAll(wanted, views, deadline);
    } finally {
      // What one round has no use for another may be waiting on.
      if (scrapesUnderWay.decrementAndGet() == 0) {
        connections.retainKnownNodes();
      }
    }
  }

  private ScrapeCoalescer.Findings askAll(
      Set<Collector> wanted, ViewSample views, Deadline deadline) throws InterruptedException {
    QueueReader.ScrapeReads reads = queues.start(wanted, connections.snapshot());
    NodeProbe probe = new NodeProbe(connections, wanted, views, reads);
    NodeAddressBook addressBook = connections.addressBook();
    List<ProbeResult> answers =
        new TopologyScrape(addressBook, probe, connections.executor(), deadline).run();
    ClusterSnapshot snapshot = addressBook.conclude(answers);
    List<QueueFacts> facts = reads.complete(snapshot, deadline.within(connections.timeout()));
    facts.forEach(queue -> queue.fault().ifPresent(connections::count));
    return new ScrapeCoalescer.Findings(snapshot, facts);
  }

  private void scrapeForFailovers() {
    Deadline deadline = Deadline.after(connections.timeout());
    try {
      // A round of its own: one that is under way may have asked before the change. It takes no
      // turn of the views, or the scrapes would miss the views of that turn.
      ScrapeCoalescer.Findings unused =
          ask(ClusterHistory.REQUIRED_COLLECTORS, turns.last(), deadline);
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
        connections.history().failovers(),
        took,
        sums,
        connections.faultCounts(),
        found.queues(),
        queues.patterns());
  }

  @Override
  public void close() {
    failoverMonitor.close();
  }
}
