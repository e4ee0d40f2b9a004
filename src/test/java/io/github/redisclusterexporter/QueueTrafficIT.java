package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueueTraffic.KEYS;
import static io.github.redisclusterexporter.QueueTraffic.LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queues of each type that are worked on all the time while their slot gets another owner: every
 * number is right or not there, and right again with the first scrape after it.
 */
@ParameterizedClass
@MethodSource("clusters")
@Order(1)
class QueueTrafficIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** Long enough for a page of a cluster with a frozen node, also on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Parameter QueueCluster redis;

  private final Repeating repeating = new Repeating();
  private final AtomicLong measured = new AtomicLong();
  private final AtomicLong worked = new AtomicLong();

  /** Closed by JUnit when its tests are done. */
  static Stream<QueueCluster> clusters() {
    return RedisBinary.forTier().map(QueueCluster::withoutElections);
  }

  @BeforeEach
  void start() {
    awaitHealthy();
  }

  private void awaitHealthy() {
    redis.cluster().awaitHealthy();
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
    return TestExporter.withQueues(
        Map.of("REDIS_CLUSTER_NODES", TestExporter.nodes(redis.cluster().addresses())),
        QueueTraffic.QUEUES);
  }

  /** Works and scrapes all the time, by an exporter of its own, which shares no round. */
  private QueueTraffic begin(TestExporter busy) {
    QueueTraffic traffic = new QueueTraffic(redis);
    traffic.begin();
    repeating.start(
        () -> {
          traffic.work();
          worked.incrementAndGet();
        });
    repeating.start(
        () -> {
          QueueTraffic.Moment before = traffic.now();
          ScrapedPage page = busy.scrape(TIMEOUT);
          measured.addAndGet(traffic.assertRightOrAbsent(page, before));
        });
    return traffic;
  }

  /** Waits for that many more queues to be measured while that much more work is done. */
  private void awaitWorkAndPages(int pages) {
    long queues = measured.get() + (long) pages * KEYS.size();
    long rounds = worked.get() + pages;
    repeating.await(
        pages + " more pages", () -> measured.get() >= queues && worked.get() >= rounds);
  }

  private record Scrape(QueueTraffic.Moment before, ScrapedPage page) {}

  /**
   * Of the first page for which these nodes have replied in time; on a busy machine, one may not.
   */
  private static ScrapedPage assertRight(
      TestExporter exporter, QueueTraffic traffic, RedisServer... owners) {
    AtomicReference<@Nullable Scrape> first = new AtomicReference<>();
    Eventually.await(
        BOUND,
        "the nodes with the queues reply in time",
        () -> {
          Scrape scrape = new Scrape(traffic.now(), exporter.scrape(TIMEOUT));
          first.set(scrape);
          return Stream.of(owners).allMatch(owner -> isUp(scrape.page(), owner));
        });
    Scrape scrape = Objects.requireNonNull(first.get());
    assertThat(traffic.assertRightOrAbsent(scrape.page(), scrape.before())).isEqualTo(KEYS.size());
    return scrape.page();
  }

  private static boolean isUp(ScrapedPage page, RedisServer server) {
    return page.all("redis_cluster_node_up", "node", server.address().toString()).stream()
        .anyMatch(up -> up.value() == 1);
  }

  private static void assertRightAt(
      TestExporter exporter, QueueTraffic traffic, RedisServer server) {
    ScrapedPage page = assertRight(exporter, traffic, server);
    KEYS.forEach(key -> assertThat(node(page, key)).as(key).isEqualTo(server.address().toString()));
  }

  @Test
  void aSlotThatMigrates() {
    RedisServer source = redis.ownerOf(LIST);
    RedisServer target =
        IntStream.of(0, RedisCluster.SLOTS / 2, RedisCluster.SLOTS - 1)
            .mapToObj(slot -> redis.cluster().ownerOf(slot).orElseThrow())
            .filter(node -> node != source)
            .findFirst()
            .orElseThrow();
    try (TestExporter busy = exporter();
        TestExporter exporter = exporter()) {
      QueueTraffic traffic = begin(busy);
      awaitWorkAndPages(3);
      migrate(exporter, traffic, source, target);
      migrate(exporter, traffic, target, source);
    }
  }

  private void migrate(
      TestExporter exporter, QueueTraffic traffic, RedisServer source, RedisServer target) {
    RedisCluster cluster = redis.cluster();
    String slot = Long.toString(redis.slotOf(LIST));
    target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(source));
    source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(target));
    awaitWorkAndPages(2);
    assertRightAt(exporter, traffic, source);
    for (String key : KEYS) {
      Object unused =
          source
              .client()
              .within(BOUND)
              .command(
                  "MIGRATE",
                  target.address().host(),
                  Integer.toString(target.address().port()),
                  key,
                  "0",
                  Long.toString(BOUND.toMillis()));
      awaitWorkAndPages(2);
      ScrapedPage page = assertRight(exporter, traffic, source, target);
      assertThat(node(page, key)).isEqualTo(target.address().toString());
    }
    target.command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(target));
    assertRightAt(exporter, traffic, target);
    awaitWorkAndPages(2);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(target));
    assertRightAt(exporter, traffic, target);
    awaitWorkAndPages(2);
  }

  @Test
  void aFailoverByHand() {
    RedisServer replica = replicaOf(redis.ownerOf(LIST));
    failOver(() -> redis.cluster().promote(replica), () -> {});
  }

  @Test
  void aPrimaryThatIsKilled() {
    RedisServer before = redis.ownerOf(LIST);
    failOver(before::kill, before::restart);
  }

  /** Thawed, it goes on as the primary that it was, until it is told better. */
  @Test
  void aPrimaryThatIsFrozen() {
    RedisServer before = redis.ownerOf(LIST);
    failOver(before::freeze, before::thaw);
  }

  /** As they are now. */
  private RedisServer replicaOf(RedisServer primary) {
    String id = redis.cluster().id(primary);
    return redis.cluster().nodes().stream()
        .filter(
            node ->
                node.text("CLUSTER", "NODES")
                    .lines()
                    .anyMatch(line -> line.matches(".* myself,slave\\S* " + id + " .*")))
        .findFirst()
        .orElseThrow();
  }

  private void failOver(Runnable cause, Runnable end) {
    RedisServer before = redis.ownerOf(LIST);
    RedisServer replica = replicaOf(before);
    int slot = (int) redis.slotOf(LIST);
    RedisServer after;
    try (TestExporter busy = exporter();
        TestExporter exporter = exporter()) {
      QueueTraffic traffic = begin(busy);
      awaitWorkAndPages(3);
      assertRightAt(exporter, traffic, before);
      cause.run();
      QueueCluster.mayTakeOver(replica, true);
      try {
        after = awaitOtherOwner(slot, before);
        assertRightAt(exporter, traffic, after);
        awaitWorkAndPages(3);
      } finally {
        end.run();
        QueueCluster.mayTakeOver(replica, false);
      }
      assertRightAt(exporter, traffic, after);
      awaitWorkAndPages(10);
    }
  }

  /** By its own word, and that of whoever else can be asked: the former one may be frozen. */
  private RedisServer awaitOtherOwner(int slot, RedisServer before) {
    List<RedisServer> others =
        redis.cluster().nodes().stream().filter(node -> node != before).toList();
    Eventually.await(
        BOUND,
        "another node serves the slot",
        () -> RedisCluster.ownerOf(slot, others).isPresent());
    return RedisCluster.ownerOf(slot, others).orElseThrow();
  }
}
