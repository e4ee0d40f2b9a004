package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.web.StatusSource;
import io.github.redisclusterexporter.web.WebConfig;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The web server of the exporter, with a status page about made-up clusters. */
record PageServer(WebServer server) implements AutoCloseable {

  static PageServer of(ClusterStatus... clusters) {
    StatusPage page = new StatusPage(List.of(clusters), Scene.NOW);
    try {
      return new PageServer(
          new WebServer(
              new WebConfig("127.0.0.1", 0, 2, false, Optional.empty()),
              new PrometheusRegistry(),
              List::of,
              () -> reading(page),
              () -> "",
              rejected -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StatusSource.Reading reading(StatusPage page) {
    return new StatusSource.Reading() {
      @Override
      public String contentSecurityPolicy() {
        return page.contentSecurityPolicy();
      }

      @Override
      public String html(Duration age, boolean refreshes) {
        return page.html(age, refreshes);
      }
    };
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  @Override
  public void close() {
    server.close();
  }
}
