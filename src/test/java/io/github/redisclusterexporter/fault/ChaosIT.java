package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Everything at once, at random: ten seconds, ten minutes in the full tier or as long as {@code
 * -Dchaos.seconds=3600} says; {@code -Dchaos.seed=N} makes the same choices again.
 */
@EnabledOnOs(OS.LINUX)
@Order(1)
class ChaosIT {
  private static final Duration LASTING = Duration.ofSeconds(Tier.choose("chaos.seconds", 10, 600));
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

  /** Five scrapes a second. */
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int WARM_UP = 200;

  /** Longer than any idle thread or connection is kept. */
  private static final Duration BOUND = Duration.ofSeconds(150);

  private final Map<RedisServer, TcpProxy> proxies = new LinkedHashMap<>();
  private final Pages pages = new Pages(TIMEOUT);

  @Test
  void everyPageComesInTimeAndNothingIsLeftBehind() throws Exception {
    System.out.println("Chaos for " + LASTING.toSeconds() + " s, -Dchaos.seed=" + SEED);
    try (RedisCluster cluster = RedisCluster.start();
        RunningExporter exporter = startExporter(cluster)) {
      for (int i = 0; i < WARM_UP; i++) {
        exporter.scrape(TIMEOUT);
      }
      // First, because being looked at costs the JVM a thread and a socket once.
      long heap = exporter.liveHeap();
      int threads = exporter.threads();
      int files = exporter.openFiles();

      Map<String, Integer> made = rage(exporter);
      System.out.println("Chaos made " + made + " and got " + pages);
      assertThat(pages.failures()).as("with -Dchaos.seed=" + SEED).isEmpty();
      assertThat(pages.count()).isGreaterThan((int) (LASTING.dividedBy(INTERVAL) / 2));

      cluster.awaitHealthy();
      Eventually.await(
          BOUND,
          "the page is whole again",
          () ->
              exporter.scrape(TIMEOUT).all("redis_cluster_node_up").stream()
                  .allMatch(up -> up.value() == 1));
      Eventually.await(BOUND, "one connection a node", this::isOneConnectionEach);
      Eventually.await(BOUND, "open files are as before", () -> exporter.openFiles() <= files + 2);
      Eventually.await(BOUND, "threads are as before", () -> exporter.threads() <= threads + 5);
      Eventually.await(
          BOUND, "the heap is as before", () -> exporter.liveHeap() < heap + 1_500_000);
      assertThat(exporter.log()).doesNotContain("ERROR", "OutOfMemory");
      assertThat(proxies.values()).allMatch(proxy -> proxy.openConnections() == 1);
      assertAllCompleteBut(exporter.scrape(TIMEOUT), cluster);
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
        // Five a second of which each may take seconds are as many at once as are let in by
        // default.
        "-Dweb.max-concurrent-scrapes=100",
        "-XX:+UseSerialGC",
        // Threads that the JVM starts and ends as it sees fit would be counted as well.
        "-XX:-UseDynamicNumberOfCompilerThreads",
        "-Xmx128m");
  }

  private Map<String, Integer> rage(RunningExporter exporter) throws InterruptedException {
    Chaos chaos = new Chaos(places(), SEED);
    Random pauses = new Random(SEED);
    ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    try {
      ScheduledFuture<?> scraping =
          scraper.scheduleAtFixedRate(
              () -> pages.add(exporter.scrapeLater(TIMEOUT)),
              0,
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      long end = System.nanoTime() + LASTING.toNanos();
      while (end - System.nanoTime() > 0) {
        chaos.step();
        Thread.sleep(pauses.nextInt(500));
      }
      chaos.calm();
      scraping.cancel(false);
    } finally {
      scraper.shutdown();
      scraper.awaitTermination(10, TimeUnit.SECONDS);
    }
    pages.awaitAll();
    return chaos.made();
  }

  private List<Chaos.Place> places() {
    return proxies.entrySet().stream()
        .map(entry -> new Chaos.Place(entry.getKey(), entry.getValue()))
        .toList();
  }

  private boolean isOneConnectionEach() {
    return proxies.values().stream().allMatch(proxy -> proxy.openConnections() == 1);
  }
}
