package io.github.redisclusterexporter.key.read;

import static io.github.redisclusterexporter.testing.TestMonitor.TIMEOUT;
import static io.github.redisclusterexporter.testing.TestMonitor.onlyQueue;
import static io.github.redisclusterexporter.testing.TestMonitor.replying;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Queues in whole scrapes of servers that are scripted. */
@Timeout(60)
@Tag("timing")
@Execution(ExecutionMode.CONCURRENT)
class ClusterKeyScraperTest {
  private static final QueueRules LIST = QueueRules.of(0, QueueType.LIST);

  private ScriptedCluster cluster = ScriptedCluster.of(3);
  private final CountedEvents events = new CountedEvents();
  private @Nullable TestMonitor started;

  @AfterEach
  void close() {
    if (started != null) {
      started.close();
    }
    cluster.close();
  }

  private RedisConfig config() {
    return FakeNodes.config(cluster.node(0).address());
  }

  private TestMonitor start(RedisConfig config, QueuesConfig queues) {
    TestMonitor monitor = TestMonitor.start(config, queues, Duration.ZERO, events);
    started = monitor;
    return monitor;
  }

  private TestMonitor start(QueuesConfig queues) {
    return start(config(), queues);
  }

  private static QueuesConfig list(String key) {
    return new QueuesConfig(
        List.of(new QueueDefinition("the " + key, key, LIST)),
        List.of(),
        TestMonitor.NO_QUEUES.search());
  }

  @Test
  void aNodeThatDoesNotReplyAboutAQueueCostsAtMostTwoTimeouts() throws Exception {
    TestMonitor monitor =
        start(FakeNodes.withTimeout(config(), Duration.ofSeconds(1)), list("jobs"));
    // Only the queues are asked after the probe, over the same connection.
    cluster.node(0).says("LLEN jobs", "");
    ScrapeResult scrape = monitor.scrape();
    assertThat(replying(scrape.snapshot())).hasSize(3);
    assertThat(onlyQueue(scrape).values()).isEmpty();
    assertThat(scrape.took()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(6));
  }

  @Test
  void aQueueIsReadAfterTheProbesInTheFirstScrapeAndWithThemInTheNext() throws Exception {
    cluster.node(0).says("LLEN jobs", ":5\r\n");
    TestMonitor monitor = start(list("jobs"));
    for (int i = 1; i <= 2; i++) {
      QueueFacts facts = onlyQueue(monitor.scrape());
      assertThat(facts.node()).hasValue(cluster.node(0).address());
      assertThat(facts.values().map(QueueValues::length)).hasValue(5L);
      assertThat(cluster.node(0).asked("LLEN jobs")).hasSize(i);
    }
    // Who is there is asked before the queues of the first scrape, and the time.
    assertThat(cluster.node(0).asked("CLUSTER NODES")).hasSize(3);
    assertThat(cluster.node(0).asked("INFO server")).hasSize(2);
    assertThat(cluster.node(1).asked("LLEN")).isEmpty();
  }

  @Test
  void aQueueIsReadAtItsNewOwnerInTheSameScrape() throws Exception {
    cluster.node(0).says("LLEN jobs", ":5\r\n");
    TestMonitor monitor = start(list("jobs"));
    monitor.scrape();
    cluster.servedBy(1);
    cluster.node(0).says("LLEN jobs", "-MOVED 1 " + cluster.node(1).address() + "\r\n");
    cluster.node(1).says("LLEN jobs", ":6\r\n");
    ScrapeResult scrape = monitor.scrape();
    assertThat(onlyQueue(scrape).node()).hasValue(cluster.node(1).address());
    assertThat(onlyQueue(scrape).values().map(QueueValues::length)).hasValue(6L);
    assertThat(events.faults()).isEmpty();
  }

  @Test
  void aKeyInAMigratingSlotIsReadAtItsNewNode() throws Exception {
    cluster.node(0).says("LLEN jobs", "-ASK 1 " + cluster.node(2).address() + "\r\n");
    cluster.node(2).says("ASKING", "+OK\r\n").says("LLEN jobs", ":7\r\n");
    ScrapeResult scrape = start(list("jobs")).scrape();
    assertThat(onlyQueue(scrape).node()).hasValue(cluster.node(2).address());
    assertThat(onlyQueue(scrape).values().map(QueueValues::length)).hasValue(7L);
  }

