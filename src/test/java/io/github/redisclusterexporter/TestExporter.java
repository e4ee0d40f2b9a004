package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The real exporter in this process, on a port of 127.0.0.1, configured as by its environment. */
public final class TestExporter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Exporter exporter;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private TestExporter(Exporter exporter) {
    this.exporter = exporter;
  }

  /** Starts with these environment variables, on a free port where they set none. */
  public static TestExporter start(Map<String, String> environment) {
    return start(environment, Map.of());
  }

  /** Starts with these environment variables, and system properties such as redis.timeout. */
  public static TestExporter start(
      Map<String, String> environment, Map<String, String> properties) {
    return start(environment, properties, Optional.empty());
  }

  /**
   * Starts with these environment variables, and these items of the list of queues in a file. It
   * does nothing between scrapes, so that what scrapes cost can be counted, unless a property says
   * otherwise.
   */
  public static TestExporter withQueues(Map<String, String> environment, String... items) {
    return withQueues(environment, Map.of(), items);
  }

  /** As {@link #withQueues(Map, String...)}, with these system properties. */
  public static TestExporter withQueues(
      Map<String, String> environment, Map<String, String> properties, String... items) {
    return withFile(environment, properties, "queues = [\n" + String.join("\n", items) + "\n]");
  }

  /** Starts with these lines of a configuration file. */
  public static TestExporter withFile(String... lines) {
    return withFile(Map.of(), Map.of(), String.join("\n", lines));
  }

  /** As {@link #withQueues(Map, Map, String...)}, with this file. */
  static TestExporter withFile(
      Map<String, String> environment, Map<String, String> properties, String text) {
    Map<String, String> all = new HashMap<>(Map.of("scrape.watch", "false"));
    all.putAll(properties);
    try {
      Path file = Files.createTempFile("exporter", ".conf");
      try {
        Files.writeString(file, text);
        return start(environment, all, Optional.of(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts with this configuration file, which may change, and does nothing between scrapes. */
  static TestExporter withFile(Path file) {
    return start(Map.of(), Map.of("scrape.watch", "false"), Optional.of(file));
  }

  /** As {@link #withFile(Path)}, and monitors failovers between scrapes. */
  static TestExporter watching(Path file) {
    return start(Map.of(), Map.of(), Optional.of(file));
  }

  /** Starts with these environment variables, and tells the time of day by another clock. */
  public static TestExporter withClock(Map<String, String> environment, Clock clock) {
    return start(environment, Map.of(), Optional.empty(), clock);
  }

  private static TestExporter start(
      Map<String, String> environment, Map<String, String> properties, Optional<Path> file) {
    return start(environment, properties, file, Clock.systemUTC());
  }

  private static TestExporter start(
      Map<String, String> environment,
      Map<String, String> properties,
      Optional<Path> file,
      Clock clock) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("EXPORTER_LISTEN_ADDRESS", "127.0.0.1:0");
    Properties system = new Properties();
    system.putAll(properties);
    ConfigLoader loader = new ConfigLoader(variables, system);
    ConfigReloader.Source source = () -> loader.load(file, ExporterConfig::read);
    try {
      return new TestExporter(
          Exporter.start(
              source.load(),
              source,
              new BuildInfo("test", "test", Runtime.version().toString()),
              clock));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts with these seeds and all else by default. */
  public static TestExporter of(HostPort... seeds) {
    return start(Map.of("REDIS_CLUSTER_NODES", nodes(List.of(seeds))));
  }

  /** As {@link #of}, doing nothing between scrapes, so that what scrapes cost can be counted. */
  static TestExporter unwatched(HostPort... seeds) {
    return start(
        Map.of("REDIS_CLUSTER_NODES", nodes(List.of(seeds))), Map.of("scrape.watch", "false"));
  }

  /** Addresses as {@code REDIS_CLUSTER_NODES} takes them. */
  public static String nodes(Collection<HostPort> addresses) {
    return addresses.stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  /** Scrapes without saying how long it will wait. */
  public ScrapedPage scrape() {
    return join(get("/metrics", Optional.empty()));
  }

  /** Scrapes as Prometheus does with this scrape timeout. */
  public ScrapedPage scrape(Duration timeout) {
    return join(scrapeLater(timeout));
  }

  /** As {@link #scrape(Duration)}, without waiting for the page. */
  public CompletableFuture<ScrapedPage> scrapeLater(Duration timeout) {
    return get("/metrics", Optional.of(timeout));
  }

  /** Any page by its path, query included. */
  public ScrapedPage get(String path) {
    return join(get(path, Optional.empty()));
  }

  /** Has the configuration file read again. */
  HttpResponse<String> reload() {
    return text(HttpRequest.newBuilder(uri("/-/reload")).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** A page that has no metrics. */
  public String text(String path) {
    return text(HttpRequest.newBuilder(uri(path))).body();
  }

  private HttpResponse<String> text(HttpRequest.Builder request) {
    return http.sendAsync(request.timeout(PATIENCE).build(), BodyHandlers.ofString()).join();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + exporter.port() + path);
  }

  @Override
  public void close() {
    exporter.close();
  }

  private CompletableFuture<ScrapedPage> get(String path, Optional<Duration> timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    timeout.ifPresent(
        value ->
            request.header(
                "X-Prometheus-Scrape-Timeout-Seconds", Double.toString(value.toNanos() / 1e9)));
    long start = System.nanoTime();
    return http.sendAsync(request.build(), BodyHandlers.ofString())
        .thenApply(
            response ->
                ScrapedPage.of(
                    response.statusCode(),
                    response.headers(),
                    Duration.ofNanos(System.nanoTime() - start),
                    response.body()));
  }

  private static ScrapedPage join(CompletableFuture<ScrapedPage> page) {
    return page.join();
  }
}
