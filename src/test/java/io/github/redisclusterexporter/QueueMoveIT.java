package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.assertUnavailable;
import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues whose slot gets another owner while they are scraped: right, or not there. */
@ParameterizedClass
@MethodSource("clusters")
class QueueMoveIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String LIST = "list{q}";
  private static final String STREAM = "stream{q}";
  private static final String MISSING = "missing{q}";

  /** What is always true of the queues, wherever they are. */
  private static final Map<String, Double> DEPTHS = Map.of(LIST, 7.0, STREAM, 3.0, MISSING, 0.0);

  @Parameter QueueCluster redis;

  private final Repeating repeating = new Repeating();
  private final AtomicLong pages = new AtomicLong();

  /** Closed by JUnit when its tests are done. */
  static Stream<QueueCluster> clusters() {
    return RedisBinary.forTier().map(QueueCluster::failingOver);
  }

  @BeforeEach
  void start() {
    fill();
  }

  private void fill() {
    redis.cluster().awaitHealthy();
    RedisServer owner = redis.ownerOf(LIST);
    for (String[] command :
        List.of(
            new String[] {"DEL", LIST, STREAM, MISSING, "load{q}"},
            new String[] {"RPUSH", LIST, "1", "2", "3", "4", "5", "6", "7"},
            new String[] {"XGROUP", "CREATE", STREAM, "g", "0", "MKSTREAM"},
            new String[] {"XADD", STREAM, "*", "f", "v"},
            new String[] {"XADD", STREAM, "*", "f", "v"},
            new String[] {"XADD", STREAM, "*", "f", "v"},
            new String[] {"XADD", STREAM, "*", "f", "v"},
            new String[] {"XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", STREAM, ">"})) {
      Object unused = owner.command(command);
    }
    Eventually.await(
        BOUND,
        "the replica has it all",
        () ->
            redis.cluster().nodes().stream()
                    .filter(node -> node.text("INFO", "keyspace").contains("db0:keys=2"))
                    .count()
                >= 2);
  }

  @AfterEach
  void stop() {
    repeating.close();
    for (RedisServer node : redis.cluster().nodes()) {
      if (!node.isAlive()) {
        node.restart();
      }
    }
  }

  private TestExporter exporter() {
    Map<String, String> environment = new HashMap<>();
    environment.put("REDIS_CLUSTER_NODES", TestExporter.nodes(redis.cluster().addresses()));
    environment.put("REDIS_QUEUES", String.join(",", DEPTHS.keySet()));
    return TestExporter.start(environment);
  }

  private static void assertRightOrAbsent(ScrapedPage page) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    DEPTHS.forEach(
        (queue, depth) -> {
          if (up(page, queue) == 1) {
            assertThat(depth(page, queue)).as(queue).isEqualTo(depth);
          } else {
            assertUnavailable(page, queue);
          }
        });
    if (up(page, STREAM) == 1) {
      assertThat(page.value("redis_cluster_queue_pending", "queue", STREAM)).isEqualTo(1);
    }
    assertThat(page.all("redis_cluster_queue_entries_read_total", "queue", STREAM))
        .allMatch(read -> read.value() == 1);
  }

  private static void assertRight(ScrapedPage page) {
    assertRightOrAbsent(page);
    DEPTHS.keySet().forEach(queue -> assertThat(up(page, queue)).as(queue).isEqualTo(1));
  }

  /** By an exporter of its own: a scrape at the same time would share a round that began before. */
  private void scrapeAllTheTime(TestExporter exporter) {
    repeating.start(
        () -> {
          assertRightOrAbsent(exporter.scrape(TIMEOUT));
          pages.incrementAndGet();
        });
  }

  /** Writes beside the queues, to the same shard, whoever has it. */
  private void writeAllTheTime() {
    repeating.start(
        () -> {
          for (RedisServer node : redis.cluster().nodes()) {
            try {
              Object unused = node.command("INCR", "load{q}");
            } catch (RuntimeException e) {
              // It is another's, or it is down.
            }
          }
        });
  }

  private void awaitPages(int count) {
    long from = pages.get();
    repeating.await(count + " more pages", () -> pages.get() >= from + count);
  }

  @Test
  void aSlotThatMigrates() {
    RedisCluster cluster = redis.cluster();
    String slot = Long.toString(redis.slotOf(LIST));
    RedisServer source = redis.ownerOf(LIST);
    RedisServer target =
        cluster.primaries().stream().filter(node -> node != source).findFirst().orElseThrow();
    try (TestExporter busy = exporter();
        TestExporter exporter = exporter()) {
      assertRight(exporter.scrape());
      scrapeAllTheTime(busy);
      migrate(exporter, slot, source, target);
      migrate(exporter, slot, target, source);
      repeating.assertNothingFailed();
    }
  }

  private void migrate(TestExporter exporter, String slot, RedisServer source, RedisServer target) {
    RedisCluster cluster = redis.cluster();
    target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(source));
    source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(target));
    awaitPages(2);
    assertRight(exporter.scrape());
    for (String key : List.of(STREAM, LIST)) {
      source.command(
          "MIGRATE",
          target.address().host(),
          Integer.toString(target.address().port()),
          key,
          "0",
          "5000");
      awaitPages(2);
      ScrapedPage page = exporter.scrape();
      assertRight(page);
      assertThat(node(page, key)).isEqualTo(target.address().toString());
    }
    target.command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(target));
    awaitPages(2);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(target));
    ScrapedPage page = exporter.scrape();
    assertRight(page);
    DEPTHS
        .keySet()
        .forEach(queue -> assertThat(node(page, queue)).isEqualTo(target.address().toString()));
    awaitPages(2);
  }

  @Test
  void aFailoverByHand() {
    RedisServer before = redis.ownerOf(LIST);
    int slot = (int) redis.slotOf(LIST);
    RedisServer replica = replicaOf(before);
    try (TestExporter busy = exporter();
        TestExporter exporter = exporter()) {
      assertRight(exporter.scrape());
      writeAllTheTime();
      scrapeAllTheTime(busy);
      awaitPages(2);
      replica.command("CLUSTER", "FAILOVER");
      RedisServer after = redis.cluster().awaitOtherOwner(slot, before);
      ScrapedPage page = exporter.scrape();
      assertRight(page);
      assertThat(node(page, LIST)).isEqualTo(after.address().toString());
      awaitPages(5);
      repeating.assertNothingFailed();
    }
  }

  @Test
  void aPrimaryThatIsKilled() {
    RedisServer before = redis.ownerOf(LIST);
    int slot = (int) redis.slotOf(LIST);
    try (TestExporter busy = exporter();
        TestExporter exporter = exporter()) {
      assertRight(exporter.scrape());
      writeAllTheTime();
      scrapeAllTheTime(busy);
      awaitPages(2);
      before.kill();
      ScrapedPage during = exporter.scrape(TIMEOUT);
      assertUnavailable(during, LIST);
      assertThat(errors(during)).isPositive();
      RedisServer after = redis.cluster().awaitOtherOwner(slot, before);
      redis.cluster().awaitServing();
      ScrapedPage page = exporter.scrape(TIMEOUT);
      assertRight(page);
      assertThat(node(page, LIST)).isEqualTo(after.address().toString());
      before.restart();
      awaitPages(5);
      repeating.assertNothingFailed();
    }
  }

  private RedisServer replicaOf(RedisServer primary) {
    String id = redis.cluster().id(primary);
    return redis.cluster().nodes().stream()
        .filter(node -> node.text("CLUSTER", "NODES").contains("myself,slave " + id))
        .findFirst()
        .orElseThrow();
  }
}