  @Test
  void aRefusedQueueHasNoValueAndItsNodeIsUp() throws Exception {
    cluster.node(0).says("LLEN jobs", "-NOPERM no\r\n");
    TestMonitor monitor = start(list("jobs"));
    for (long i = 1; i <= 2; i++) {
      ScrapeResult scrape = monitor.scrape();
      assertThat(onlyQueue(scrape).values()).isEmpty();
      assertThat(replying(scrape.snapshot())).hasSize(3);
      assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_NO_PERMISSION, i));
    }
  }

  @Test
  void aConnectionClosedDuringAQueueReadIsCountedAndTheNodeIsUp() throws Exception {
    TestMonitor monitor = start(list("jobs"));
    cluster.node(0).says("TYPE", "+none\r\n").says("LLEN jobs", "!no reply\r\n");
    ScrapeResult first = monitor.scrape();
    assertThat(onlyQueue(first).values()).isEmpty();
    assertThat(replying(first.snapshot())).hasSize(3);
    assertThat(events.faults().keySet()).containsExactly(Fault.READ_NOT_REDIS);
  }

  @Test
  void aQueueThatTakesSeveralRoundTripsIsReadInOneScrape() throws Exception {
    cluster
        .node(0)
        .says("TYPE jobs", "+zset\r\n")
        .says("ZCARD jobs", ":3\r\n")
        .says("ZRANGE", "*0\r\n");
    QueuesConfig auto =
        new QueuesConfig(
            List.of(new QueueDefinition("jobs", "jobs", QueueRules.of(0, QueueType.AUTO))),
            List.of(),
            TestMonitor.NO_QUEUES.search());
    QueueFacts facts = onlyQueue(start(auto).scrape());
    assertThat(facts.values().map(QueueValues::length)).hasValue(3L);
  }

  @Test
  void aStandaloneServerIsReadInTheConfiguredDatabase() throws Exception {
    cluster.close();
    cluster = ScriptedCluster.standalone();
    cluster.node(0).says("SELECT", "+OK\r\n").says("LLEN jobs", ":4\r\n");
    QueuesConfig queues =
        new QueuesConfig(
            List.of(new QueueDefinition("jobs", "jobs", QueueRules.of(2, QueueType.LIST))),
            List.of(),
            TestMonitor.NO_QUEUES.search());
    TestMonitor monitor = start(queues);
    for (int i = 1; i <= 2; i++) {
      ScrapeResult scrape = monitor.scrape();
      assertThat(onlyQueue(scrape).values().map(QueueValues::length)).hasValue(4L);
      assertThat(scrape.snapshot().isStandalone()).isTrue();
      assertThat(cluster.node(0).asked("SELECT")).hasSize(2 * i);
      assertThat(cluster.node(0).asked("CLUSTER")).isEmpty();
    }
  }

  @Test
  void aClusterIsReadInTheDatabaseOfTheQueue() throws Exception {
    cluster.node(0).says("SELECT", "+OK\r\n").says("LLEN jobs", ":4\r\n");
    QueuesConfig queues =
        new QueuesConfig(
            List.of(new QueueDefinition("jobs", "jobs", QueueRules.of(2, QueueType.LIST))),
            List.of(),
            TestMonitor.NO_QUEUES.search());
    QueueFacts facts = onlyQueue(start(queues).scrape());
    assertThat(facts.values().map(QueueValues::length)).hasValue(4L);
    assertThat(cluster.node(0).asked("SELECT")).containsExactly("SELECT 2", "SELECT 0");
  }

  private static QueuesConfig pattern(int database, QueueType type) {
    return new QueuesConfig(
        List.of(),
        List.of(new QueuesConfig.Pattern("jobs", "jobs:*", 10, QueueRules.of(database, type))),
        new QueuesConfig.Search(Duration.ofMillis(50), 100_000, 10_000, Duration.ofDays(1)));
  }

  private PatternMatches awaitScan(TestMonitor monitor, boolean complete) throws Exception {
    monitor.scrape();
    PatternMatches[] found = new PatternMatches[1];
    Eventually.await(
        TIMEOUT,
        "a scan has ended",
        () -> {
          found[0] = monitor.scrape().patterns().get(0);
          return found[0].over().isPresent() && found[0].complete() == complete;
        });
    return found[0];
  }

  @Test
  void keysOfAPatternAreFoundBetweenScrapes() throws Exception {
    cluster
        .node(0)
        .says("SCAN 0", "*2\r\n$2\r\n17\r\n*1\r\n$6\r\njobs:a\r\n")
        .says("SCAN 17", "*2\r\n$1\r\n0\r\n*2\r\n$6\r\njobs:b\r\n:1\r\n")
        .says("LLEN jobs:a", ":1\r\n")
        .says("LLEN jobs:b", ":2\r\n");
    TestMonitor monitor = start(pattern(0, QueueType.LIST));
    assertThat(awaitScan(monitor, true).kept()).containsOnlyKeys("jobs:a", "jobs:b");
    assertThat(cluster.node(0).asked("SCAN 0"))
        .first()
        .isEqualTo("SCAN 0 MATCH jobs:* COUNT 1000 TYPE list");
    assertThat(monitor.scrape().queues())
        .extracting(facts -> facts.values().map(QueueValues::length).orElse(-1L))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aRefusedScanIsIncomplete() throws Exception {
    cluster.node(0).says("SCAN", "-NOPERM no\r\n");
    TestMonitor monitor = start(pattern(0, QueueType.AUTO));
    assertThat(awaitScan(monitor, false).kept()).isEmpty();
    monitor.scrape();
    assertThat(events.faults().keySet()).containsExactly(Fault.READ_NO_PERMISSION);
    assertThat(cluster.node(0).asked("SCAN")).first().isEqualTo("SCAN 0 MATCH jobs:* COUNT 1000");
  }

  @Test
  void aScanWithAMalformedReplyIsIncomplete() throws Exception {
    cluster.node(0).says("SCAN", "*2\r\n:0\r\n*0\r\n");
    TestMonitor monitor = start(pattern(0, QueueType.AUTO));
    assertThat(awaitScan(monitor, false).kept()).isEmpty();
    monitor.scrape();
    assertThat(events.faults().keySet()).containsExactly(Fault.PARSE_MALFORMED);
  }

  @Test
  void aStandaloneServerIsScannedInTheConfiguredDatabase() throws Exception {
    cluster.close();
    cluster = ScriptedCluster.standalone();
    cluster
        .node(0)
        .says("SELECT", "+OK\r\n")
        .says("SCAN", "*2\r\n$1\r\n0\r\n*1\r\n$6\r\njobs:a\r\n")
        .says("LLEN", ":1\r\n");
    TestMonitor monitor = start(pattern(3, QueueType.LIST));
    assertThat(awaitScan(monitor, true).kept()).containsOnlyKeys("jobs:a");
    assertThat(cluster.node(0).asked("SELECT").subList(0, 2))
        .containsExactly("SELECT 3", "SELECT 0");
  }
}
