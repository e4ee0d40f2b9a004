package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.length;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.github.redisclusterexporter.testing.RedisBinary;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each preset on a real cluster, with what the library itself had written there. */
@ParameterizedClass
@MethodSource("clusters")
class QueuePresetIT {
  private static final File LAYOUTS = new File("src/test/resources/queue-layouts");
  private static final double MILLISECONDS = 1000;

  @Parameter QueueCluster redis;

  /** By key: what was written after it. */
  private final Map<String, List<String>> written = new HashMap<>();

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
  }

  private void replay(String layout) {
    for (Object item :
        ConfigFactory.parseFile(new File(LAYOUTS, layout + ".json"))
            .getList("commands")
            .unwrapped()) {
      List<String> words = ((List<?>) item).stream().map(String::valueOf).toList();
      Object unused = redis.run(words.toArray(String[]::new));
      written.put(words.get(1), words.subList(2, words.size()));
    }
  }

  private TestExporter exporter(String... queues) {
    return TestExporter.withQueues(redis.environment(), queues);
  }

  private static void assertQueue(ScrapedPage page, String queue, int depth, String purpose) {
    assertThat(up(page, queue)).as(queue).isEqualTo(1);
    assertThat(depth(page, queue)).as(queue).isEqualTo(depth);
    assertThat(page.value("redis_cluster_queue_depth_exact", "queue", queue)).isEqualTo(1);
    assertThat(page.has("redis_cluster_queue_info", "queue", queue, "purpose", purpose))
        .as("purpose of " + queue)
        .isTrue();
  }

  private static void assertScheduled(ScrapedPage page, String queue, int due, int scheduled) {
    assertQueue(page, queue, due, "work");
    assertThat(page.value("redis_cluster_queue_scheduled", "queue", queue)).isEqualTo(scheduled);
    assertThat(length(page, queue)).isEqualTo(due + scheduled);
  }

  /** The age is that of what was put there then, in seconds. */
  private static void assertAge(ScrapedPage page, String queue, double then) {
    double now = System.currentTimeMillis() / MILLISECONDS;
    assertThat(age(page, queue)).as(queue).isBetween(now - then - 60, now - then + 1);
  }

  private static double age(ScrapedPage page, String queue) {
    return page.value("redis_cluster_queue_oldest_age_seconds", "queue", queue, "state", "waiting");
  }

  private static void assertNoAge(ScrapedPage page, String... queues) {
    for (String queue : queues) {
      assertThat(page.has("redis_cluster_queue_oldest_age_seconds", "queue", queue))
          .as(queue)
          .isFalse();
    }
  }

  /** The number behind {@code "enqueued_at":} in a job. */
  private static double enqueuedAt(String job) {
    return Double.parseDouble(job.replaceAll(".*\"enqueued_at\":([0-9.]+).*", "$1"));
  }

  private double number(String key, int word) {
    return Double.parseDouble(written.getOrDefault(key, List.of()).get(word));
  }

  private static void assertAll(ScrapedPage page, int queues) {
    assertThat(page.all("redis_cluster_queue_up")).hasSize(queues);
    assertThat(errors(page)).isZero();
    assertThat(page.all("redis_cluster_node_up")).hasSize(6);
  }

  /** From version 6 on, what waits in a paused queue stays where it is. */
  @ParameterizedTest
  @ValueSource(strings = {"5.81.5", "6.7.0"})
  void bullmq(String version) {
    replay("bullmq-" + version);
    boolean moves = version.startsWith("5");
    try (TestExporter exporter =
        exporter("{ preset = bullmq, prefix = \"{bull}\", queue = [emails, reports] }")) {
      // The first scrape has to find out where everything is, the second knows.
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertQueue(page, "emails", 3, "work");
        assertQueue(page, "emails:paused", 0, "work");
        assertQueue(page, "emails:prioritized", 2, "work");
        assertScheduled(page, "emails:delayed", 0, 1);
        assertQueue(page, "emails:active", 1, "work");
        assertQueue(page, "emails:waiting-children", 0, "work");
        assertQueue(page, "emails:failed", 2, "dead_letter");
        assertAge(page, "emails:failed", number("{bull}:emails:failed", 0) / MILLISECONDS);
        assertQueue(page, "emails:completed", 1, "log");
        assertAge(page, "emails:completed", number("{bull}:emails:completed", 0) / MILLISECONDS);
        assertQueue(page, "reports", moves ? 0 : 2, "work");
        assertQueue(page, "reports:paused", moves ? 2 : 0, "work");
        assertNoAge(page, "emails", "emails:prioritized", "emails:delayed", "emails:active");
        assertThat(node(page, "emails")).isEqualTo(redis.ownerOf("{bull}").address().toString());
        assertAll(page, 16);
      }
      // The job that is delayed becomes due.
      long then = System.currentTimeMillis() - 90_000;
      redis.run("ZADD", "{bull}:emails:delayed", Long.toString(then * 4096 + 7), "11");
      ScrapedPage page = exporter.scrape();
      assertScheduled(page, "emails:delayed", 1, 1);
      assertAge(page, "emails:delayed", then / MILLISECONDS);
    }
  }

  @Test
  void sidekiq() {
    replay("sidekiq-6.4.1");
    try (TestExporter exporter =
        exporter("{ preset = sidekiq, queue = [default, mailers, fails], max-age = 1m }")) {
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertQueue(page, "default", 3, "work");
        // Workers take from the tail.
        assertAge(
            page, "default", enqueuedAt(written.getOrDefault("queue:default", List.of()).get(2)));
        assertQueue(page, "mailers", 1, "work");
        assertThat(age(page, "mailers")).isLessThan(age(page, "default") + 1);
        assertQueue(page, "fails", 0, "work");
        assertScheduled(page, "sidekiq:schedule", 0, 2);
        assertScheduled(page, "sidekiq:retry", 1, 0);
        assertAge(page, "sidekiq:retry", number("retry", 0));
        assertQueue(page, "sidekiq:dead", 2, "dead_letter");
        assertAge(page, "sidekiq:dead", number("dead", 0));
        assertThat(page.value("redis_cluster_queue_max_age_seconds", "queue", "mailers"))
            .isEqualTo(60);
        assertNoAge(page, "fails", "sidekiq:schedule");
        assertAll(page, 6);
      }
    }
  }

  @Test
  void celery() {
    replay("celery-5.2.6");
    try (TestExporter exporter = exporter("{ preset = celery, queue = [celery, slow] }")) {
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertQueue(page, "celery", 4, "work");
        assertQueue(page, "celery:priority-3", 1, "work");
        assertQueue(page, "celery:priority-6", 1, "work");
        assertQueue(page, "celery:priority-9", 2, "work");
        assertQueue(page, "slow", 1, "work");
        for (int priority : List.of(3, 6, 9)) {
          assertQueue(page, "slow:priority-" + priority, 0, "work");
        }
        assertQueue(page, "celery:unacked", 1, "work");
        assertAge(page, "celery:unacked", number("unacked_index", 0));
        assertNoAge(page, "celery", "celery:priority-3", "slow");
        assertAll(page, 9);
      }
    }
  }

  @Test
  void rq() {
    replay("rq-1.13.0");
    try (TestExporter exporter = exporter("{ preset = rq, queue = [default, high] }")) {
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertQueue(page, "default", 3, "work");
        assertScheduled(page, "default:scheduled", 1, 1);
        assertAge(page, "default:scheduled", number("rq:scheduled:default", 0));
        assertQueue(page, "default:started", 1, "work");
        assertQueue(page, "default:deferred", 1, "work");
        assertQueue(page, "default:failed", 2, "dead_letter");
        assertQueue(page, "high", 1, "work");
        assertQueue(page, "high:started", 0, "work");
        assertNoAge(page, "default", "default:started", "default:deferred", "default:failed");
        assertAll(page, 10);
      }
    }
  }
}
