package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Credentials;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.TlsConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which alerts a check anticipates, and from which values on. */
class AlertConditionTest {
  private static final Set<Collector> ALL = CapturedNode.COLLECTORS;

  /** These are faults of nodes, collectors or queues, or states of the cluster. */
  private static final Set<String> DIAGNOSED =
      Set.of(
          "RedisClusterUnreachable",
          "RedisClusterExporterRefused",
          "RedisClusterExporterBlind",
          "RedisClusterNodeDown",
          "RedisClusterHostDown",
          "RedisClusterCollectorFailing",
          "RedisQueueUnmeasured",
          "RedisClusterQuorumLost",
          "RedisClusterShardDown",
          "RedisClusterSlotsUncovered",
          "RedisClusterSlotsConflicting",
          "RedisClusterStateFail",
          "RedisClusterViewDisagreement");

  /** These compare several scrapes, or several exporters. */
  private static final Set<String> NOT_IN_ONE_SCRAPE =
      Set.of(
          "RedisClusterErrorBudgetBurn",
          "RedisClusterErrorBudgetBurnSlow",
          "RedisClusterFailoverStorm",
          "RedisClusterFailover",
          "RedisClusterDatasetLost",
          "RedisClusterOpenSlotsStuck",
          "RedisClusterMemoryFillingUp",
          "RedisClusterConnectionsRejected",
          "RedisClusterMainThreadBusy",
          "RedisClusterLatencyHigh",
          "RedisQueueDeadLettersGrowing",
          "RedisQueueUnreadLost",
          "RedisClusterMonitoringLost",
          "RedisClusterExporterDown",
          "RedisClusterExporterReloadFailed",
          "RedisClusterVanished",
          "RedisClusterNodeSlow",
          "RedisClusterNameClash",
          "RedisClusterWatchdog");

  @Test
  void everyShippedAlertIsAnticipatedOrNeedsSeveralScrapes() throws IOException {
    Set<String> known = new HashSet<>(DIAGNOSED);
    known.addAll(NOT_IN_ONE_SCRAPE);
    AlertCondition.all().forEach(condition -> known.addAll(condition.alerts()));
    assertThat(known)
        .containsExactlyInAnyOrderElementsOf(Alert.all().stream().map(Alert::name).toList());
  }

  @Test
  void everyConditionHasWordsAndARunbook() {
    for (AlertCondition condition : AlertCondition.all()) {
      String runbook = condition.alerts().get(0).toLowerCase(Locale.ROOT) + ".md";
      assertThat(condition.title()).matches("[a-z]+: .*[^.]");
      assertThat(condition.solutionWithRunbook()).endsWith("; see docs/runbooks/" + runbook);
      assertThat(Files.exists(Path.of("docs", "runbooks", runbook))).as(runbook).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RedisClusterMemoryNearLimit, > 0.85",
    "RedisClusterConnectionsNearLimit, > 0.8",
    "RedisClusterMachineMemoryLow, > 0.9",
    "RedisClusterReplicaLagging, > 0.5",
    "RedisClusterReplicaLagging, > 30",
    "RedisClusterSnapshotTooOld, > 93600",
    "RedisQueuePoisonTask, >= 5",
  })
  void theLimitsAreThoseOfTheRules(String name, String limit) throws IOException {
    assertThat(Alert.all().stream().filter(alert -> alert.name().equals(name)).toList())
        .singleElement()
        .satisfies(alert -> assertThat(alert.expression()).contains(limit));
  }

