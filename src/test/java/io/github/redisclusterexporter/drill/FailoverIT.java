package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each failover is counted once, with the duration that the logs of the servers show. */
@Order(2)
class FailoverIT {
  private static final String COUNT = "redis_cluster_failover_duration_seconds_count";
  private static final String SUM = "redis_cluster_failover_duration_seconds_sum";

  /** The logs of the servers have milliseconds, rounded down. */
  private static final Duration LOG_PRECISION = Duration.ofMillis(1);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT);

  @Test
  @Timeout(90)
  void withoutTheMonitorAFailoverAndAFailbackAreCountedWithoutDurations() throws Exception {
    try (Testbed testbed = new Testbed(RedisCluster.start(), before -> {})) {
      testbed.awaitFailoverMonitor();
      TestExporter blind = testbed.startExporter(Duration.ZERO);
      blind.scrape();
      FailoverDrills.failOverAndBack(testbed);

      assertThat(Signals.of(blind.scrape())).containsEntry("failovers_total{manual}", 2.0);
      assertThat(Signals.of(blind.scrape())).containsEntry("failovers_total{manual}", 2.0);
      assertThat(blind.scrape().has(COUNT)).isFalse();
    }
  }

  @Test
  @Timeout(90)
  void anExporterCountsOnlyFailoversAfterItsStart() throws Exception {
    try (Testbed testbed = new Testbed(RedisCluster.start(), before -> {})) {
      testbed.awaitFailoverMonitor();
      testbed.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.awaitSignals(
          "the first is counted",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
      TestExporter late = testbed.startExporter(Testbed.WATCH);

      assertThat(Signals.of(late.scrape())).containsEntry("failovers_total{takeover}", 0.0);
      testbed.node(0).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.await(
          "the second is counted",
          () -> Signals.of(late.scrape()).getOrDefault("failovers_total{takeover}", 0.0) == 1);
      assertThat(testbed.scrape()).containsEntry("failovers_total{takeover}", 2.0);
    }
  }

  /**
   * The measured time starts with the last successful check of the lost primary and ends with the
   * first successful check of the new one; it is never too short. The interval is the default: with
   * a longer interval the delays of a busy machine matter less.
   */
  @Test
  @Timeout(90)
  void theDurationIsThatOfTheLogsToWithinOneInterval() throws Exception {
    try (Testbed testbed = new Testbed(RedisCluster.start(), before -> {}, INTERVAL)) {
      testbed.awaitFailoverMonitor();
      for (int shard = 0; shard < 3; shard++) {
        double before = testbed.exporter().scrape().value(SUM);
        testbed.node(shard).kill();
        assertMeasured(testbed, testbed.node(shard + 3), shard + 1, before);
      }
    }
  }

  /**
   * A primary that is restarted immediately reports the role primary, but does not serve slots
   * while it is loading its dataset. It does not answer the other nodes either and is replaced.
   */
  @Test
  @Timeout(90)
  void aLoadingPrimaryIsNotServing() throws Exception {
    RedisCluster cluster =
        RedisCluster.builder()
            .directive("key-load-delay 500")
            .directive("loading-process-events-interval-bytes 1024")
            .start();
    try (Testbed testbed = new Testbed(cluster, before -> {}, INTERVAL)) {
      testbed.node(0).command("DEBUG", "POPULATE", "20000", "key", "100");
      testbed.node(0).command("SAVE");
      testbed.awaitFailoverMonitor();
      testbed.node(0).restart();
      assertMeasured(testbed, testbed.node(3), 1, 0);
      assertThat(testbed.node(0).field("loading", "INFO", "persistence")).contains("1");
    }
  }

  /** Redis 6.2 accepts only one section of INFO, so that the monitor sends other commands. */
  @Test
  @Timeout(90)
  void theMonitorSupportsRedis62() throws Exception {
    RedisCluster cluster = RedisCluster.builder().binary(RedisBinary.v62()).start();
    try (Testbed testbed = new Testbed(cluster, before -> {})) {
      testbed.awaitFailoverMonitor();
      testbed.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      testbed.awaitSignals(
          "it is measured",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
    }
  }

  /** There was exactly one failover since the histogram had this sum. */
  private static void assertMeasured(
      Testbed testbed, RedisServer promoted, int count, double before) {
    TestExporter exporter = testbed.exporter();
    testbed.await("it is measured", () -> exporter.scrape().value(COUNT) == count);
    Duration logged = logged(promoted);
    Duration measured = Duration.ofNanos((long) ((exporter.scrape().value(SUM) - before) * 1e9));
    assertThat(measured).isBetween(logged.minus(LOG_PRECISION), logged.plus(INTERVAL));
  }

  /** The time without a primary, from the log of the promoted replica. */
  private static Duration logged(RedisServer promoted) {
    return Duration.between(
        logged(promoted, "Connection with master lost"), logged(promoted, "Failover election won"));
  }

  private static Instant logged(RedisServer node, String event) {
    Matcher line =
        Pattern.compile("\\d+:\\w (\\d{2} \\w{3} \\d{4} [\\d:.]{12}) . .*" + Pattern.quote(event))
            .matcher(node.log());
    assertThat(line.find()).as("the log of %s tells: %s", node, event).isTrue();
    return LocalDateTime.parse(line.group(1), LOG_TIME).atZone(ZoneId.systemDefault()).toInstant();
  }
}
