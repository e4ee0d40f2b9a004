package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ClusterMetrics;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.metric.PageMetrics;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The clusters that are configured now. A reload starts and closes some of them while pages are
 * under way; a page keeps the clusters that it has begun with. Safe for any number of threads.
 */
final class RunningClusters implements PageMetrics.Clusters, AutoCloseable {
  private final BuildInfo build;
  private final Clock clock;
  private final ConfigStatus status;
  private final NodeThreads threads = new NodeThreads();
  private volatile State state;

  /** Replaced as a whole, so that nobody sees a part of a configuration. */
  private record State(Map<String, RunningCluster> clusters, ScrapeConfig scrape) {}

  /** Names of clusters, by what a reload did to them. */
  record Changes(List<String> added, List<String> removed, List<String> changed, int unchanged) {}

  /** Starts the configured clusters. They need not be there. */
  RunningClusters(ExporterConfig config, BuildInfo build, Clock clock, ConfigStatus status) {
    this.build = build;
    this.clock = clock;
    this.status = status;
    this.state = new State(Map.of(), config.scrape());
    Changes unused = apply(config);
  }

  /**
   * Closes the clusters that are no longer configured, starts the new ones, and starts those anew
   * whose configuration has changed. All others are not touched.
   */
  synchronized Changes apply(ExporterConfig config) {
    Map<String, RunningCluster> before = state.clusters;
    Map<String, RunningCluster> after = new LinkedHashMap<>();
    List<RunningCluster> started = new ArrayList<>();
    Duration watchInterval = config.scrape().watchInterval();
    try {
      for (ClusterConfig each : config.clusters()) {
        RunningCluster cluster = before.get(each.redis().name());
        if (cluster == null || !cluster.isStartedAs(each, watchInterval)) {
          cluster = start(each, watchInterval);
          started.add(cluster);
        }
        after.put(cluster.name(), cluster);
      }
    } catch (RuntimeException | Error e) {
      started.forEach(RunningCluster::close);
      throw e;
    }
    state = new State(after, config.scrape());
    Set<RunningCluster> kept = Set.copyOf(after.values());
    before.values().stream().filter(each -> !kept.contains(each)).forEach(RunningCluster::release);
    return changes(before, after);
  }

  private static Changes changes(
      Map<String, RunningCluster> before, Map<String, RunningCluster> after) {
    List<String> changed =
        after.keySet().stream()
            .filter(name -> before.containsKey(name) && before.get(name) != after.get(name))
            .toList();
    List<String> added = after.keySet().stream().filter(name -> !before.containsKey(name)).toList();
    return new Changes(
        added,
        before.keySet().stream().filter(name -> !after.containsKey(name)).toList(),
        changed,
        after.size() - added.size() - changed.size());
  }

  private RunningCluster start(ClusterConfig config, Duration watchInterval) {
    ExporterCounters counters = new ExporterCounters();
    MonitoredCluster monitored =
        MonitoredCluster.start(config, watchInterval, threads, clock, counters);
    Catalog catalog = Catalog.of(config.collectors(), build, counters, status);
    ClusterMetrics.Source source =
        (collectors, timeout) ->
            monitored.monitor().scrape(collectors, Deadline.after(state.scrape.budget(timeout)));
    return new RunningCluster(
        config,
        watchInterval,
        monitored,
        new ClusterMetrics(config.redis().name(), catalog, source, counters),
        counters,
        catalog.collectors());
  }

  /** Time limits of the scrapes that begin now. */
  ScrapeConfig scrapeConfig() {
    return state.scrape;
  }

  List<String> names() {
    return List.copyOf(state.clusters.keySet());
  }

  /** Counts a scrape that was refused. */
  void rejected(String name) {
    RunningCluster cluster = state.clusters.get(name);
    if (cluster != null) {
      cluster.counters().scraped(ScrapeResult.Outcome.REJECTED);
    }
  }

  /** Clusters that stay open until this is closed. */
  record Lease(List<RunningCluster> clusters) implements AutoCloseable {

    @Override
    public void close() {
      clusters.forEach(RunningCluster::release);
    }
  }

  /** All clusters. */
  Lease leaseAll() {
    return leaseOf(name -> true);
  }

  // Not while a reload is under way, which would close what is about to be used.
  private synchronized Lease leaseOf(Predicate<String> wanted) {
    List<RunningCluster> leased =
        state.clusters.values().stream().filter(each -> wanted.test(each.name())).toList();
    leased.forEach(RunningCluster::retain);
    return new Lease(leased);
  }

  @Override
  public PageMetrics.Lease lease(Predicate<String> wanted) {
    Lease lease = leaseOf(wanted);
    return new PageMetrics.Lease(
        lease.clusters().stream().map(RunningCluster::metrics).toList(), lease::close);
  }

  @Override
  public synchronized void close() {
    state.clusters.values().forEach(RunningCluster::close);
    threads.close();
  }
}
