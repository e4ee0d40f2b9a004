package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Attribution;
import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Scrapes a cluster, and monitors its failovers between scrapes. Safe for any number of threads;
 * scrapes at the same time share one pass over the nodes.
 */
public final class ClusterScraper implements AutoCloseable {
  private final ClusterConnections connections;
  private final KeyScraper keys;
  private final ViewSample.Rotation viewSamples = new ViewSample.Rotation();
  private final ScrapeCoalescer coalescer = new ScrapeCoalescer();
  private final ClusterLog log;
  private final AtomicInteger scrapesUnderWay = new AtomicInteger();
  private final PeriodicTask failoverMonitor;

  /** Sends nothing before the first scrape; without a watch interval nothing between scrapes. */
  public ClusterScraper(ClusterConnections connections, KeyScraper keys, Duration watchInterval) {
    this.connections = connections;
    this.keys = keys;
    this.log = new ClusterLog(connections.config().name());
    failoverMonitor =
        watchInterval.isZero()
            ? PeriodicTask.none()
            : PeriodicTask.start(
                "failover-monitor",
                new FailoverMonitor(
                        connections.history(),
                        new RoleProbe(connections),
                        this::scrapeForFailovers,
                        watchInterval,
                        System::nanoTime)
                    ::check);
  }

  /**
   * Scrapes all nodes, and returns by the deadline with the replies so far.
   *
   * @param wanted the collectors; when empty, nothing is sent
   */
  public ScrapeResult scrape(Set<Collector> wanted, Deadline deadline) throws InterruptedException {
    long start = System.nanoTime();
    ScrapeCoalescer.Result result =
        wanted.isEmpty()
            ? ScrapeCoalescer.Result.EMPTY
            : coalescer.run(
                wanted, deadline, () -> scrapeNodes(wanted, viewSamples.next(), deadline));
    connections
        .events()
        .scraped(wanted.isEmpty() ? ScrapeResult.Outcome.COMPLETE : outcome(result.snapshot()));
    return new ScrapeResult(
        result.snapshot(),
        connections.history().failovers(),
        Duration.ofNanos(System.nanoTime() - start),
        result.keys().queues(),
        keys.patterns(),
        result.keys().keys(),
        keys.keyGroups());
  }

  /** Why a node did not reply at all, or at some of its addresses. */
  public List<ClusterConnections.Failure> failures(Node node) {
    FaultLog faults = connections.faults();
    return Stream.concat(
            faults.failure(UnansweredNodes.keyOf(node)).stream(),
            connections.addressBook().addressesOf(node).stream()
                .flatMap(address -> faults.failure(address).stream()))
        .toList();
  }

  private ScrapeCoalescer.Result scrapeNodes(
      Set<Collector> wanted, ViewSample views, Deadline deadline) throws InterruptedException {
    scrapesUnderWay.incrementAndGet();
    try {
      KeyScraper.ScrapeReads reads = keys.start(wanted, connections.snapshot());
      NodeProbe probe = new NodeProbe(connections, wanted, views, reads);
      NodeAddressBook addressBook = connections.addressBook();
      Deadline first = SecondQuestion.firstAnswers(deadline);
      List<ProbeResult> replies =
          new ClusterScrape(addressBook, probe, connections.executor(first), first).run();
      Attribution attribution = addressBook.attribute(replies);
      Membership members =
          new SecondQuestion(connections, views)
              .updated(new Membership(attribution.results()), deadline);
      ClusterSnapshot snapshot = addressBook.update(members);
      if (connections.events().faultsAreLogged()) {
        log.scraped(snapshot);
      }
      connections
          .faults()
          .nodesFailed(new UnansweredNodes(addressBook, attribution, snapshot).failures());
      KeyScraper.Values values = reads.complete(snapshot, deadline.within(connections.timeout()));
      values.faults().forEach(connections::count);
      return new ScrapeCoalescer.Result(snapshot, values);
    } finally {
      // Another scrape may be waiting on a connection that this one does not need.
      if (scrapesUnderWay.decrementAndGet() == 0) {
        connections.retainKnownNodes();
      }
    }
  }

  private void scrapeForFailovers() {
    Deadline deadline = Deadline.after(connections.timeout());
    try {
      // Not shared: a pass that is under way may have started before the change.
      ScrapeCoalescer.Result unused =
          scrapeNodes(ClusterHistory.REQUIRED_COLLECTORS, viewSamples.last(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScrapeResult.Outcome outcome(ClusterSnapshot snapshot) {
    if (snapshot.nodes().stream().allMatch(node -> node.report().isEmpty())) {
      return ScrapeResult.Outcome.FAILED;
    }
    return snapshot.nodes().stream()
            .allMatch(node -> node.report().filter(all -> all.faults().isEmpty()).isPresent())
        ? ScrapeResult.Outcome.COMPLETE
        : ScrapeResult.Outcome.PARTIAL;
  }

  @Override
  public void close() {
    failoverMonitor.close();
  }
}
