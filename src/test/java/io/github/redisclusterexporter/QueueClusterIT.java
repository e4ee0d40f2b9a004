package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.assertUnavailable;
import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.length;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisBinary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues of a real cluster on the page. */
@ParameterizedClass
@MethodSource("clusters")
class QueueClusterIT {
  private static final List<String> STREAMS =
      List.of("tasks:high", "tasks:medium", "tasks:low", "tasks:checkpoints", "tasks:dlq");
  private static final String GROUP = "task_workers";

  /** How long ago entries with an id of their own were added. */
  private static final long SECONDS_AGO = 600;

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
  }

  private TestExporter exporter(String... keys) {
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_QUEUES", String.join(",", keys));
    return TestExporter.start(environment, Map.of("scrape.watch", "false"));
  }

  /** Only clusters of Valkey 9 with {@code cluster-databases} have another database than 0. */
  @Test
  void aQueueInADatabaseThatTheClusterDoesNotHave() {
    redis.run("RPUSH", "q", "1", "2");
    try (TestExporter exporter =
        TestExporter.withQueues(
            redis.environment(), "q", "{ name = elsewhere, key = q, db = 3 }")) {
      for (int i = 1; i <= 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertThat(depth(page, "q")).isEqualTo(2);
        assertUnavailable(page, "elsewhere");
        assertThat(errors(page, "read", "error_reply")).isEqualTo(i);
        assertThat(errors(page)).isEqualTo(i);
      }
    }
  }

  private void createGroups() {
    STREAMS.forEach(stream -> redis.run("XGROUP", "CREATE", stream, GROUP, "0", "MKSTREAM"));
  }

  private String add(String stream, String id) {
    return String.valueOf(redis.run("XADD", stream, id, "task", "secret"));
  }

  /** Ids of entries that were added that long ago. */
  private String addLongAgo(String stream, int number) {
    List<?> time = (List<?>) Objects.requireNonNull(redis.ownerOf(stream).command("TIME"));
    long then = (Long.parseLong(String.valueOf(time.get(0))) - SECONDS_AGO) * 1000;
    return add(stream, then + "-" + number);
  }

  private void take(String stream, String consumer, int count) {
    redis
        .ownerOf(stream)
        .command(
            "XREADGROUP", "GROUP", GROUP, consumer, "COUNT", "" + count, "STREAMS", stream, ">");
  }

  private static void assertStream(
      ScrapedPage page, String stream, int depth, int pending, int consumers, int length) {
    assertThat(up(page, stream)).as(stream).isEqualTo(1);
    assertThat(depth(page, stream)).as("depth of " + stream).isEqualTo(depth);
    assertThat(page.value("redis_cluster_queue_depth_exact", "queue", stream, "group", GROUP))
        .as("exactness of " + stream)
        .isEqualTo(1);
    assertThat(page.value("redis_cluster_queue_pending", "queue", stream, "group", GROUP))
        .as("pending of " + stream)
        .isEqualTo(pending);
    assertThat(page.value("redis_cluster_queue_consumers", "queue", stream, "group", GROUP))
        .as("consumers of " + stream)
        .isEqualTo(consumers);
    assertThat(length(page, stream)).as("length of " + stream).isEqualTo(length);
    assertThat(age(page, stream, "waiting")).as(stream).isEqualTo(depth > 0);
    assertThat(age(page, stream, "pending")).as(stream).isEqualTo(pending > 0);
  }

  private static boolean age(ScrapedPage page, String stream, String state) {
    return page.has("redis_cluster_queue_oldest_age_seconds", "queue", stream, "state", state);
  }

  private static void assertOld(ScrapedPage page, String stream, String state) {
    assertThat(
            page.value("redis_cluster_queue_oldest_age_seconds", "queue", stream, "state", state))
        .isBetween((double) SECONDS_AGO, SECONDS_AGO + 60.0);
  }

  private static void assertYoung(ScrapedPage page, String stream, String state) {
    assertThat(
            page.value("redis_cluster_queue_oldest_age_seconds", "queue", stream, "state", state))
        .isBetween(0.0, 60.0);
  }

  @Test
  void theTaskQueueAtEachStep() {
    try (TestExporter exporter =
        TestExporter.withQueues(
            redis.environment(),
            "{ preset = streams, queue = [\"tasks:high\", \"tasks:medium\", \"tasks:low\"],"
                + " group = task_workers, dead-letter = \"tasks:dlq\","
                + " log = \"tasks:checkpoints\" }")) {
      ScrapedPage page = exporter.scrape();
      for (String stream : STREAMS) {
        assertThat(up(page, stream)).isEqualTo(1);
        assertThat(depth(page, stream)).isZero();
      }
      createGroups();
      page = exporter.scrape();
      for (String stream : STREAMS) {
        assertStream(page, stream, 0, 0, 0, 0);
        assertThat(node(page, stream)).isEqualTo(redis.ownerOf(stream).address().toString());
        assertThat(
                page.has(
                    "redis_cluster_queue_info",
                    "queue",
                    stream,
                    "type",
                    "stream",
                    "purpose",
                    purpose(stream)))
            .isTrue();
      }

      // Produce.
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(addLongAgo("tasks:high", i));
      }
      for (int i = 0; i < 3; i++) {
        ids.add(add("tasks:high", "*"));
      }
      add("tasks:low", "*");
      page = exporter.scrape();
      assertStream(page, "tasks:high", 8, 0, 0, 8);
      assertOld(page, "tasks:high", "waiting");
      assertStream(page, "tasks:low", 1, 0, 0, 1);
      assertYoung(page, "tasks:low", "waiting");
      assertStream(page, "tasks:medium", 0, 0, 0, 0);

      // Take.
      take("tasks:high", "worker-1", 3);
      take("tasks:high", "worker-2", 3);
      page = exporter.scrape();
      assertStream(page, "tasks:high", 2, 6, 2, 8);
      assertYoung(page, "tasks:high", "waiting");
      assertOld(page, "tasks:high", "pending");
      assertThat(page.value("redis_cluster_queue_oldest_pending_deliveries")).isEqualTo(1);

      // Acknowledge.
      for (String id : ids.subList(0, 4)) {
        redis.run("XACK", "tasks:high", GROUP, id);
      }
      add("tasks:checkpoints", "*");
      page = exporter.scrape();
      assertStream(page, "tasks:high", 2, 2, 2, 8);
      assertOld(page, "tasks:high", "pending");
      assertStream(page, "tasks:checkpoints", 1, 0, 0, 1);

      // Fail: to the dead letters, and acknowledged.
      add("tasks:dlq", "*");
      redis.run("XACK", "tasks:high", GROUP, ids.get(4));
      page = exporter.scrape();
      assertStream(page, "tasks:high", 2, 1, 2, 8);
      assertYoung(page, "tasks:high", "pending");
      assertStream(page, "tasks:dlq", 1, 0, 0, 1);

      // Abandon: the last one is taken again and again, and never acknowledged.
      redis.run("XCLAIM", "tasks:high", GROUP, "worker-3", "0", ids.get(5));
      take("tasks:high", "worker-3", 10);
      page = exporter.scrape();
      assertStream(page, "tasks:high", 0, 3, 3, 8);
      assertThat(page.value("redis_cluster_queue_oldest_pending_deliveries")).isEqualTo(2);
      assertStream(page, "tasks:low", 1, 0, 0, 1);
      if (counts()) {
        assertThat(page.value("redis_cluster_queue_entries_added_total", "queue", "tasks:high"))
            .isEqualTo(8);
        assertThat(page.value("redis_cluster_queue_entries_read_total", "queue", "tasks:high"))
            .isEqualTo(8);
      } else {
        assertThat(page.has("redis_cluster_queue_entries_added_total")).isFalse();
      }
      assertThat(page.body()).doesNotContain("secret");
      assertThat(errors(page)).isZero();
    }
  }

  private static String purpose(String stream) {
    return switch (stream) {
      case "tasks:dlq" -> "dead_letter";
      case "tasks:checkpoints" -> "log";
      default -> "work";
    };
  }

  private boolean counts() {
    return redis.cluster().node(0).binary().isAtLeast(7);
  }

  @Test
  void everyTypeOnEveryShard() {
    List<String> keys = new ArrayList<>();
    Set<String> nodes = new HashSet<>();
    for (String tag : List.of("{a}", "{b}", "{c}")) {
      for (int i = 0; i < 4; i++) {
        redis.run("RPUSH", "list" + tag, "" + i);
        redis.run("ZADD", "zset" + tag, "" + i, "" + i);
        redis.run("SADD", "set" + tag, "" + i);
        add("stream" + tag, "*");
      }
      keys.addAll(
          List.of("list" + tag, "zset" + tag, "set" + tag, "stream" + tag, "missing" + tag));
      nodes.add(redis.ownerOf(tag).address().toString());
    }
    assertThat(nodes).hasSize(3);
    try (TestExporter exporter = exporter(keys.toArray(String[]::new))) {
      // The first scrape has to find out what there is, the second knows.
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        for (String key : keys) {
          int stored = key.startsWith("missing") ? 0 : 4;
          assertThat(up(page, key)).as(key).isEqualTo(1);
          assertThat(depth(page, key)).as(key).isEqualTo(stored);
          assertThat(length(page, key)).as(key).isEqualTo(stored);
          assertThat(node(page, key)).isEqualTo(redis.ownerOf(key).address().toString());
        }
        assertThat(errors(page)).isZero();
      }
      keys.forEach(key -> redis.run("DEL", key));
      ScrapedPage page = exporter.scrape();
      keys.forEach(key -> assertThat(depth(page, key)).as(key).isZero());
      keys.forEach(key -> assertThat(up(page, key)).as(key).isEqualTo(1));
    }
  }

  @Test
  void aKeyOfAnotherTypeCostsItsOwnQueueOnly() {
    redis.run("RPUSH", "good", "1", "2");
    redis.run("SET", "bad", "text");
    redis.run("RPUSH", "other", "1");
    try (TestExporter exporter =
        TestExporter.withQueues(
            redis.environment(), "good", "bad", "{ key = other, type = stream }")) {
      for (int i = 1; i <= 3; i++) {
        ScrapedPage page = exporter.scrape();
        assertThat(depth(page, "good")).isEqualTo(2);
        assertUnavailable(page, "bad");
        assertUnavailable(page, "other");
        assertThat(errors(page, "read", "wrong_type")).isEqualTo(2 * i);
        assertThat(errors(page)).isEqualTo(2 * i);
        assertThat(page.all("redis_cluster_node_up")).allMatch(series -> series.value() == 1);
      }
      redis.run("DEL", "bad");
      redis.run("RPUSH", "bad", "now a list");
      assertThat(depth(exporter.scrape(), "bad")).isEqualTo(1);
      // What is remembered is no more than a guess.
      redis.run("DEL", "bad");
      redis.run("SADD", "bad", "now", "a", "set");
      assertThat(depth(exporter.scrape(), "bad")).isEqualTo(3);
    }
  }

  @Test
  void aConfiguredGroupThatDoesNotExist() {
    add("tasks:high", "*");
    add("tasks:low", "*");
    redis.run("XGROUP", "CREATE", "tasks:low", GROUP, "0");
    try (TestExporter exporter =
        TestExporter.withQueues(
            redis.environment(),
            "{ preset = streams, queue = [\"tasks:high\", \"tasks:low\"], group = "
                + GROUP
                + " }")) {
      ScrapedPage page = exporter.scrape();
      assertUnavailable(page, "tasks:high");
      assertThat(depth(page, "tasks:low")).isEqualTo(1);
      assertThat(errors(page, "read", "no_group")).isEqualTo(1);
      redis.run("XGROUP", "CREATE", "tasks:high", GROUP, "0");
      assertThat(depth(exporter.scrape(), "tasks:high")).isEqualTo(1);
    }
  }
}
