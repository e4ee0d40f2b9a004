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

  @Test
  @Timeout(90)
  void theDurationIsThatOfTheLogsWithinTheInterval() throws Exception {
    try (Stage stage = new Stage(RedisCluster.start(), before -> {})) {
      stage.awaitWatch();
      RedisServer promoted = stage.node(3);
      stage.node(0).kill();
      stage.await("it is measured", () -> stage.exporter().scrape().value(COUNT) == 1);

      double measured = stage.exporter().scrape().value(SUM);
      Duration logged =
          Duration.between(
              logged(promoted, "Connection with master lost"),
              logged(promoted, "Failover election won"));
      // Up to one interval early at the beginning, up to one late at the end; and the look itself.
      assertThat(measured)
          .isBetween(
              logged.toMillis() / 1e3 - 0.05,
              logged.plus(Stage.WATCH.multipliedBy(3)).toMillis() / 1e3);
    }
  }

  private static Instant logged(RedisServer node, String event) {
    Matcher line =
        Pattern.compile("\\d+:\\w (\\d{2} \\w{3} \\d{4} [\\d:.]{12}) . .*" + Pattern.quote(event))
            .matcher(node.log());
    assertThat(line.find()).as("the log of %s tells: %s", node, event).isTrue();
    return LocalDateTime.parse(line.group(1), LOG_TIME).atZone(ZoneId.systemDefault()).toInstant();
  }
}
