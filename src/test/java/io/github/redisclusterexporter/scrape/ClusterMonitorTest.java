package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.queue.SearchConfig;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Eventually;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole scrapes of servers that are scripted. */
@Timeout(60)
@Tag("timing")
class ClusterMonitorTest {
  private static final Set<Collector> WANTED =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO, Collector.QUEUES);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final QueueRules LIST = QueueRules.of(0, QueueType.LIST);

  private ScriptedCluster cluster = ScriptedCluster.of(3);
  private @Nullable ClusterMonitor started;

  @AfterEach
  void close() {
    if (started != null) {
      started.close();
    }
    cluster.close();
  }

  private ClusterMonitor scraper(QueuesConfig queues, Duration watch) {
    return scraper(ProbeResults.config(cluster.node(0).address()), queues, watch);
  }

  private ClusterMonitor scraper(RedisConfig config, QueuesConfig queues, Duration watch) {
    ClusterMonitor scraper = new ClusterMonitor(config, queues, watch, Clock.systemUTC());
    started = scraper;
    return scraper;
  }

  private ClusterMonitor scraper() {
    return scraper(QueuesConfig.NONE, Duration.ZERO);
  }

  private static QueuesConfig list(String key) {
    return new QueuesConfig(
        List.of(new QueueDefinition("the " + key, key, LIST)),
        List.of(),
        QueuesConfig.NONE.search());
  }

  private static ScrapeResult scrape(ClusterMonitor scraper) throws InterruptedException {
    return scraper.scrape(WANTED, Deadline.after(PATIENCE));
  }

  private static Set<String> answering(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream()
        .filter(node -> node.report().isPresent())
        .map(Node::name)
        .collect(Collectors.toSet());
  }

  private static Map<Fault, Long> faults(ScrapeResult scrape) {
    return scrape.faults().entrySet().stream()
        .filter(fault -> fault.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<ScrapeOutcome, Long> outcomes(ScrapeResult scrape) {
    return scrape.outcomes().entrySet().stream()
        .filter(outcome -> outcome.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static QueueFacts only(ScrapeResult scrape) {
    assertThat(scrape.queues()).hasSize(1);
    return scrape.queues().get(0);
  }

  @Test
  void oneSeedLeadsToAllNodesOverKeptConnections() throws Exception {
    ClusterMonitor scraper = scraper();
    for (long i = 1; i <= 3; i++) {
      ScrapeResult scrape = scrape(scraper);
      assertThat(answering(scrape.snapshot()))
          .containsExactlyInAnyOrder(
              cluster.node(0).address(), cluster.node(1).address(), cluster.node(2).address());
      assertThat(scrape.snapshot().slotsUncovered()).isZero();
      assertThat(outcomes(scrape)).isEqualTo(Map.of(ScrapeOutcome.COMPLETE, i));
      assertThat(faults(scrape)).isEmpty();
      assertThat(scrape.took()).isPositive().isLessThan(PATIENCE);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.node(i).server().connections()).isEqualTo(1);
      assertThat(cluster.node(i).asked("CLUSTER NODES")).hasSize(3);
    }
  }

  @Test
  void whenNothingIsWantedNobodyIsAsked() throws Exception {
    ScrapeResult scrape = scraper().scrape(Set.of(), Deadline.after(PATIENCE));
    assertThat(scrape.snapshot().nodes()).isEmpty();
    assertThat(outcomes(scrape)).isEqualTo(Map.of(ScrapeOutcome.COMPLETE, 1L));
    assertThat(cluster.node(0).server().connections()).isZero();
  }

  @Test
  void whatIsRefusedMakesAScrapePartial() throws Exception {
    cluster.node(1).says("CLUSTER INFO", "-NOPERM no\r\n");
    ScrapeResult scrape = scrape(scraper());
    assertThat(answering(scrape.snapshot())).hasSize(3);
    assertThat(outcomes(scrape)).isEqualTo(Map.of(ScrapeOutcome.PARTIAL, 1L));
    assertThat(faults(scrape)).isEqualTo(Map.of(Fault.READ_NO_PERMISSION, 1L));
  }

  @Test
  void aNodeThatIsGoneMakesAScrapePartialAndIsForgottenByNobody() throws Exception {
    ClusterMonitor scraper = scraper();
    assertThat(answering(scrape(scraper).snapshot())).hasSize(3);
    cluster.node(2).close();
    ScrapeResult scrape = scrape(scraper);
    assertThat(answering(scrape.snapshot())).hasSize(2);
    assertThat(scrape.snapshot().nodes()).hasSize(3);
    assertThat(outcomes(scrape))
        .isEqualTo(Map.of(ScrapeOutcome.COMPLETE, 1L, ScrapeOutcome.PARTIAL, 1L));
    assertThat(faults(scrape)).isEqualTo(Map.of(Fault.CONNECT_REFUSED, 1L));
  }

  @Test
  void aSilentNodeCostsNoMoreThanTheTimeThatANodeMayTake() throws Exception {
    ClusterMonitor scraper =
        scraper(
            withTimeout(ProbeResults.config(cluster.node(0).address()), Duration.ofSeconds(1)),
            QueuesConfig.NONE,
            Duration.ZERO);
    scrape(scraper);
    cluster.node(1).server().behave(Behaviour.silent());
    ScrapeResult scrape = scrape(scraper);
    assertThat(answering(scrape.snapshot())).hasSize(2);
    assertThat(scrape.took()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(5));
    assertThat(faults(scrape)).isEqualTo(Map.of(Fault.READ_TIMEOUT, 1L));
  }

  @Test
  void aNodeThatKeepsSilentAboutAQueueCostsNoMoreThanThatTwice() throws Exception {
    ClusterMonitor scraper =
        scraper(
            withTimeout(ProbeResults.config(cluster.node(0).address()), Duration.ofSeconds(1)),
            list("jobs"),
            Duration.ZERO);
    // Only the queues are asked after the probe, over the same connection.
    cluster.node(0).says("LLEN jobs", "");
    ScrapeResult scrape = scrape(scraper);
    assertThat(answering(scrape.snapshot())).hasSize(3);
    assertThat(only(scrape).values()).isEmpty();
    assertThat(scrape.took()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(6));
  }

  private static RedisConfig withTimeout(RedisConfig config, Duration timeout) {
    return new RedisConfig(
        config.name(),
        config.seeds(),
        config.cluster(),
        config.credentials(),
        config.tls(),
        config.addressMap(),
        config.database(),
        config.connectTimeout(),
        timeout);
  }

  private static RedisConfig withMode(RedisConfig config, ClusterMode mode) {
    return new RedisConfig(
        config.name(),
        config.seeds(),
        mode,
        config.credentials(),
        config.tls(),
        config.addressMap(),
        config.database(),
        config.connectTimeout(),
        config.timeout());
  }

  @Test
  void whenNobodyAnswersAScrapeHasFailed() throws Exception {
    cluster.node(0).close();
    ScrapeResult scrape = scrape(scraper());
    assertThat(answering(scrape.snapshot())).isEmpty();
    assertThat(outcomes(scrape)).isEqualTo(Map.of(ScrapeOutcome.FAILED, 1L));
  }

  @Test
  void othersTellOfWhatWasNoScrape() throws Exception {
    ClusterMonitor scraper = scraper();
    scraper.rejected();
    scraper.rejected();
    scraper.malformed();
    ScrapeResult scrape = scraper.scrape(Set.of(), Deadline.after(PATIENCE));
    assertThat(outcomes(scrape))
        .isEqualTo(Map.of(ScrapeOutcome.REJECTED, 2L, ScrapeOutcome.COMPLETE, 1L));
    assertThat(faults(scrape)).isEqualTo(Map.of(Fault.PARSE_MALFORMED, 1L));
  }

  @Test
  void theConnectionsToNodesThatLeftAreClosed() throws Exception {
    ClusterMonitor scraper = scraper();
    scrape(scraper);
    ScriptedCluster.Node left = cluster.node(2);
    assertThat(left.server().openConnections()).isEqualTo(1);
    cluster.forgetLast();
    assertThat(answering(scrape(scraper).snapshot())).hasSize(2);
    Eventually.await(
        PATIENCE, "the connection is closed", () -> left.server().openConnections() == 0);
    left.close();
  }

  @Test
  void closingEndsAllConnections() throws Exception {
    ClusterMonitor scraper = scraper();
    scrape(scraper);
    scraper.close();
    Eventually.await(
        PATIENCE,
        "no connection is open",
        () ->
            cluster.node(0).server().openConnections()
                    + cluster.node(1).server().openConnections()
                    + cluster.node(2).server().openConnections()
                == 0);
  }

  @Test
  void aQueueIsReadAfterwardsInTheFirstScrapeAndAlongInTheNext() throws Exception {
    cluster.node(0).says("LLEN jobs", ":5\r\n");
    ClusterMonitor scraper = scraper(list("jobs"), Duration.ZERO);
    for (int i = 1; i <= 2; i++) {
      QueueFacts facts = only(scrape(scraper));
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
    ClusterMonitor scraper = scraper(list("jobs"), Duration.ZERO);
    scrape(scraper);
    cluster.servedBy(1);
    cluster.node(0).says("LLEN jobs", "-MOVED 1 " + cluster.node(1).address() + "\r\n");
    cluster.node(1).says("LLEN jobs", ":6\r\n");
    ScrapeResult scrape = scrape(scraper);
    assertThat(only(scrape).node()).hasValue(cluster.node(1).address());
    assertThat(only(scrape).values().map(QueueValues::length)).hasValue(6L);
    assertThat(faults(scrape)).isEmpty();
  }

  @Test
  void aKeyThatHasMovedAheadOfItsSlotIsAskedForWhereItIs() throws Exception {
    cluster.node(0).says("LLEN jobs", "-ASK 1 " + cluster.node(2).address() + "\r\n");
    cluster.node(2).says("ASKING", "+OK\r\n").says("LLEN jobs", ":7\r\n");
    ScrapeResult scrape = scrape(scraper(list("jobs"), Duration.ZERO));
    assertThat(only(scrape).node()).hasValue(cluster.node(2).address());
    assertThat(only(scrape).values().map(QueueValues::length)).hasValue(7L);
  }

  @Test
  void aQueueThatIsRefusedHasNoValueAndItsNodeHas() throws Exception {
    cluster.node(0).says("LLEN jobs", "-NOPERM no\r\n");
    ClusterMonitor scraper = scraper(list("jobs"), Duration.ZERO);
    for (long i = 1; i <= 2; i++) {
      ScrapeResult scrape = scrape(scraper);
      assertThat(only(scrape).values()).isEmpty();
      assertThat(answering(scrape.snapshot())).hasSize(3);
      assertThat(faults(scrape)).isEqualTo(Map.of(Fault.READ_NO_PERMISSION, i));
    }
  }

  @Test
  void aNodeThatHangsUpOnAQueueIsCountedAndHasAnswered() throws Exception {
    ClusterMonitor scraper = scraper(list("jobs"), Duration.ZERO);
    cluster.node(0).says("TYPE", "+none\r\n").says("LLEN jobs", "!no reply\r\n");
    ScrapeResult first = scrape(scraper);
    assertThat(only(first).values()).isEmpty();
    assertThat(answering(first.snapshot())).hasSize(3);
    assertThat(faults(first).keySet()).containsExactly(Fault.READ_NOT_REDIS);
  }

  @Test
  void aQueueThatTakesSeveralQuestionsIsReadInOneScrape() throws Exception {
    cluster
        .node(0)
        .says("TYPE jobs", "+zset\r\n")
        .says("ZCARD jobs", ":3\r\n")
        .says("ZRANGE", "*0\r\n");
    QueuesConfig auto =
        new QueuesConfig(
            List.of(new QueueDefinition("jobs", "jobs", QueueRules.of(0, QueueType.AUTO))),
            List.of(),
            QueuesConfig.NONE.search());
    QueueFacts facts = only(scrape(scraper(auto, Duration.ZERO)));
    assertThat(facts.values().map(QueueValues::length)).hasValue(3L);
  }

  @Test
  void aSingleServerIsReadInItsDatabase() throws Exception {
    cluster.close();
    cluster = ScriptedCluster.standalone();
    cluster.node(0).says("SELECT", "+OK\r\n").says("LLEN jobs", ":4\r\n");
    QueuesConfig queues =
        new QueuesConfig(
            List.of(new QueueDefinition("jobs", "jobs", QueueRules.of(2, QueueType.LIST))),
            List.of(),
            QueuesConfig.NONE.search());
    ClusterMonitor scraper = scraper(queues, Duration.ZERO);
    for (int i = 1; i <= 2; i++) {
      ScrapeResult scrape = scrape(scraper);
      assertThat(only(scrape).values().map(QueueValues::length)).hasValue(4L);
      assertThat(scrape.snapshot().isStandalone()).isTrue();
      assertThat(cluster.node(0).asked("SELECT")).hasSize(2 * i);
      assertThat(cluster.node(0).asked("CLUSTER")).isEmpty();
    }
  }

  @Test
  void theConfigurationKnowsBetterThanTheServerWhetherItIsACluster() throws Exception {
    RedisConfig config = ProbeResults.config(cluster.node(0).address());
    scrape(scraper(withMode(config, ClusterMode.FALSE), QueuesConfig.NONE, Duration.ZERO));
    assertThat(cluster.node(0).asked("CLUSTER")).isEmpty();
    close();
    cluster = ScriptedCluster.standalone();
    config = ProbeResults.config(cluster.node(0).address());
    scrape(scraper(withMode(config, ClusterMode.TRUE), QueuesConfig.NONE, Duration.ZERO));
    assertThat(cluster.node(0).asked("CLUSTER NODES")).hasSize(1);
  }

  private static QueuesConfig pattern(int database, QueueType type) {
    return new QueuesConfig(
        List.of(),
        List.of(new QueuesConfig.Pattern("jobs", "jobs:*", 10, QueueRules.of(database, type))),
        new SearchConfig(Duration.ofMillis(50), 100_000, 10_000, Duration.ofDays(1)));
  }

  private PatternMatches awaitSearch(ClusterMonitor scraper, boolean complete) throws Exception {
    scrape(scraper);
    PatternMatches[] found = new PatternMatches[1];
    Eventually.await(
        PATIENCE,
        "a search has ended",
        () -> {
          found[0] = scrape(scraper).patterns().get(0);
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
    ClusterMonitor scraper = scraper(pattern(0, QueueType.LIST), Duration.ZERO);
    assertThat(awaitSearch(scraper, true).kept()).containsOnlyKeys("jobs:a", "jobs:b");
    assertThat(cluster.node(0).asked("SCAN 0"))
        .first()
        .isEqualTo("SCAN 0 MATCH jobs:* COUNT 1000 TYPE list");
    assertThat(scrape(scraper).queues())
        .extracting(facts -> facts.values().map(QueueValues::length).orElse(-1L))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aSearchThatIsRefusedIsNotComplete() throws Exception {
    cluster.node(0).says("SCAN", "-NOPERM no\r\n");
    ClusterMonitor scraper = scraper(pattern(0, QueueType.AUTO), Duration.ZERO);
    assertThat(awaitSearch(scraper, false).kept()).isEmpty();
    assertThat(faults(scrape(scraper)).keySet()).containsExactly(Fault.READ_NO_PERMISSION);
    assertThat(cluster.node(0).asked("SCAN")).first().isEqualTo("SCAN 0 MATCH jobs:* COUNT 1000");
  }

  @Test
  void aSearchWhoseAnswerIsNoneIsNotComplete() throws Exception {
    cluster.node(0).says("SCAN", "*2\r\n:0\r\n*0\r\n");
    ClusterMonitor scraper = scraper(pattern(0, QueueType.AUTO), Duration.ZERO);
    assertThat(awaitSearch(scraper, false).kept()).isEmpty();
    assertThat(faults(scrape(scraper)).keySet()).containsExactly(Fault.PARSE_MALFORMED);
  }

  @Test
  void aSearchOnASingleServerIsInItsDatabase() throws Exception {
    cluster.close();
    cluster = ScriptedCluster.standalone();
    cluster
        .node(0)
        .says("SELECT", "+OK\r\n")
        .says("SCAN", "*2\r\n$1\r\n0\r\n*1\r\n$6\r\njobs:a\r\n")
        .says("LLEN", ":1\r\n");
    ClusterMonitor scraper = scraper(pattern(3, QueueType.LIST), Duration.ZERO);
    assertThat(awaitSearch(scraper, true).kept()).containsOnlyKeys("jobs:a");
    assertThat(cluster.node(0).asked("SELECT").subList(0, 2))
        .containsExactly("SELECT 3", "SELECT 0");
  }

  @Test
  void whoServesIsAskedBetweenScrapes() throws Exception {
    ClusterMonitor scraper = scraper(QueuesConfig.NONE, Duration.ofMillis(20));
    scrape(scraper);
    Eventually.await(
        PATIENCE,
        "the node that serves was asked for its role",
        () -> cluster.node(0).asked("INFO replication").size() > 1);
    assertThat(cluster.node(1).asked("INFO replication")).isEmpty();
  }
}
