package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.util.Optional;

/** This exporter, with one page for all nodes. */
record Exporter(MeasuredProcess server, Page page) implements Contender {

  @Override
  public String name() {
    return "redis-cluster-exporter";
  }

  @Override
  public long round() throws IOException {
    return page.fetch().length;
  }

  @Override
  public Optional<MeasuredProcess> process() {
    return Optional.of(server);
  }

  @Override
  public void close() {
    server.close();
  }
}
