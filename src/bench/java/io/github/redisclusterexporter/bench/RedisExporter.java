package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** redis_exporter, with one page for each node; all pages are requested at the same time. */
final class RedisExporter implements Contender {
  private static final Pattern VERSION =
      Pattern.compile("redis_exporter_build_info\\{.*[{,]version=\"([^\"]*)\"");

  private final MeasuredProcess server;
  private final String version;
  private final List<Page> pages;
  private final ExecutorService threads;

  private RedisExporter(MeasuredProcess server, String version, List<Page> pages) {
    this.server = server;
    this.version = version;
    this.pages = pages;
    this.threads = Executors.newFixedThreadPool(pages.size());
  }

  /** Empty if it is not installed. */
  static Optional<Contender> start(List<HostPort> nodes, Path directory) throws IOException {
    Optional<Path> binary = Executables.onPath("prometheus-redis-exporter", "redis_exporter");
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    int port = Ports.free();
    MeasuredProcess server =
        MeasuredProcess.start(
            List.of(binary.get().toString(), "-web.listen-address", "127.0.0.1:" + port),
            Map.of(),
            directory.resolve("redis_exporter.log"));
    String base = "http://127.0.0.1:" + port;
    new Page(URI.create(base + "/")).await(server);
    return Optional.of(
        new RedisExporter(
            server,
            version(new Page(URI.create(base + "/metrics"))),
            nodes.stream()
                .map(node -> new Page(URI.create(base + "/scrape?target=redis://" + node)))
                .toList()));
  }

  private static String version(Page own) throws IOException {
    Matcher version = VERSION.matcher(new String(own.fetch("identity"), StandardCharsets.UTF_8));
    return version.find() ? version.group(1) : "of unknown version";
  }

  @Override
  public String name() {
    return "redis_exporter " + version + ", all nodes in parallel";
  }

  @Override
  public long round() throws IOException {
    List<Future<Integer>> fetching = new ArrayList<>();
    for (Page page : pages) {
      fetching.add(threads.submit(() -> page.fetch().length));
    }
    long bytes = 0;
    for (Future<Integer> future : fetching) {
      try {
        bytes += future.get();
      } catch (ExecutionException e) {
        throw new IOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return bytes;
  }

  @Override
  public Optional<MeasuredProcess> process() {
    return Optional.of(server);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.close();
  }
}
