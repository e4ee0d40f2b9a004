package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each failover is counted once, with the duration that the logs of the servers show. On a busy
 * machine a server may seem to have failed, so that replicas are promoted only when a test wants
 * it.
 */
@Order(2)
@Timeout(180)
class FailoverIT {
  private static final String COUNT = "redis_cluster_failover_duration_seconds_count";
  private static final String SUM = "redis_cluster_failover_duration_seconds_sum";

  /** The logs of the servers have milliseconds, rounded down. */
  private static final Duration LOG_PRECISION = Duration.ofMillis(1);

  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** Longer than three checks take, and shorter than with the default interval. */
  private static final Duration CHECKS = INTERVAL.multipliedBy(3);

  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT);

  /** No node is marked as failed; a takeover needs no votes. */
  private static RedisCluster.Builder patient() {
    return RedisCluster.builder().nodeTimeout(Duration.ofMinutes(1));
  }

  /** A replica is promoted by command, or after {@link #allowElection}. */
  private static RedisCluster.Builder withoutElections() {
    return RedisCluster.builder().directive("cluster-replica-no-failover yes");
  }

  private static void allowElection(RedisServer replica) {
    replica.command("CONFIG", "SET", "cluster-replica-no-failover", "no");
  }

  @Test
  void withoutTheMonitorAFailoverAndAFailbackAreCountedWithoutDurations() throws Exception {
    try (Testbed testbed = new Testbed(withoutElections().start(), before -> {})) {
      TestExporter blind = testbed.startExporter(Duration.ZERO);
      assertThat(signals(testbed, blind)).containsEntry("failovers_total{manual}", 0.0);
      FailoverDrills.failOverAndBack(testbed);

      assertThat(signals(testbed, blind)).containsEntry("failovers_total{manual}", 2.0);
      assertThat(signals(testbed, blind)).containsEntry("failovers_total{manual}", 2.0);
      assertThat(blind.scrape().has(COUNT)).isFalse();
    }
  }

  @Test
  void anExporterCountsOnlyFailoversAfterItsStart() throws Exception {
    try (Testbed testbed = new Testbed(patient().start(), before -> {})) {
      testbed.awaitFailoverMonitor();
      testbed.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.awaitSignals(
          "the first is counted",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
      TestExporter late = testbed.startExporter(Testbed.WATCH);

      assertThat(signals(testbed, late)).containsEntry("failovers_total{takeover}", 0.0);
      testbed.node(0).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.await(
          "the second is counted",
          () -> Signals.of(late.scrape()).getOrDefault("failovers_total{takeover}", 0.0) == 1);
      assertThat(signals(testbed, testbed.exporter()))
          .containsEntry("failovers_total{takeover}", 2.0);
    }
  }

  /**
   * The measured time starts with the last successful check of the lost primary and ends with the
   * first successful check of the new one. It is never too short. How much longer than the outage
   * it is depends on the times of these checks: one of the lost primary was successful after the
   * start of the checks that the servers counted before the failure, and the one of the new primary
   * was successful before the page had the duration.
   */
  @Test
  void theDurationIsThatOfTheLogsToWithinTheTimesOfTheChecks() throws Exception {
    try (Testbed testbed = new Testbed(withoutElections().start(), before -> {}, INTERVAL)) {
      assertThat(signals(testbed, testbed.exporter()))
          .containsEntry("failovers_total{automatic}", 0.0);
      for (int shard = 0; shard < 3; shard++) {
        double before = testbed.exporter().scrape().value(SUM);
        long served = testbed.awaitRoleChecks(List.of(testbed.node(shard)), CHECKS);
        testbed.node(shard).kill();
        allowElection(testbed.node(shard + 3));
        assertMeasured(testbed, testbed.node(shard + 3), shard + 1, before, served);
      }
    }
  }

  /**
   * A primary that is restarted immediately reports the role primary, but does not serve slots
   * while it is loading its dataset. It does not answer the other nodes either and is replaced.
   */
  @Test
  void aLoadingPrimaryIsNotServing() throws Exception {
    RedisCluster cluster =
        withoutElections()
            // At least a minute for all keys: longer than all waits of this test.
            .directive("key-load-delay 3000")
            .directive("loading-process-events-interval-bytes 1024")
            .start();
    try (Testbed testbed = new Testbed(cluster, before -> {}, INTERVAL)) {
      testbed.node(0).command("DEBUG", "POPULATE", "20000", "key", "100");
      testbed.node(0).command("SAVE");
      assertThat(signals(testbed, testbed.exporter()))
          .containsEntry("failovers_total{automatic}", 0.0);
      long served = testbed.awaitRoleChecks(List.of(testbed.node(0)), CHECKS);
      testbed.node(0).restart();
      allowElection(testbed.node(3));
      assertMeasured(testbed, testbed.node(3), 1, 0, served);
      assertThat(testbed.node(0).field("loading", "INFO", "persistence")).contains("1");
    }
  }

  /** Redis 6.2 accepts only one section of INFO, so that the monitor sends other commands. */
  @Test
  void theMonitorSupportsRedis62() throws Exception {
    RedisCluster cluster = patient().binary(RedisBinary.v62()).start();
    try (Testbed testbed = new Testbed(cluster, before -> {})) {
      testbed.awaitFailoverMonitor();
      testbed.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.awaitSignals(
          "it is measured",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
    }
  }

  /**
   * The signals of the next page on which all nodes are up. On a busy machine a node may not reply
   * in time.
   */
  private static Map<String, Double> signals(Testbed testbed, TestExporter exporter) {
    Map<String, Double> signals = new HashMap<>();
    testbed.await(
        "all nodes are up",
        () -> {
          signals.clear();
          signals.putAll(Signals.of(exporter.scrape()));
          return signals.getOrDefault("node_up", 0.0) == testbed.cluster().nodes().size();
        });
    return signals;
  }

  /**
   * There was exactly one failover since the histogram had this sum.
   *
   * @param served a time before the last successful check of the lost primary
   */
  private static void assertMeasured(
      Testbed testbed, RedisServer promoted, int count, double before, long served) {
    double[] sum = {before};
    testbed.await(
        "it is measured",
        () -> {
          ScrapedPage page = testbed.exporter().scrape();
          sum[0] = page.value(SUM);
          return page.value(COUNT) == count;
        });
    Duration measured = Duration.ofNanos((long) ((sum[0] - before) * 1e9));
    assertThat(measured)
        .isBetween(
            logged(promoted).minus(LOG_PRECISION), Duration.ofNanos(System.nanoTime() - served));
  }

  /** The time without a primary, from the log of the promoted replica. */
  private static Duration logged(RedisServer promoted) {
    return Duration.between(
        logged(promoted, "Connection with master lost"), logged(promoted, "Failover election won"));
  }

  /** When it logged this for the last time: it may have lost a connection before the failure. */
  private static Instant logged(RedisServer node, String event) {
    List<String> times =
        Pattern.compile("\\d+:\\w (\\d{2} \\w{3} \\d{4} [\\d:.]{12}) . .*" + Pattern.quote(event))
            .matcher(node.log())
            .results()
            .map(line -> line.group(1))
            .toList();
    assertThat(times).as("the log of %s tells: %s", node, event).isNotEmpty();
    return LocalDateTime.parse(times.get(times.size() - 1), LOG_TIME)
        .atZone(ZoneId.systemDefault())
        .toInstant();
  }
}
