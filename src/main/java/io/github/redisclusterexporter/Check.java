package io.github.redisclusterexporter;

import io.github.redisclusterexporter.check.CheckFacts;
import io.github.redisclusterexporter.check.CheckReport;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections.Failure;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ScrapeListener;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Some scrapes with the same parts as the exporter's, told in words instead of metrics. The first
 * one opens the connections while the JVM is still slow. The second one tries the addresses that
 * the first one found. When all nodes replied to it, a third one measures their latency.
 */
final class Check {
  /** How long to wait for the keys of queues that are configured by pattern. */
  private static final Duration KEY_SCAN = Duration.ofSeconds(10);

  /** A JVM that has just started on a busy machine needs seconds for its first TLS handshakes. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  /** More at once would measure how busy this process is. */
  private static final int MAX_CHECKS = 4;

  private static final ScrapeListener NOT_LOGGED =
      new ScrapeListener() {
        @Override
        public void scraped(ScrapeResult.Outcome outcome) {}

        @Override
        public void failed(Fault fault) {}

        @Override
        public boolean faultsAreLogged() {
          return false;
        }
      };

  private final MonitoredCluster cluster;
  private final Set<Collector> wanted;
  private final Duration limit;

  /** By name of the node: a failure of a scrape that says more than a later timeout. */
  private final Map<String, Failure> reasons = new HashMap<>();

  private Check(MonitoredCluster cluster, Set<Collector> wanted, Duration limit) {
    this.cluster = cluster;
    this.wanted = wanted;
    this.limit = limit;
  }

  /** The reports on some clusters, in their order; a few are checked at a time. */
  static List<CheckReport> run(List<ClusterConfig> clusters, BuildInfo build)
      throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(Math.min(clusters.size(), MAX_CHECKS));
    try (NodeThreads threads = new NodeThreads()) {
      List<Future<CheckReport>> checks =
          clusters.stream().map(each -> executor.submit(() -> run(each, threads, build))).toList();
      List<CheckReport> reports = new ArrayList<>();
      for (Future<CheckReport> check : checks) {
        reports.add(check.get());
      }
      return reports;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check failed", e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  /** Asks every node, and comes back in the time that a few slow nodes may take. */
  private static CheckReport run(ClusterConfig config, NodeThreads threads, BuildInfo build)
      throws InterruptedException {
    Set<Collector> wanted =
        Catalog.of(
                config.collectors(), build, new ExporterCounters(), new ConfigStatus(Instant.EPOCH))
            .collectors();
    ClusterConfig patient = config.withRedis(patient(config.redis()));
    // A node may be found late, and tried at two addresses; each has all the time it may take.
    Duration limit = patient.redis().timeout().multipliedBy(3).plusSeconds(1);
    try (MonitoredCluster cluster =
        MonitoredCluster.start(patient, Duration.ZERO, threads, Clock.systemUTC(), NOT_LOGGED)) {
      Check check = new Check(cluster, wanted, limit);
      ScrapeResult scrape = check.scrapes();
      return new CheckReport(
          new CheckFacts(
              config.redis(),
              wanted,
              config.collectors().switchedOff(),
              scrape,
              check::failures,
              cluster.keys().keyScanFault()));
    }
  }

  private static RedisConfig patient(RedisConfig redis) {
    return redis.withTimeouts(
        longer(redis.connectTimeout(), CONNECT_TIMEOUT), longer(redis.timeout(), TIMEOUT));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private ScrapeResult scrapes() throws InterruptedException {
    ScrapeResult first = scrape();
    if (!first.patterns().isEmpty() || !first.keyGroups().isEmpty()) {
      boolean unused = cluster.keys().awaitKeyScan(Deadline.after(KEY_SCAN));
    }
    ScrapeResult second = scrape();
    return second.snapshot().nodes().stream().allMatch(node -> node.report().isPresent())
        ? scrape()
        : second;
  }

  private ScrapeResult scrape() throws InterruptedException {
    ScrapeResult scrape = cluster.monitor().scrape(wanted, Deadline.after(limit));
    for (Node node : scrape.snapshot().nodes()) {
      cluster.monitor().failures(node).stream()
          .filter(failure -> !failure.fault().isTimeout())
          .findFirst()
          .ifPresent(failure -> reasons.put(node.name(), failure));
    }
    return scrape;
  }

  private List<Failure> failures(Node node) {
    List<Failure> failures = cluster.monitor().failures(node);
    Failure reason = reasons.get(node.name());
    boolean onlyTimeouts = failures.stream().allMatch(failure -> failure.fault().isTimeout());
    return node.report().isEmpty() && reason != null && onlyTimeouts ? List.of(reason) : failures;
  }
}
