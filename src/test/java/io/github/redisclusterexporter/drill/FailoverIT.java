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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failovers are counted once, and measured as the servers' logs tell. */
class FailoverIT {
  private static final String COUNT = "redis_cluster_failover_duration_seconds_count";
  private static final String SUM = "redis_cluster_failover_duration_seconds_sum";

  /** The servers' logs tell milliseconds, cut off. */
  private static final Duration LOG_PRECISION = Duration.ofMillis(1);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT);

  @Test
  @Timeout(90)
  void withoutTheWatchThereIsNoDurationAndAFailoverThereAndBackIsCountedTwice() throws Exception {
    try (Stage stage = new Stage(RedisCluster.start(), before -> {})) {
      stage.awaitWatch();
      TestExporter blind = stage.startExporter(Duration.ZERO);
      blind.scrape();
      FailoverDrills.thereAndBack(stage);

      assertThat(Signals.of(blind.scrape())).containsEntry("failovers_total{manual}", 2.0);
      assertThat(Signals.of(blind.scrape())).containsEntry("failovers_total{manual}", 2.0);
      assertThat(blind.scrape().has(COUNT)).isFalse();
    }
  }

  @Test
  @Timeout(90)
  void anExporterThatStartsLaterCountsTheNextOnly() throws Exception {
    try (Stage stage = new Stage(RedisCluster.start(), before -> {})) {
      stage.awaitWatch();
      stage.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      stage.awaitSignals(
          "the first is counted",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
      TestExporter late = stage.startExporter(Stage.WATCH);

      assertThat(Signals.of(late.scrape())).containsEntry("failovers_total{takeover}", 0.0);
      stage.node(0).command("CLUSTER", "FAILOVER", "TAKEOVER");
      stage.await(
          "the second is counted",
          () -> Signals.of(late.scrape()).getOrDefault("failovers_total{takeover}", 0.0) == 1);
      assertThat(stage.scrape()).containsEntry("failovers_total{takeover}", 2.0);
    }
  }

  /**
   * The measured time begins when the primary was last asked before it was lost, and ends when
   * another one first said that it serves; so it is never too short. The interval is the default
   * one: the longer it is, the less does it matter that a loaded machine looks a little late.
   */
  @Test
  @Timeout(90)
  void theDurationIsThatOfTheLogsWithinTheInterval() throws Exception {
    try (Stage stage = new Stage(RedisCluster.start(), before -> {}, INTERVAL)) {
      stage.awaitWatch();
      for (int shard = 0; shard < 3; shard++) {
        double before = stage.exporter().scrape().value(SUM);
        stage.node(shard).kill();
        assertMeasured(stage, stage.node(shard + 3), shard + 1, before);
      }
    }
  }

  /**
   * A primary whose process is started again at once says that it is a primary, and serves nothing
   * while it loads; it takes part in nothing either, and so is replaced.
   */
  @Test
  @Timeout(90)
  void aPrimaryThatIsLoadingIsNotSeenServing() throws Exception {
    RedisCluster cluster =
        RedisCluster.builder()
            .directive("key-load-delay 500")
            .directive("loading-process-events-interval-bytes 1024")
            .start();
    try (Stage stage = new Stage(cluster, before -> {}, INTERVAL)) {
      stage.node(0).command("DEBUG", "POPULATE", "20000", "key", "100");
      stage.node(0).command("SAVE");
      stage.awaitWatch();
      stage.node(0).restart();
      assertMeasured(stage, stage.node(3), 1, 0);
      assertThat(stage.node(0).field("loading", "INFO", "persistence")).contains("1");
    }
  }

  /** 6.2 takes one section of INFO at a time, so that the watch asks it in another way. */
  @Test
  @Timeout(90)
  void theWatchAlsoSeesOlderServers() throws Exception {
    RedisCluster cluster = RedisCluster.builder().binary(RedisBinary.v62()).start();
    try (Stage stage = new Stage(cluster, before -> {})) {
      stage.awaitWatch();
      stage.node(3).command("CLUSTER", "FAILOVER", "TAKEOVER");
      stage.awaitSignals(
          "it is measured",
          Map.of("failovers_total{takeover}", 1.0, "failover_duration_seconds_count", 1.0));
    }
  }

  /** That was the only failover since the histogram had that sum. */
  private static void assertMeasured(Stage stage, RedisServer promoted, int count, double before) {
    TestExporter exporter = stage.exporter();
    stage.await("it is measured", () -> exporter.scrape().value(COUNT) == count);
    Duration logged = logged(promoted);
    Duration measured = Duration.ofNanos((long) ((exporter.scrape().value(SUM) - before) * 1e9));
    assertThat(measured).isBetween(logged.minus(LOG_PRECISION), logged.plus(INTERVAL));
  }

  /** How long the primary of a replica that was promoted then was gone. */
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