  private static CheckReport check(ScrapeResult scrape) {
    RedisConfig redis =
        new RedisConfig(
            "prod",
            List.of(),
            ClusterMode.AUTO,
            new Credentials(Optional.empty(), Optional.empty(), Optional.empty()),
            new TlsConfig(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false),
            Map.of(),
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3));
    return new CheckReport(
        new CheckFacts(redis, ALL, Set.of(), scrape, node -> List.of(), Optional.empty()));
  }

  private static UnaryOperator<CapturedNode> info(String role, String... fieldsAndValues) {
    return node -> {
      CapturedNode changed = node;
      if (node.report(Collector.INFO).info().orElseThrow().is("role", role).orElse(0) == 1) {
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
          changed = changed.withInfo(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
      }
      return changed;
    };
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of(
            "writes: a primary refuses writes",
            "10.0.0.1:6379: the last snapshot failed",
            info("master", "rdb_last_bgsave_status", "err", "errorstat_MISCONF", "count=1")),
        // It no longer counts new kinds of errors, so a refused write may not be counted.
        Arguments.of(
            "writes: a primary refuses writes",
            "10.0.0.1:6379: the last snapshot failed",
            info(
                "master",
                "rdb_last_bgsave_status",
                "err",
                "errorstat_ERRORSTATS_DISABLED",
                "count=1")),
        Arguments.of(
            "writes: a primary refuses writes",
            "10.0.0.2:6379: the append-only file cannot be written",
            info("master", "aof_enabled", "1", "aof_last_write_status", "err")),
        Arguments.of(
            "writes: a primary refuses writes",
            "10.0.0.2:6379: no replica is left for min-replicas-to-write",
            info("master", "min_slaves_good_slaves", "0")),
        Arguments.of(
            "writes: a primary refuses writes",
            "10.0.0.3:6379: maxmemory is reached, and no key can be evicted",
            info("master", "maxmemory", "1", "maxmemory_policy", "noeviction")),
        Arguments.of(
            "memory: a node has nearly reached maxmemory and can evict nothing",
            "10.0.0.3:6379: 90 %",
            info(
                "master",
                "maxmemory",
                "1000",
                "used_memory",
                "900",
                "mem_not_counted_for_evict",
                "0",
                "maxmemory_policy",
                "noeviction")),
        Arguments.of(
            "memory: a node has nearly reached maxmemory and can evict nothing",
            "10.0.0.3:6379: 90 %",
            info(
                "master",
                "maxmemory",
                "1000",
                "used_memory",
                "900",
                "mem_not_counted_for_evict",
                "0",
                "maxmemory_policy",
                "volatile-lru",
                "db0",
                "keys=100,expires=5,avg_ttl=0")),
        Arguments.of(
            "memory: Redis takes nearly all memory of a machine",
            "10.0.0.3:6379: 95 %",
            info("master", "total_system_memory", "1000", "used_memory_rss", "950")),
        Arguments.of(
            "clients: a node has nearly reached its connection limit",
            "10.0.0.1:6379: 85 %",
            info(
                "master",
                "maxclients",
                "100",
                "connected_clients",
                "75",
                "connected_slaves",
                "0",
                "cluster_connections",
                "10")),
        Arguments.of(
            "persistence: the last snapshot could not be written",
            "10.0.0.4:6379: rdb_last_bgsave_status:err",
            info("slave", "rdb_last_bgsave_status", "err")),
        // Without "save" in the configuration, writes are accepted.
        Arguments.of(
            "persistence: the last snapshot could not be written",
            "10.0.0.1:6379: rdb_last_bgsave_status:err",
            info("master", "rdb_last_bgsave_status", "err")),
        Arguments.of(
            "persistence: the append-only file cannot be written",
            "10.0.0.4:6379: aof_last_write_status:err",
            info("slave", "aof_last_write_status", "err")),
        Arguments.of(
            "persistence: the append-only file could not be rewritten and grows",
            "10.0.0.1:6379: aof_last_bgrewrite_status:err",
            info("master", "aof_last_bgrewrite_status", "err")),
        Arguments.of(
            "persistence: a shard was not saved for more than a day",
            "10.0.0.1:6379, 10.0.0.4:6379: 27 hours",
            (UnaryOperator<CapturedNode>)
                node ->
                    node.withInfo("server_time_usec", "1700097200000000")
                        .withInfo("uptime_in_seconds", "1000000")
                        .withInfo("rdb_last_save_time", "1700000000")
                        .withInfo("rdb_changes_since_last_save", "1")),
        Arguments.of(
            "replication: a replica has no link to its primary",
            "10.0.0.4:6379: its primary is 10.0.0.1:6379",
            info(
                "slave",
                "master_link_status",
                "down",
                "master_host",
                "10.0.0.1",
                "master_port",
                "6379")),
        Arguments.of(
            "redundancy: a shard has no replica that could take over",
            "the shard of 10.0.0.1:6379",
            info("slave", "master_link_status", "down", "master_sync_in_progress", "1")),
        Arguments.of(
            "replication: a replica is behind by most of the replication backlog",
            "10.0.0.4:6379: 60 %",
            (UnaryOperator<CapturedNode>)
                node ->
                    info("slave", "slave_repl_offset", "5000", "repl_backlog_size", "1000")
                        .apply(
                            info("master", "master_repl_offset", "5600")
                                .apply(
                                    node.withInfo("master_replid", "a".repeat(40))
                                        .withInfo("second_repl_offset", "-1")))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("conditions")
  void aConditionIsNamedWithItsPlaces(
      String title, String place, UnaryOperator<CapturedNode> edit) {
    CheckReport report = check(CapturedCluster.scrape(ALL, edit));
    assertThat(report.hasNoFindings()).isFalse();
    assertThat(report.lines())
        .anySatisfy(line -> assertThat(line).matches("\\d+\\. \\Q" + title + "\\E"))
        .contains("   - " + place);
  }

  @Test
  void persistenceThatFailsIsNamedOnce() {
    CheckReport report =
        check(
            CapturedCluster.scrape(
                ALL,
                info("master", "rdb_last_bgsave_status", "err", "errorstat_MISCONF", "count=1")));
    assertThat(report.lines()).last().isEqualTo("One thing is not as it should be.");
  }

  @Test
  void aNodeWithKeysToEvictIsNoCondition() {
    CheckReport report =
        check(
            CapturedCluster.scrape(
                ALL,
                info(
                    "master",
                    "maxmemory",
                    "1000",
                    "used_memory",
                    "900",
                    "mem_not_counted_for_evict",
                    "0",
                    "maxmemory_policy",
                    "volatile-lru",
                    "db0",
                    "keys=100,expires=6,avg_ttl=0")));
    assertThat(report.hasNoFindings()).isTrue();
  }

  @Test
  void aFieldThatIsNoNumberIsNoCondition() {
    CheckReport report =
        check(
            CapturedCluster.scrape(
                ALL, node -> info("master", "maxmemory", "x", "maxclients", "y").apply(node)));
    assertThat(report.hasNoFindings()).isTrue();
  }

  private static QueueFacts queue(Backlog backlog) {
    QueueDefinition definition =
        new QueueDefinition(
            "tasks",
            "tasks",
            QueueRules.of(0, QueueType.STREAM)
                .withGroup(Optional.of("workers"))
                .withMaxAge(Optional.of(Duration.ofMinutes(1))));
    return QueueFacts.measured(
        definition,
        "10.0.0.1:6379",
        new QueueValues(
            QueueType.STREAM,
            10,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(backlog),
            OptionalLong.empty()));
  }

  private static Backlog backlog(
      long consumers, Duration waiting, Duration pending, long deliveries) {
    return backlog(3, consumers, waiting, pending, deliveries);
  }

  private static Backlog backlog(
      long depth, long consumers, Duration waiting, Duration pending, long deliveries) {
    return new Backlog(
        Optional.of("workers"),
        depth,
        true,
        OptionalLong.of(1),
        OptionalLong.of(consumers),
        OptionalLong.empty(),
        Optional.of(waiting),
        Optional.of(pending),
        OptionalLong.of(deliveries),
        List.of());
  }

  @Test
  void queuesThatAreStuckAreNamed() {
    ScrapeResult scrape = CapturedCluster.scrape(ALL);
    Duration shortAge = Duration.ofSeconds(60);
    Duration longAge = Duration.ofSeconds(61);
    assertThat(findings(scrape, backlog(1, shortAge, shortAge, 4))).isEmpty();
    assertThat(findings(scrape, backlog(1, longAge, shortAge, 4)))
        .containsExactly(
            "1. queues: the oldest entry waits longer than max-age",
            "   - queue tasks (group workers): 61 seconds, max-age is 60 seconds");
    assertThat(findings(scrape, backlog(1, shortAge, longAge, 4)))
        .containsExactly(
            "1. queues: an entry was delivered and is not acknowledged within max-age",
            "   - queue tasks (group workers): 61 seconds, max-age is 60 seconds");
    assertThat(findings(scrape, backlog(0, shortAge, shortAge, 4)))
        .containsExactly(
            "1. queues: entries wait, and the group has no consumer",
            "   - queue tasks (group workers): 3 entries");
    assertThat(findings(scrape, backlog(1, 0, shortAge, shortAge, 4)))
        .contains("   - queue tasks (group workers): 1 entry");
    assertThat(findings(scrape, backlog(1, shortAge, shortAge, 5)))
        .containsExactly(
            "1. queues: an entry is delivered again and again",
            "   - queue tasks (group workers): 5 times");
  }

  private static List<String> findings(ScrapeResult scrape, Backlog backlog) {
    ScrapeResult withQueue =
        new ScrapeResult(
            scrape.snapshot(),
            scrape.failovers(),
            scrape.took(),
            List.of(queue(backlog)),
            List.of(),
            List.of(),
            List.of());
    return check(withQueue).lines().stream()
        .filter(line -> line.matches("\\d+\\. .*|   - .*"))
        .toList();
  }
}
