package io.github.redisclusterexporter.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.TcpProxy;
import io.github.redisclusterexporter.testing.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Nodes and whole clusters of ten are frozen, killed or refuse connections, for ten minutes or for
 * {@code -Dchaos.seconds}. {@code -Dchaos.seed=N} repeats the same choices.
 */
@EnabledOnOs(OS.LINUX)
@Tag("timing")
@Tag("full")
class ClustersChaosIT {
  private static final Duration LASTING = Duration.ofSeconds(Tier.choose("chaos.seconds", 60, 600));
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
  private static final int CLUSTERS = 10;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** How long a node may take to answer, and so a cluster without an answer. */
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

  /** After a fault: replicas load the data of their primary, and the exporter connects again. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private static final int WARM_UP = 50;
  private static final Duration BOUND = Duration.ofSeconds(150);
  private static final long HEAP_TOLERANCE = 5_000_000;

  private final List<ProxiedCluster> clusters = new ArrayList<>();
  private final PageChecker pages = new PageChecker(TIMEOUT);
  private final AtomicInteger healthy = new AtomicInteger();
  private final AtomicInteger slowestMillis = new AtomicInteger();

  /** A cluster whose nodes the exporter reaches only through proxies. */
  private record ProxiedCluster(String name, RedisCluster cluster, List<Chaos.Target> targets) {
    static ProxiedCluster start(String name) {
      RedisCluster cluster = RedisCluster.start();
      return new ProxiedCluster(
          name,
          cluster,
          cluster.nodes().stream()
              .map(node -> new Chaos.Target(node, TcpProxy.to(node.address())))
              .toList());
    }

    String configuration() {
      return """
      %s {
        nodes = "%s"
        address-map = "%s"
      }
      """
          .formatted(
              name,
              TestExporter.nodes(targets.stream().map(target -> target.proxy().address()).toList()),
              targets.stream()
                  .map(target -> target.node().address() + "=" + target.proxy().address())
                  .collect(Collectors.joining(",")));
    }

    void close() {
      targets.forEach(target -> target.proxy().close());
      cluster.close();
    }
  }

  @Test
  void thePageIsCompleteForTheClustersWithoutAFault() throws Exception {
    System.out.println("Chaos for " + LASTING.toSeconds() + " s, -Dchaos.seed=" + SEED);
    try {
      for (int i = 0; i < CLUSTERS; i++) {
        clusters.add(ProxiedCluster.start("cluster-" + i));
      }
      try (RunningExporter exporter = startExporter()) {
        for (int i = 0; i < WARM_UP; i++) {
          exporter.scrape(TIMEOUT);
        }
        Footprint before = Footprint.of(exporter);
        Chaos chaos = causeFaults(exporter);
        System.out.printf(
            "Chaos made %s and got %s; %d times a cluster had no fault, the slowest took %d ms%n",
            chaos.counts(), pages, healthy.get(), slowestMillis.get());
        assertThat(pages.failures())
            .as(() -> "with -Dchaos.seed=" + SEED + " and this log: " + exporter.log())
            .isEmpty();
        assertThat(pages.count()).isGreaterThan((int) (LASTING.dividedBy(INTERVAL) / 2));
        assertThat(healthy.get()).isGreaterThan(2 * pages.count());
        assertThat(slowestMillis.get()).isLessThan((int) NODE_TIMEOUT.toMillis());

        clusters.forEach(each -> each.cluster().awaitHealthy());
        Eventually.await(
            BOUND,
            "all nodes of all clusters are up again",
            () ->
                clusters.stream().noneMatch(each -> isIncomplete(exporter.scrape(TIMEOUT), each)));
        before.await(exporter, HEAP_TOLERANCE);
        assertThat(exporter.log()).doesNotContain("ERROR", "OutOfMemory");
        assertThat(clusters)
            .flatExtracting(ProxiedCluster::targets)
            .allMatch(target -> target.proxy().openConnections() == 1);
      }
    } finally {
      clusters.forEach(ProxiedCluster::close);
    }
  }

  private RunningExporter startExporter() {
    return RunningExporter.startWithFile(
        clusters.stream()
            .map(ProxiedCluster::configuration)
            .collect(Collectors.joining("", "clusters {\n", "}\n")),
        "-Dredis.timeout=" + NODE_TIMEOUT.toSeconds() + "s",
        // Otherwise the number of compiler threads of the JVM would vary.
        "-XX:-UseDynamicNumberOfCompilerThreads");
  }

  private Chaos causeFaults(RunningExporter exporter) throws InterruptedException {
    Chaos chaos = Chaos.ofClusters(clusters.stream().map(ProxiedCluster::targets).toList(), SEED);
    Random pauses = new Random(SEED);
    ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    try {
      var scraping =
          scraper.scheduleAtFixedRate(
              () -> {
                long quietSince = System.nanoTime() - RECOVERY.toNanos();
                pages.add(exporter.scrapeLater(TIMEOUT), page -> problem(page, chaos, quietSince));
              },
              0,
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      long end = System.nanoTime() + LASTING.toNanos();
      while (end - System.nanoTime() > 0) {
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
    return chaos;
  }

  private Optional<String> problem(ScrapedPage page, Chaos chaos, long quietSince) {
    for (ProxiedCluster each : clusters) {
      int nodes = page.all("redis_cluster_node_up", "redis_cluster", each.name()).size();
      if (nodes != each.targets().size()) {
        return Optional.of(each.name() + " has " + nodes + " nodes");
      }
      if (chaos.isQuiet(each.targets(), quietSince)) {
        if (isIncomplete(page, each)) {
          return Optional.of(each.name() + " is incomplete and had no fault");
        }
        double seconds =
            page.value(
                "redis_cluster_exporter_scrape_duration_seconds", "redis_cluster", each.name());
        slowestMillis.accumulateAndGet((int) (1000 * seconds), Math::max);
        healthy.incrementAndGet();
      }
    }
    return Optional.empty();
  }

  private static boolean isIncomplete(ScrapedPage page, ProxiedCluster cluster) {
    return Stream.of("redis_cluster_node_up", "redis_cluster_exporter_collector_success")
        .flatMap(name -> page.all(name, "redis_cluster", cluster.name()).stream())
        .anyMatch(series -> series.value() != 1);
  }
}
