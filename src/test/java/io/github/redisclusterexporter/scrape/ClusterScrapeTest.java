package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.line;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static io.github.redisclusterexporter.testing.FakeNodes.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FakeNodes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterScrapeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** The lines of CLUSTER NODES at each address; other addresses do not reply. */
  private final Map<String, String[]> views = new ConcurrentHashMap<>();

  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final CountDownLatch silence = new CountDownLatch(1);
  private final Queue<ProbeTarget> probed = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    silence.countDown();
    executor.shutdownNow();
  }

  private ProbeResult probe(ProbeTarget target, Deadline deadline) {
    probed.add(target);
    String address = target.address().toString();
    if (silent.contains(address)) {
      try {
        silence.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String[] view = views.get(address);
    return view == null ? nothing(target) : answer(target, view);
  }

  private List<ProbeResult> run(NodeAddressBook addressBook, Duration time)
      throws InterruptedException {
    return new ClusterScrape(addressBook, this::probe, executor, Deadline.after(time)).run();
  }

  private List<String> probedAddresses() {
    return probed.stream().map(target -> target.address().toString()).toList();
  }

  private static List<String> idsOf(List<ProbeResult> results) {
    return results.stream()
        .filter(result -> result.report().isPresent())
        .flatMap(result -> result.id().stream())
        .toList();
  }

  private static NodeAddressBook addressBook(String... seeds) {
    return new NodeAddressBook(
        FakeNodes.config(seeds),
        new ClusterHistory(Clock.systemUTC(), false, false),
        Clock.systemUTC());
  }

  @Test
  void listedNodesAreProbedInTheSamePass() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1"), line("c", "c:1")});
    views.put("c:1", new String[] {myself("c", "c:1")});

    List<ProbeResult> results = run(addressBook("a:1"), LONG);

    assertThat(idsOf(results)).containsExactlyInAnyOrder(id("a"), id("b"), id("c"));
    assertThat(probedAddresses()).containsExactlyInAnyOrder("a:1", "b:1", "c:1");
  }

  @Test
  void anAddressOfTwoNodesIsProbedOnce() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("old", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    run(addressBook("a:1", "b:1"), LONG);

    assertThat(probedAddresses()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void aNodeThatDoesNotReplyAtItsHostNameIsProbedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<ProbeResult> results = run(addressBook("a:1"), LONG);

    assertThat(probedAddresses()).containsExactly("a:1", "b.internal:1", "10.0.0.2:1");
    assertThat(idsOf(results)).contains(id("b"));
  }

  @Test
  void aNodeThatRepliesAtItsHostNameIsNotProbedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    run(addressBook("a:1"), LONG);

    assertThat(probedAddresses()).containsExactly("a:1", "b.internal:1");
  }

  @Test
  void aNodeIsProbedAtItsNextAddressWhenAnotherNodeRepliesAtTheFirst() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("x", "x:1")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<ProbeResult> results = run(addressBook("a:1"), LONG);

    assertThat(idsOf(results)).contains(id("b"), id("x"));
  }

  @Test
  void aHungNodeCostsNoOtherResults() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("c", "c:1")});
    views.put("b:1", new String[] {myself("b", "b:1")});
    silent.add("c:1");

    List<ProbeResult> results = run(addressBook("a:1"), Duration.ofMillis(300));

    assertThat(idsOf(results)).containsExactlyInAnyOrder(id("a"), id("b"));
    assertThat(results)
        .filteredOn(result -> result.report().isEmpty())
        .extracting(ProbeResult::expectedId)
        .containsExactly(Optional.of(id("c")));
  }

  @Test
  @Timeout(30)
  void aHungSeedIsNotAwaitedOnceItsNodeHasRepliedElsewhere() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    views.put("a:1", new String[] {myself("a", "a:1")});
    addressBook.update(new Membership(run(addressBook, LONG)));
    silent.add("lb:1");

    assertThat(idsOf(run(addressBook, LONG))).containsExactly(id("a"));
  }

  @Test
  void seedsAreProbedAgainAtHalfTimeWhenNoNodeReplies() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    addressBook.update(new Membership(run(addressBook, LONG)));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});
    silent.add("a:1");

    List<ProbeResult> results = run(addressBook, Duration.ofSeconds(1));

    assertThat(idsOf(results)).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void seedsAreProbedAgainAtOnceWhenAllNodesFail() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    addressBook.update(new Membership(run(addressBook, LONG)));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    assertThat(idsOf(run(addressBook, LONG))).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void endsAtOnceWhenAllNodesFail() throws Exception {
    List<ProbeResult> results = run(addressBook("a:1", "b:1"), LONG);

    assertThat(idsOf(results)).isEmpty();
    assertThat(probedAddresses()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void atMostSoManyProbesRunAtATime() throws Exception {
    int nodes = ClusterScrape.WIDTH + 50;
    List<String> all = new ArrayList<>();
    IntStream.range(0, nodes).forEach(i -> all.add(line("n" + i, "n" + i + ":1")));
    views.put("a:1", all.toArray(String[]::new));
    IntStream.range(0, nodes).forEach(i -> silent.add("n" + i + ":1"));
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ClusterScrape scrape =
        new ClusterScrape(
            addressBook("a:1"),
            (target, deadline) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              ProbeResult result = probe(target, deadline);
              underWay.decrementAndGet();
              return result;
            },
            executor,
            Deadline.after(LONG));

    Future<List<ProbeResult>> results = executor.submit(scrape::run);
    Eventually.await(
        Duration.ofSeconds(30),
        "as many probes run as may at a time",
        () -> underWay.get() == ClusterScrape.WIDTH);
    silence.countDown();

    assertThat(results.get()).hasSize(nodes + 1);
    assertThat(most).hasValue(ClusterScrape.WIDTH);
  }

  @Test
  @Timeout(20)
  void receivesResultsWhileAProbeWaitsForAThread() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("c", "c:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1"), line("d", "d:1")});
    views.put("c:1", new String[] {myself("c", "c:1"), line("a", "a:1"), line("d", "d:1")});
    views.put("d:1", new String[] {myself("d", "d:1")});
    List<Runnable> tasks = new ArrayList<>();
    // The second probe waits until the fourth is started, to which the result of the third leads.
    Executor busy =
        task -> {
          tasks.add(task);
          if (tasks.size() != 2) {
            executor.execute(task);
          }
          if (tasks.size() == 4) {
            executor.execute(tasks.get(1));
          }
        };

    List<ProbeResult> results =
        new ClusterScrape(addressBook("a:1"), this::probe, busy, Deadline.after(LONG)).run();

    assertThat(idsOf(results)).containsExactlyInAnyOrder(id("a"), id("b"), id("c"), id("d"));
  }

  @Test
  void anAddressThatWasNeverProbedHasNoReportAtTheDeadline() throws Exception {
    Executor busy = task -> {};

    List<ProbeResult> results =
        new ClusterScrape(
                addressBook("a:1"), this::probe, busy, Deadline.after(Duration.ofMillis(50)))
            .run();

    assertThat(results).extracting(ProbeResult::address).containsExactly(HostPort.parse("a:1"));
    assertThat(probed).isEmpty();
  }
}
