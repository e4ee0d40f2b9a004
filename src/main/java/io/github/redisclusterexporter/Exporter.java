package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ClusterMetrics;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.scrape.ClusterScraper;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;

/** The running program: builds its parts, and closes them in reverse. */
record Exporter(MonitoredCluster cluster, WebServer server) implements AutoCloseable {

  /**
   * Starts to listen. The cluster need not be there.
   *
   * @throws IOException when the address cannot be listened on
   */
  static Exporter start(ExporterConfig config, BuildInfo build, Clock clock) throws IOException {
    ExporterCounters counters = new ExporterCounters();
    MonitoredCluster cluster =
        MonitoredCluster.start(config, config.scrape().watchInterval(), clock, counters);
    ClusterScraper monitor = cluster.monitor();
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(
        new ClusterMetrics(
            config.redis().name(),
            Catalog.of(config.collectors(), build, counters),
            (collectors, timeout) ->
                monitor.scrape(collectors, Deadline.after(config.scrape().budget(timeout))),
            counters));
    try {
      return new Exporter(
          cluster,
          new WebServer(
              config.web(), registry, () -> counters.scraped(ScrapeResult.Outcome.REJECTED)));
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    cluster.close();
  }
}
