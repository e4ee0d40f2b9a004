package io.github.redisclusterexporter;

import io.github.redisclusterexporter.exposition.Measured;
import io.github.redisclusterexporter.http.MetricsSource;
import io.github.redisclusterexporter.http.WebServer;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.Emitter;
import io.github.redisclusterexporter.metric.Selection;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.scrape.ClusterMonitor;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The running program: builds its parts, and closes them in reverse. */
final class Exporter implements AutoCloseable {
  private final MonitoredCluster cluster;
  private final WebServer server;

  private Exporter(MonitoredCluster cluster, WebServer server) {
    this.cluster = cluster;
    this.server = server;
  }

  /**
   * Starts to listen. The cluster need not be there.
   *
   * @throws IOException when the address cannot be listened on
   */
  static Exporter start(ExporterConfig config, BuildInfo build) throws IOException {
    return start(config, build, Clock.systemUTC());
  }

  /** As {@link #start(ExporterConfig, BuildInfo)}, by another clock. */
  static Exporter start(ExporterConfig config, BuildInfo build, Clock clock) throws IOException {
    Catalog catalog = Catalog.of(config.collectors(), build);
    MonitoredCluster cluster =
        MonitoredCluster.start(config, config.scrape().watchInterval(), clock);
    ClusterMonitor monitor = cluster.monitor();
    Emitter emitter = new Emitter(config.redis().name(), monitor::malformed);
    try {
      MetricsSource source = new Source(config.scrape(), catalog, monitor, emitter);
      return new Exporter(cluster, WebServer.start(config.web(), source));
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

  /** From a request to the metrics of its page. */
  private record Source(
      ScrapeConfig config, Catalog catalog, ClusterMonitor monitor, Emitter emitter)
      implements MetricsSource {

    @Override
    public List<Measured> collect(Set<String> names, Optional<Duration> timeout)
        throws InterruptedException {
      Deadline deadline = Deadline.after(config.budget(timeout));
      Selection selection = catalog.select(names);
      ScrapeResult scrape = monitor.scrape(selection.asks(), deadline);
      return emitter.emit(selection, scrape);
    }

    @Override
    public void rejected() {
      monitor.rejected();
    }
  }
}
