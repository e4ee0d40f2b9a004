package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import io.github.redisclusterexporter.testing.Tier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Random faults, several at the same time, for ten seconds, in the full tier for ten minutes, or
 * for {@code -Dchaos.seconds}. {@code -Dchaos.seed=N} repeats the same choices.
 */
@EnabledOnOs(OS.LINUX)
@Tag("timing")
class ChaosIT {
  private static final Duration LASTING = Duration.ofSeconds(Tier.choose("chaos.seconds", 10, 600));
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

  /** Five scrapes a second. */
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int WARM_UP = 200;

  /** Half of those that are requested in this time; on a busy machine they need longer. */
  private static final int PAGES = (int) (LASTING.dividedBy(INTERVAL) / 2);

  private static final int NODES = 6;
  private static final long HEAP_TOLERANCE = 1_500_000;

  /** Longer than idle threads and connections are kept. */
  private static final Duration BOUND = Duration.ofSeconds(150);

  private final Map<RedisServer, TcpProxy> proxies = new LinkedHashMap<>();
  private final PageChecker pages = new PageChecker(TIMEOUT);

  @Test
  void everyPageArrivesInTimeAndNoResourcesLeak() throws Exception {
    System.out.println("Chaos for " + LASTING.toSeconds() + " s, -Dchaos.seed=" + SEED);
    try (RedisCluster cluster = RedisCluster.start();
        RunningExporter exporter = startExporter(cluster)) {
      for (int i = 0; i < WARM_UP; i++) {
        exporter.scrape(TIMEOUT);
      }
      Footprint before = Footprint.of(exporter);
      Map<String, Integer> counts = causeFaults(exporter);
      System.out.println("Chaos made " + counts + " and got " + pages);
      assertThat(pages.failures()).as("with -Dchaos.seed=" + SEED).isEmpty();
      assertThat(pages.count()).isGreaterThan(PAGES);

      cluster.awaitHealthy();
      awaitAllUp(exporter);
      awaitOneConnectionToEachNode();
      before.await(exporter, HEAP_TOLERANCE);
      assertThat(exporter.log()).doesNotContain("ERROR", "OutOfMemory");
      assertAllCompleteBut(awaitAllUp(exporter), cluster);
      awaitOneConnectionToEachNode();
    } finally {
      proxies.values().forEach(TcpProxy::close);
    }
  }

  private RunningExporter startExporter(RedisCluster cluster) {
    cluster.nodes().forEach(node -> proxies.put(node, TcpProxy.to(node.address())));
    return RunningExporter.start(
        Map.of(
            "REDIS_CLUSTER_NODES",
            TestExporter.nodes(proxies.values().stream().map(TcpProxy::address).toList()),
            "REDIS_ADDRESS_MAP",
            proxies.entrySet().stream()
                .map(entry -> entry.getKey().address() + "=" + entry.getValue().address())
                .collect(Collectors.joining(",")),
            "REDIS_QUEUES",
            "tasks:high,tasks:medium,tasks:low"),
        "-Dredis.timeout=2s",
        // Five scrapes per second, each of which may take seconds, could reach the default limit.
        "-Dweb.max-concurrent-scrapes=100",
        "-XX:+UseSerialGC",
        // Otherwise the number of compiler threads of the JVM would vary.
        "-XX:-UseDynamicNumberOfCompilerThreads",
        "-Xmx128m");
  }

  private Map<String, Integer> causeFaults(RunningExporter exporter) throws InterruptedException {
    Chaos chaos = Chaos.ofNodes(targets(), SEED);
    Random pauses = new Random(SEED);
    ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    try {
      ScheduledFuture<?> scraping =
          scraper.scheduleAtFixedRate(
              () -> pages.add(exporter.scrapeLater(TIMEOUT), ChaosIT::problem),
              0,
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      long end = System.nanoTime() + LASTING.toNanos();
      while (end - System.nanoTime() > 0 || pages.count() <= PAGES) {
        chaos.step();
        Thread.sleep(pauses.nextInt(500));
      }
      chaos.endAll();
      scraping.cancel(false);
    } finally {
      scraper.shutdown();
      scraper.awaitTermination(10, TimeUnit.SECONDS);
    }
    pages.awaitAll();
    return chaos.counts();
  }

  private static Optional<String> problem(ScrapedPage page) {
    List<ScrapedPage.Series> nodes = page.all("redis_cluster_node_up");
    return nodes.size() == NODES
        ? Optional.empty()
        : Optional.of("nodes are missing or duplicate: " + nodes);
  }

  private List<Chaos.Target> targets() {
    return proxies.entrySet().stream()
        .map(entry -> new Chaos.Target(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** On a busy machine, a node may not reply in time to a scrape or a check. */
  private static ScrapedPage awaitAllUp(RunningExporter exporter) {
    AtomicReference<@Nullable ScrapedPage> page = new AtomicReference<>();
    Eventually.await(
        BOUND,
        "all nodes are up again",
        () -> {
          ScrapedPage next = exporter.scrape(TIMEOUT);
          page.set(next);
          return next.all("redis_cluster_node_up").stream().allMatch(up -> up.value() == 1);
        });
    return Objects.requireNonNull(page.get());
  }

  private void awaitOneConnectionToEachNode() {
    Eventually.await(
        BOUND,
        "there is one connection to each node",
        () -> proxies.values().stream().allMatch(proxy -> proxy.openConnections() == 1));
  }
}
