package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /**
   * Requests a page on which all nodes are up.
   *
   * @throws IOException when a node is not up
   */
  void assertAllUp(int nodes) throws IOException {
    String text = new String(page.fetch("identity"), StandardCharsets.UTF_8);
    long up =
        text.lines()
            .filter(line -> line.startsWith("redis_cluster_node_up{") && line.endsWith(" 1.0"))
            .count();
    if (up != nodes) {
      throw new IOException(up + " of " + nodes + " nodes are up: " + server.output());
    }
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
