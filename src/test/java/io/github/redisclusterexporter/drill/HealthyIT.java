package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The exporter reports no fault of a healthy cluster under load, for 20 s or {@code
 * -Ddrills.healthy-seconds}.
 */
@Tag("timing")
class HealthyIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Tier.choose("drills.healthy-seconds", 20, 120));
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * Much more than the lag of a replica on the same machine, and less than one write in a scrape
   * interval would cause.
   */
  private static final double FAR_BEHIND_SECONDS = 1;

  @Test
  void noSignalChanges() throws Exception {
    // No node fails, also if a busy machine does not let it run.
    Drill.Step patient = testbed -> testbed.setNodeTimeout(Duration.ofMinutes(5));
    try (Testbed testbed = new Testbed(RedisCluster.start(), patient)) {
      testbed.awaitSignals("healthy", Map.of());
      AtomicBoolean end = new AtomicBoolean();
      Thread load = new Thread(() -> write(testbed, end), "load");
      load.start();
      try {
        List<String> flickers = new ArrayList<>();
        long start = System.nanoTime();
        for (long at = start; at - start < LENGTH.toNanos(); at += INTERVAL.toNanos()) {
          long due = at;
          Eventually.await(
              INTERVAL.multipliedBy(10), "it is time", () -> System.nanoTime() - due >= 0);
          ScrapedPage page = testbed.exporter().scrape(Duration.ofSeconds(3));
          String difference = Signals.difference(Signals.of(page), Signals.HEALTHY) + lags(page);
          if (!difference.isEmpty()) {
            flickers.add(difference);
          }
        }
        assertThat(flickers).isEmpty();
      } finally {
        end.set(true);
        load.join();
      }
    }
  }

  private static String lags(ScrapedPage page) {
    List<Series> bytes = page.all("redis_cluster_replication_lag_bytes");
    List<Series> seconds = page.all("redis_cluster_replication_lag_seconds");
    boolean wrong =
        bytes.size() != 3
            || seconds.size() != 3
            || bytes.stream().anyMatch(lag -> lag.value() < 0)
            || seconds.stream()
                .anyMatch(lag -> lag.value() < 0 || lag.value() > FAR_BEHIND_SECONDS);
    return wrong ? bytes + " " + seconds : "";
  }

  /** Writes some megabytes per second; at the maximum rate replicas of a busy machine would lag. */
  private static void write(Testbed testbed, AtomicBoolean end) {
    // One script for each primary: a client that sends each write would need too much CPU time.
    String script = "for i = 1, 200 do redis.call('SET', KEYS[1], string.rep('x', 100)) end";
    List<RedisServer> primaries = testbed.cluster().primaries();
    // Keys of the slots 0-5460, 5461-10922 and 10923-16383.
    List<String> keys = List.of("b", "c", "a");
    while (!end.get()) {
      for (int i = 0; i < primaries.size(); i++) {
        primaries.get(i).command("EVAL", script, "1", keys.get(i));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
