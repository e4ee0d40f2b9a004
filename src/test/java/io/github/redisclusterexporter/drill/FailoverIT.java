package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
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
   * The measured time begins when the primary was last asked before it was lost, at most one
   * interval too early. It ends when another one first said that it serves, at most a tenth of an
   * interval too late, for that is how often is looked while nobody serves; or two, as a look may
   * wait a tenth for the old primary. It is never too short. The interval is the default one: the
   * longer it is, the less does it matter that a loaded machine looks a little late.
   */
  @Test
  @Timeout(90)
  void theDurationIsThatOfTheLogsWithinTheInterval() throws Exception {
    Duration interval = Duration.ofSeconds(1);
    try (Stage stage = new Stage(RedisCluster.start(), before -> {}, interval)) {
      stage.awaitWatch();
      TestExporter exporter = stage.exporter();
      double total = 0;
      for (int shard = 0; shard < 3; shard++) {
        stage.node(shard).kill();
        int count = shard + 1;
        stage.await("it is measured", () -> exporter.scrape().value(COUNT) == count);

        double sum = exporter.scrape().value(SUM);
        Duration logged = logged(stage.node(shard + 3));
        Duration measured = Duration.ofNanos((long) ((sum - total) * 1e9));
        assertThat(measured)
            .isBetween(
                logged.minus(LOG_PRECISION), logged.plus(interval.multipliedBy(12).dividedBy(10)));
        total = sum;
      }
    }
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
