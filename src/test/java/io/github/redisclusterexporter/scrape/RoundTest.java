package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.scrape.Answers.answer;
import static io.github.redisclusterexporter.scrape.Answers.directory;
import static io.github.redisclusterexporter.scrape.Answers.id;
import static io.github.redisclusterexporter.scrape.Answers.line;
import static io.github.redisclusterexporter.scrape.Answers.myself;
import static io.github.redisclusterexporter.scrape.Answers.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.testing.Eventually;
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

class RoundTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** What is answered at each address; at any other, nothing. */
  private final Map<String, String[]> views = new ConcurrentHashMap<>();

  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final CountDownLatch silence = new CountDownLatch(1);
  private final Queue<Target> asked = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    silence.countDown();
    executor.shutdownNow();
  }

  private NodeAnswer ask(Target target, Deadline deadline) {
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

  private List<NodeAnswer> run(Directory directory, Duration time) throws InterruptedException {
    return new Round(directory, this::ask, executor, Deadline.after(time)).run();
  }

  private List<String> addressesAsked() {
    return asked.stream().map(target -> target.address().toString()).toList();
  }

  private static List<String> idsOf(List<NodeAnswer> answers) {
    return answers.stream()
        .filter(answer -> answer.report().isPresent())
        .flatMap(answer -> answer.id().stream())
        .toList();
  }

  @Test
  void nodesLearnedFromAnAnswerAreAskedInTheSameRound() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1"), line("c", "c:1")});
    views.put("c:1", new String[] {myself("c", "c:1")});

    List<NodeAnswer> answers = run(directory("a:1"), LONG);

    assertThat(idsOf(answers)).containsExactlyInAnyOrder(id("a"), id("b"), id("c"));
    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1", "c:1");
  }

  @Test
  void anAddressThatTwoNodesClaimIsAskedOnce() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("old", "b:1")});
    views.put("b:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    run(directory("a:1", "b:1"), LONG);

    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void aNodeThatDoesNotAnswerAtItsNameIsAskedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<NodeAnswer> answers = run(directory("a:1"), LONG);

    assertThat(addressesAsked()).containsExactly("a:1", "b.internal:1", "10.0.0.2:1");
    assertThat(idsOf(answers)).contains(id("b"));
  }

  @Test
  void aNodeThatAnswersAtItsNameIsNotAskedAtItsIp() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    run(directory("a:1"), LONG);

    assertThat(addressesAsked()).containsExactly("a:1", "b.internal:1");
  }

  @Test
  void aNodeWhoseAddressIsAnothersNowIsAskedAtItsNextOne() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "10.0.0.2:1,b.internal")});
    views.put("b.internal:1", new String[] {myself("x", "x:1")});
    views.put("10.0.0.2:1", new String[] {myself("b", "10.0.0.2:1,b.internal")});

    List<NodeAnswer> answers = run(directory("a:1"), LONG);

    assertThat(idsOf(answers)).contains(id("b"), id("x"));
  }

  @Test
  void oneHungNodeCostsTheDeadlineAndNothingElse() throws Exception {
    views.put("a:1", new String[] {myself("a", "a:1"), line("b", "b:1"), line("c", "c:1")});
    views.put("b:1", new String[] {myself("b", "b:1")});
    silent.add("c:1");

    List<NodeAnswer> answers = run(directory("a:1"), Duration.ofMillis(300));

    assertThat(idsOf(answers)).containsExactlyInAnyOrder(id("a"), id("b"));
    assertThat(answers)
        .filteredOn(answer -> answer.report().isEmpty())
        .extracting(NodeAnswer::expected)
        .containsExactly(Optional.of(id("c")));
  }

  @Test
  @Timeout(30)
  void nobodyWaitsForASeedThatHangsOnceItsNodeHasAnsweredElsewhere() throws Exception {
    Directory directory = directory("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    views.put("a:1", new String[] {myself("a", "a:1")});
    directory.conclude(run(directory, LONG));
    silent.add("lb:1");

    assertThat(idsOf(run(directory, LONG))).containsExactly(id("a"));
  }

  @Test
  void seedsAreAskedAgainAtHalfTimeWhenNoNodeAnswers() throws Exception {
    Directory directory = directory("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    directory.conclude(run(directory, LONG));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});
    silent.add("a:1");

    List<NodeAnswer> answers = run(directory, Duration.ofSeconds(1));

    assertThat(idsOf(answers)).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void seedsAreAskedAgainAtOnceWhenAllNodesRefuse() throws Exception {
    Directory directory = directory("lb:1");
    views.put("lb:1", new String[] {myself("a", "a:1")});
    directory.conclude(run(directory, LONG));
    views.put("lb:1", new String[] {myself("b", "b:1"), line("a", "a:1")});

    assertThat(idsOf(run(directory, LONG))).contains(id("b"));
  }

  @Test
  @Timeout(30)
  void itEndsAtOnceWhenEveryoneRefuses() throws Exception {
    List<NodeAnswer> answers = run(directory("a:1", "b:1"), LONG);

    assertThat(idsOf(answers)).isEmpty();
    assertThat(addressesAsked()).containsExactlyInAnyOrder("a:1", "b:1");
  }

  @Test
  void manyHungNodesHoldUpTheOthersOnlyUntilTheyAreGivenUp() throws Exception {
    int nodes = Round.WIDTH + 50;
    List<String> all = new ArrayList<>();
    IntStream.range(0, nodes).forEach(i -> all.add(line("n" + i, "n" + i + ":1")));
    views.put("a:1", all.toArray(String[]::new));
    IntStream.range(0, nodes).forEach(i -> silent.add("n" + i + ":1"));
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Round round =
        new Round(
            directory("a:1"),
            (target, deadline) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              NodeAnswer answer = ask(target, deadline);
              underWay.decrementAndGet();
              return answer;
            },
            executor,
            Deadline.after(LONG));

    Future<List<NodeAnswer>> answers = executor.submit(round::run);
    Eventually.await(
        Duration.ofSeconds(30), "all places are taken", () -> underWay.get() == Round.WIDTH);
    silence.countDown();

    assertThat(answers.get()).hasSize(nodes + 1);
    assertThat(most).hasValue(Round.WIDTH);
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

    List<NodeAnswer> answers =
        new Round(directory("a:1"), this::ask, busy, Deadline.after(LONG)).run();

    assertThat(idsOf(answers)).containsExactly(id("a"));
  }

  @Test
  void whatWasNeverAskedIsUnansweredAtTheDeadline() throws Exception {
    Executor busy =
        task -> {
          throw new RejectedExecutionException("all threads are busy");
        };

    List<NodeAnswer> answers =
        new Round(directory("a:1"), this::ask, busy, Deadline.after(Duration.ofMillis(50))).run();

    assertThat(answers).extracting(NodeAnswer::address).containsExactly(HostPort.parse("a:1"));
    assertThat(asked).isEmpty();
  }
}
