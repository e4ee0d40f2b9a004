package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** This exporter, or a server of a copy of its page: one page for all nodes. */
record Exporter(String name, MeasuredProcess server, Page page) implements Contender {
  private static final Pattern COLLECTIONS =
      Pattern.compile("jvm_gc_collection_seconds_count\\{gc=\"Copy\"} (\\S+)");
  private static final Pattern EDEN =
      Pattern.compile("jvm_memory_pool_max_bytes\\{pool=\"Eden Space\"} (\\S+)");

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

  /**
   * Memory allocated since the start, in bytes: the number of collections times the size of eden,
   * so that what was allocated since the last collection is missing.
   */
  double allocatedBytes() throws IOException {
    String text = new String(page.fetch("identity"), StandardCharsets.UTF_8);
    return number(COLLECTIONS, text) * number(EDEN, text);
  }

  private static double number(Pattern metric, String page) throws IOException {
    Matcher line = metric.matcher(page);
    if (!line.find()) {
      throw new IOException("the page lacks " + metric);
    }
    return Double.parseDouble(line.group(1));
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
