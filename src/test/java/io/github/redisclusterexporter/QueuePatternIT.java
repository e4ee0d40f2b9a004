package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues of a real cluster that are found by pattern. */
@Order(2)
@ParameterizedClass
@MethodSource("clusters")
class QueuePatternIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String KEYS = "redis_cluster_queue_pattern_keys";
  private static final String OVER = "redis_cluster_queue_pattern_keys_over_limit";
  private static final String COMPLETE = "redis_cluster_queue_pattern_complete";

  /** On all three shards, some of them by their tag. */
  private static final List<String> JOBS =
      List.of("jobs:a", "jobs:b", "jobs:c", "jobs:{b}", "jobs:{c}", "jobs:{d}");

  @Parameter QueueCluster redis;

  /** Closed by JUnit when its tests are done. */
  static Stream<QueueCluster> clusters() {
    return RedisBinary.forTier().map(QueueCluster::start);
  }

  @BeforeEach
  void start() {
    flush();
  }

  private void flush() {
    redis.flush();
    redis.cluster().nodes().forEach(node -> node.command("CONFIG", "RESETSTAT"));
  }

  private TestExporter exporter(String interval, String... queues) {
    return TestExporter.withQueues(
        redis.environment(), Map.of("queue-search.interval", interval), queues);
  }

  private static void fill(QueueCluster redis) {
    for (int i = 0; i < JOBS.size(); i++) {
      for (int entry = 0; entry <= i; entry++) {
        redis.run("LPUSH", JOBS.get(i), "secret");
      }
    }
    redis.run("SET", "jobs:text", "no queue");
  }

  private static void assertAllJobs(ScrapedPage page) {
    for (int i = 0; i < JOBS.size(); i++) {
      assertThat(QueuePages.up(page, JOBS.get(i))).isEqualTo(1);
      assertThat(QueuePages.depth(page, JOBS.get(i))).isEqualTo(i + 1);
    }
  }

  private static void awaitComplete(TestExporter exporter, int keys) {
    Eventually.await(
        BOUND,
        keys + " keys are found",
        () -> {
          ScrapedPage page = exporter.scrape();
          return page.value(COMPLETE, "pattern", "jobs") == 1
              && page.value(KEYS, "pattern", "jobs") == keys;
        });
  }

  @Test
  void keysOfThatTypeAreFoundOnAllShards() {
    fill(redis);
    try (TestExporter exporter =
        exporter("50ms", "{ name = jobs, pattern = \"jobs:*\", type = list }")) {
      ScrapedPage first = exporter.scrape();
      assertThat(first.value(COMPLETE, "pattern", "jobs")).isIn(0.0, 1.0);
      awaitComplete(exporter, JOBS.size());

      ScrapedPage page = exporter.scrape();
      assertAllJobs(page);
      assertThat(page.value(OVER, "pattern", "jobs")).isZero();
      assertThat(page.all("redis_cluster_queue_up")).hasSize(JOBS.size());
      assertThat(QueuePages.errors(page)).isZero();

      // One that comes is found, one that was worked off is empty.
      redis.run("LPUSH", "jobs:new", "secret");
      redis.run("DEL", "jobs:a");
      awaitComplete(exporter, JOBS.size() + 1);
      ScrapedPage later = exporter.scrape();
      assertThat(QueuePages.up(later, "jobs:a")).isEqualTo(1);
      assertThat(QueuePages.depth(later, "jobs:a")).isZero();
      assertThat(QueuePages.depth(later, "jobs:new")).isEqualTo(1);
    }
  }

  @Test
  void whatIsOverTheLimitIsSaid() {
    fill(redis);
    try (TestExporter exporter =
        exporter("50ms", "{ name = jobs, pattern = \"jobs:*\", type = list, max-keys = 2 }")) {
      exporter.scrape();
      awaitComplete(exporter, 2);
      ScrapedPage page = exporter.scrape();
      assertThat(page.value(OVER, "pattern", "jobs")).isEqualTo(JOBS.size() - 2);
      assertThat(page.all("redis_cluster_queue_up")).hasSize(2);
    }
  }

  @Test
  void aScrapeNeverSearches() {
    fill(redis);
    try (TestExporter exporter =
        exporter("1h", "{ name = jobs, pattern = \"jobs:*\", type = list }")) {
      exporter.scrape();
      awaitComplete(exporter, JOBS.size());
      long before = scans();
      assertThat(before).isEqualTo(redis.cluster().primaries().size());
      for (int i = 0; i < 10; i++) {
        exporter.scrape();
      }
      assertThat(scans()).isEqualTo(before);
    }
  }

  private long scans() {
    return redis.cluster().nodes().stream().mapToLong(QueuePatternIT::scans).sum();
  }

  private static long scans(RedisServer node) {
    return node.field("cmdstat_scan", "INFO", "commandstats")
        .map(value -> Long.parseLong(value.replaceAll("calls=(\\d+).*", "$1")))
        .orElse(0L);
  }

  @Test
  void withoutAPatternNothingIsSearched() {
    fill(redis);
    try (TestExporter exporter = exporter("10ms", "\"jobs:a\"")) {
      for (int i = 0; i < 5; i++) {
        exporter.scrape();
      }
      assertThat(scans()).isZero();
      assertThat(exporter.scrape().all(COMPLETE)).isEmpty();
    }
  }

  /** On a cluster of its own, whose roles are others afterwards. */
  @Test
  void aFailoverLeavesTheSearchUnfinishedAndIsCaughtUpWith() {
    try (QueueCluster own = QueueCluster.failingOver(redis.cluster().node(0).binary())) {
      fill(own);
      RedisServer owner = own.ownerOf("jobs:a");
      try (TestExporter exporter =
          TestExporter.withQueues(
              own.environment(),
              Map.of("queue-search.interval", "50ms"),
              "{ name = jobs, pattern = \"jobs:*\", type = list }")) {
        exporter.scrape();
        awaitComplete(exporter, JOBS.size());
        owner.freeze();
        try {
          Eventually.await(
              BOUND,
              "the search is not complete",
              () -> {
                ScrapedPage page = exporter.scrape();
                return page.value(COMPLETE, "pattern", "jobs") == 0
                    && page.value(KEYS, "pattern", "jobs") == JOBS.size();
              });
          awaitComplete(exporter, JOBS.size());
          assertAllJobs(exporter.scrape());
        } finally {
          owner.thaw();
        }
      }
    }
  }
}
