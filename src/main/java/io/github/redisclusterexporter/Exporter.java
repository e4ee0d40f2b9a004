package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ClusterMetrics;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.metric.PageMetrics;
import io.github.redisclusterexporter.metric.ProcessGroups;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.scrape.ClusterScraper;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The running program: builds its parts, and closes them in reverse. */
record Exporter(List<MonitoredCluster> clusters, ExecutorService scrapes, WebServer server)
    implements AutoCloseable {

  /**
   * Starts to listen. The clusters need not be there.
   *
   * @throws IOException when the address cannot be listened on
   */
  static Exporter start(ExporterConfig config, BuildInfo build, Clock clock) throws IOException {
    List<MonitoredCluster> clusters = new ArrayList<>();
    List<ClusterMetrics> metrics = new ArrayList<>();
    List<StatusReader.Cluster> readings = new ArrayList<>();
    Map<String, ExporterCounters> counters = new LinkedHashMap<>();
    ExecutorService scrapes = Executors.newCachedThreadPool(Exporter::thread);
    PrometheusRegistry registry = new PrometheusRegistry();
    try {
      for (ClusterConfig each : config.clusters()) {
        String name = each.redis().name();
        ExporterCounters own = new ExporterCounters();
        counters.put(name, own);
        MonitoredCluster cluster =
            MonitoredCluster.start(each, config.scrape().watchInterval(), clock, own);
        clusters.add(cluster);
        Catalog catalog = Catalog.of(each.collectors(), build, own);
        readings.add(new StatusReader.Cluster(each, cluster, catalog.collectors()));
        metrics.add(
            new ClusterMetrics(name, catalog, source(cluster.monitor(), config.scrape()), own));
      }
      registry.register(new PageMetrics(metrics, scrapes));
      ProcessGroups.register(registry);
      return new Exporter(
          clusters,
          scrapes,
          new WebServer(
              config.web(),
              registry,
              List.copyOf(counters.keySet()),
              new StatusReader(readings, config.scrape(), clock, scrapes),
              name ->
                  Objects.requireNonNull(counters.get(name))
                      .scraped(ScrapeResult.Outcome.REJECTED)));
    } catch (IOException | RuntimeException e) {
      close(clusters, scrapes);
      throw e;
    }
  }

  private static ClusterMetrics.Source source(ClusterScraper monitor, ScrapeConfig config) {
    return (collectors, timeout) ->
        monitor.scrape(collectors, Deadline.after(config.budget(timeout)));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "scrape");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    close(clusters, scrapes);
  }

  private static void close(List<MonitoredCluster> clusters, ExecutorService scrapes) {
    scrapes.shutdownNow();
    clusters.forEach(MonitoredCluster::close);
  }
}
