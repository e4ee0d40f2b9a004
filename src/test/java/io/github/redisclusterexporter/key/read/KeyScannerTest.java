package io.github.redisclusterexporter.key.read;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeyScannerTest {
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final QueuesConfig.Pattern JOBS =
      new QueuesConfig.Pattern("jobs", "jobs:*", 10, QueueRules.of(0, QueueType.LIST));
  private static final QueuesConfig.Pattern MAILS =
      new QueuesConfig.Pattern("mails", "*mails*", 10, QueueRules.of(0, QueueType.LIST));

  private final ClusterHistory history = new ClusterHistory(Clock.systemUTC(), false, false);
  private final List<String> asked = new ArrayList<>();

  /** The keys of each node for each cursor; none for a node that does not reply. */
  private final Map<String, KeyScanner.Batch> keys = new HashMap<>();

  /** Nodes that do not say of themselves what the last snapshot says. */
  private final Map<String, Optional<ClusterNodes.Line>> changed = new HashMap<>();

  private final class Nodes implements KeyScanner.ScanStep {
    @Override
    public Optional<KeyScanner.Batch> scan(Node node, String cursor, KeySearch.Target target) {
      String step = node.name() + " " + cursor + " " + target.name();
      asked.add(step);
      return Optional.ofNullable(keys.get(step));
    }

    @Override
    public Optional<List<OptionalLong>> memory(
        Node node, List<String> asked, KeySearch.Target target) {
      throw new AssertionError("queues are not sampled");
    }

    @Override
    public Optional<ClusterNodes.Line> ownLine(Node node) {
      return changed.getOrDefault(node.name(), node.ownLine());
    }
  }

  private void has(String step, String next, String... found) {
    keys.put(step, new KeyScanner.Batch(next, List.of(found)));
  }

  /** Two primaries, with half of the slots each. */
  private void scrape(String slotsOfA, String slotsOfB) {
    List<ProbeResult> answers =
        List.of(
            answer(target("a"), myself("a", "a:1") + slotsOfA),
            answer(target("b"), myself("b", "b:1") + slotsOfB));
    history.add(new Membership(answers), Map.of());
  }

  private static ProbeTarget target(String name) {
    return new ProbeTarget(HostPort.parse(name + ":1"), Optional.of(id(name)));
  }

  private final QueuesConfig.Search bounds =
      new QueuesConfig.Search(INTERVAL, 10_000, 3_000, Duration.ofDays(1));
  private final QueuesConfig config =
      new QueuesConfig(
          List.of(new QueueDefinition("named", "jobs:named", QueueRules.of(0, QueueType.LIST))),
          List.of(JOBS, MAILS),
          bounds);
  private final QueueRegistry registry = new QueueRegistry(config, Clock.systemUTC());
  private final KeyScanner scanner =
      new KeyScanner(history::snapshot, registry.searches(), bounds, new Nodes());

  private PatternMatches matches(QueuesConfig.Pattern pattern) {
    return registry.patterns().stream()
        .filter(matches -> matches.pattern().equals(pattern))
        .findFirst()
        .orElseThrow();
  }

  private void scanAll() {
    for (int i = 0; i < 100; i++) {
      if (scanner.scanNext().equals(INTERVAL)) {
        return;
      }
    }
    throw new AssertionError("the scan does not end: " + asked);
  }

  private void noNodeHasKeys() {
    for (String node : List.of("a:1", "b:1")) {
      for (String pattern : List.of("jobs", "mails")) {
        has(node + " 0 " + pattern, "0");
      }
    }
  }

  @Test
  void scansNothingBeforeTheFirstScrape() {
    assertThat(scanner.scanNext()).isEqualTo(Duration.ofSeconds(1));
    assertThat(asked).isEmpty();
    assertThat(matches(JOBS).over()).isEmpty();
    assertThat(matches(JOBS).complete()).isFalse();
  }

  @Test
  void pausesAfterEachBatch() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    has("a:1 0 jobs", "17", "jobs:1");
    has("a:1 17 jobs", "0", "jobs:2");
    assertThat(scanner.scanNext()).isEqualTo(PAUSE);
    assertThat(asked).containsExactly("a:1 0 jobs");
    scanAll();
    assertThat(asked)
        .containsExactly("a:1 0 jobs", "a:1 17 jobs", "b:1 0 jobs", "a:1 0 mails", "b:1 0 mails");
    assertThat(matches(JOBS).kept()).containsOnlyKeys("jobs:1", "jobs:2");
    assertThat(matches(JOBS).complete()).isTrue();
    assertThat(registry.queues())
        .extracting(QueueDefinition::name)
        .containsExactly("named", "jobs:1", "jobs:2");
  }

  @Test
  void aKeyIsOneQueueWhicheverPatternsMatchIt() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    has("a:1 0 jobs", "0", "jobs:named", "jobs:mails");
    has("a:1 0 mails", "0", "jobs:mails");
    scanAll();
    assertThat(registry.queues())
        .extracting(QueueDefinition::key)
        .containsExactly("jobs:named", "jobs:mails");
  }

  @Test
  void aNodeThatDoesNotReplyMakesTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    keys.remove("b:1 0 jobs");
    has("a:1 0 jobs", "0", "jobs:1");
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    assertThat(matches(JOBS).kept()).containsOnlyKeys("jobs:1");
    assertThat(matches(MAILS).complete()).isTrue();

    has("b:1 0 jobs", "0", "jobs:2");
    scanAll();
    assertThat(matches(JOBS).complete()).isTrue();
    assertThat(matches(JOBS).kept()).containsOnlyKeys("jobs:1", "jobs:2");
  }

  @Test
  void aFailoverMakesTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    scanner.scanNext();
    scrape(" 0-16383", "");
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    asked.clear();
    scanAll();
    assertThat(asked).containsExactly("a:1 0 jobs", "a:1 0 mails");
    assertThat(matches(JOBS).complete()).isTrue();
  }

  @Test
  void slotsThatMovedMakeTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    scanner.scanNext();
    scrape(" 0-8192", " 8193-16383");
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    scanAll();
    assertThat(matches(JOBS).complete()).isTrue();
  }

  @Test
  void aMigratingSlotMakesTheScanIncomplete() {
    String moving = " 0-8191 [17->-" + id("b") + "]";
    scrape(moving, " 8192-16383 [17-<-" + id("a") + "]");
    noNodeHasKeys();
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    scrape(" 0-8191", " 8192-16383");
    scanner.scanNext();
    scrape(moving, " 8192-16383");
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
  }

  @Test
  void uncoveredSlotsMakeTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16382");
    noNodeHasKeys();
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
  }

  @Test
  void aNodeThatServesOtherSlotsThanInTheLastSnapshotMakesTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    ClusterNodes.Line ofA = history.snapshot().servingNodes().get(0).ownLine().orElseThrow();
    changed.put("b:1", Optional.of(ofA));
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    changed.put("b:1", Optional.empty());
    scanAll();
    assertThat(matches(JOBS).complete()).isFalse();
    changed.clear();
    scanAll();
    assertThat(matches(JOBS).complete()).isTrue();
  }

  @Test
  void tooManyKeysMakeTheScanIncomplete() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    has("a:1 0 jobs", "1");
    has("a:1 1 jobs", "1");
    scanAll();
    assertThat(asked).filteredOn(step -> step.equals("a:1 1 jobs")).hasSize(2);
    assertThat(matches(JOBS).complete()).isFalse();
  }

  @Test
  void aBugDoesNotEndTheTask() {
    scrape(" 0-8191", " 8192-16383");
    noNodeHasKeys();
    KeyScanner broken =
        new KeyScanner(
            () -> {
              throw new IllegalStateException("bug");
            },
            registry.searches(),
            bounds,
            new Nodes());
    assertThat(broken.scanNext()).isEqualTo(INTERVAL);
    assertThat(broken.scanNext()).isEqualTo(INTERVAL);
  }
}
