package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.metric.PageMetrics;
import io.github.redisclusterexporter.metric.ProcessGroups;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The running program: builds its parts, and closes them in reverse. */
record Exporter(
    RunningClusters clusters, ExecutorService scrapes, ConfigReloader reloader, WebServer server)
    implements AutoCloseable {

  /**
   * Starts to listen. The clusters need not be there.
   *
   * @param source where the configuration is read again
   * @throws IOException when the address cannot be listened on
   */
  static Exporter start(
      ExporterConfig config, ConfigReloader.Source source, BuildInfo build, Clock clock)
      throws IOException {
    ConfigStatus status = new ConfigStatus(clock.instant());
    ExecutorService scrapes = Executors.newCachedThreadPool(Exporter::thread);
    RunningClusters clusters = new RunningClusters(config, build, clock, status);
    try {
      PrometheusRegistry registry = new PrometheusRegistry();
      registry.register(new PageMetrics(clusters, scrapes));
      ProcessGroups.register(registry);
      ConfigReloader reloader = new ConfigReloader(source, clusters, config, status, clock);
      return new Exporter(
          clusters,
          scrapes,
          reloader,
          new WebServer(
              config.web(),
              registry,
              clusters::names,
              new StatusReader(clusters, clock, scrapes),
              reloader,
              clusters::rejected));
    } catch (IOException | RuntimeException e) {
      close(clusters, scrapes);
      throw e;
    }
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

  private static void close(RunningClusters clusters, ExecutorService scrapes) {
    scrapes.shutdownNow();
    clusters.close();
  }
}
