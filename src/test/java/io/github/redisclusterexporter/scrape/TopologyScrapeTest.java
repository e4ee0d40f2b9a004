package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.line;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static io.github.redisclusterexporter.testing.FakeNodes.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopologyScrapeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** What is answered at each address; at any other, nothing. */
  private final Map<String, String[]> views = new ConcurrentHashMap<>();

  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final CountDownLatch silence = new CountDownLatch(1);
  private final Queue<ProbeTarget> asked = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    silence.countDown();
    executor.shutdownNow();
  }

  private ProbeResult ask(ProbeTarget target, Deadline deadline) {
    asked.add(target);
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
    return new TopologyScrape(addressBook, this::ask, executor, Deadline.after(time)).run();
  }

  private List<String> addressesAsked() {
    return asked.stream().map(target -> target.address().toString()).toList();
  }

  private static List<String> idsOf(List<ProbeResult> answers) {
    return answers.stream()
        .filter(answer -> answer.report().isPresent())
        .flatMap(answer -> answer.id().stream())
        .toList();
  }

  private static NodeAddressBook addressBook(String... seeds) {
    return new NodeAddressBook(
        FakeNodes.config(seeds), new ClusterHistory(Clock.systemUTC(), false, false));
  }

  @Test
  void nodesLearnedFromAnAnswerAreAskedInTheSameRound() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1"), line("c", "c:1")});
    views.put("c:1", new String[] {myself("c", "c:1")});

    List<ProbeResult> answers = run(addressBook("a:1"), LONG);

    assertThat(idsOf(answers)).containsExactlyInAnyOrder(id("a"), id("b"), id("c"));
    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1", "c:1");
  }

  @Test
  void anAddressThatTwoNodesClaimIsAskedOnce() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("old", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    run(addressBook("a:1", "b:1"), LONG);

    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void aNodeThatDoesNotAnswerAtItsNameIsAskedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<ProbeResult> answers = run(addressBook("a:1"), LONG);

    assertThat(addressesAsked()).containsExactly("a:1", "b.internal:1", "10.0.0.2:1");
    assertThat(idsOf(answers)).contains(id("b"));
  }

  @Test
  void aNodeThatAnswersAtItsNameIsNotAskedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    run(addressBook("a:1"), LONG);

    assertThat(addressesAsked()).containsExactly("a:1", "b.internal:1");
  }

  @Test
  void aNodeWhoseAddressIsAnothersNowIsAskedAtItsNextOne() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("x", "x:1")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<ProbeResult> answers = run(addressBook("a:1"), LONG);

    assertThat(idsOf(answers)).contains(id("b"), id("x"));
  }

  @Test
  void oneHungNodeCostsTheDeadlineAndNothingElse() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("c", "c:1")});
    views.put("b:1", new String[] {myself("b", "b:1")});
    silent.add("c:1");

    List<ProbeResult> answers = run(addressBook("a:1"), Duration.ofMillis(300));

    assertThat(idsOf(answers)).containsExactlyInAnyOrder(id("a"), id("b"));
    assertThat(answers)
        .filteredOn(answer -> answer.report().isEmpty())
        .extracting(ProbeResult::expectedId)
        .containsExactly(Optional.of(id("c")));
  }

  @Test
  @Timeout(30)
  void nobodyWaitsForASeedThatHangsOnceItsNodeHasAnsweredElsewhere() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    views.put("a:1", new String[] {myself("a", "a:1")});
    addressBook.conclude(run(addressBook, LONG));
    silent.add("lb:1");

    assertThat(idsOf(run(addressBook, LONG))).containsExactly(id("a"));
  }

  @Test
  void seedsAreAskedAgainAtHalfTimeWhenNoNodeAnswers() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    addressBook.conclude(run(addressBook, LONG));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});
    silent.add("a:1");

    List<ProbeResult> answers = run(addressBook, Duration.ofSeconds(1));

    assertThat(idsOf(answers)).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void seedsAreAskedAgainAtOnceWhenAllNodesRefuse() throws Exception {
    NodeAddressBook addressBook = addressBook("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    addressBook.conclude(run(addressBook, LONG));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    assertThat(idsOf(run(addressBook, LONG))).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void itEndsAtOnceWhenEveryoneRefuses() throws Exception {
    List<ProbeResult> answers = run(addressBook("a:1", "b:1"), LONG);

    assertThat(idsOf(answers)).isEmpty();
    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void manyHungNodesHoldUpTheOthersOnlyUntilTheyAreGivenUp() throws Exception {
    int nodes = TopologyScrape.WIDTH + 50;
    List<String> all = new ArrayList<>();
    IntStream.range(0, nodes).forEach(i -> all.add(line("n" + i, "n" + i + ":1")));
    views.put("a:1", all.toArray(String[]::new));
    IntStream.range(0, nodes).forEach(i -> silent.add("n" + i + ":1"));
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TopologyScrape round =
        new TopologyScrape(
            addressBook("a:1"),
            (target, deadline) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              ProbeResult answer = ask(target, deadline);
              underWay.decrementAndGet();
              return answer;
            },
            executor,
            Deadline.after(LONG));

    Future<List<ProbeResult>> answers = executor.submit(round::run);
    Eventually.await(
        Duration.ofSeconds(30),
        "all places are taken",
        () -> underWay.get() == TopologyScrape.WIDTH);
    silence.countDown();

    assertThat(answers.get()).hasSize(nodes + 1);
    assertThat(most).hasValue(TopologyScrape.WIDTH);
  }

  @Test
  @Timeout(20)
  void itGoesOnWhenThreadsAreFreeAgain() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1")});
    AtomicInteger refusals = new AtomicInteger(3);
    Executor busy =
        task -> {
          if (refusals.getAndDecrement() > 0) {
            throw new RejectedExecutionException("all threads are busy");
          }
          executor.execute(task);
        };

    List<ProbeResult> answers =
        new TopologyScrape(addressBook("a:1"), this::ask, busy, Deadline.after(LONG)).run();

    assertThat(idsOf(answers)).containsExactly(id("a"));
  }

  @Test
  void whatWasNeverAskedIsUnansweredAtTheDeadline() throws Exception {
    Executor busy =
        task -> {
          throw new RejectedExecutionException("all threads are busy");
        };

    List<ProbeResult> answers =
        new TopologyScrape(
                addressBook("a:1"), this::ask, busy, Deadline.after(Duration.ofMillis(50)))
            .run();

    assertThat(answers).extracting(ProbeResult::address).containsExactly(HostPort.parse("a:1"));
    assertThat(asked).isEmpty();
  }
}
