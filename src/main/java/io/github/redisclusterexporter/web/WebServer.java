package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exporter's own pages: {@code /metrics}, the status page {@code /}, {@code /discovery}, {@code
 * /-/healthy}, {@code /-/ready} and {@code /-/reload}.
 *
 * <p>Health and readiness are answered as long as the process lives, however busy {@code /metrics}
 * is.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(WebServer.class);

  private static final int BACKLOG = 1024;
  private static final int DRAIN_SECONDS = 1;

  /**
   * Settings of the JDK's server, which has no others. Without nodelay each response on a kept
   * connection takes 40 ms on Java 17. The bounds are for the head of a request, in bytes and
   * lines. A connection may be idle for longer than any usual scrape interval, in seconds.
   */
  private static final Map<String, String> SERVER_PROPERTIES =
      Map.of(
          "sun.net.httpserver.nodelay", "true",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "81920",
          "sun.net.httpserver.idleInterval", "120");

  private final ClientThreads threads = new ClientThreads();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> ClientThreads.daemon(task, "http-clock"));
  private final WebConfig config;
  private final ReloadingAccess access;
  private final RequestHandler handler;
  private final InetSocketAddress address;
  private HttpServer server;

  /**
   * Listens and answers.
   *
   * @param registry the metrics on the page
   * @param clusters the names of the clusters that are on it at this time
   * @param status the source of the status page
   * @param reload what a request for it does
   * @param rejected is told the cluster of each scrape that was refused because too many are under
   *     way
   * @throws IOException it cannot listen; the message names the address and the reason
   */
  public WebServer(
      WebConfig config,
      PrometheusRegistry registry,
      Supplier<List<String>> clusters,
      StatusSource status,
      Reload reload,
      Consumer<String> rejected)
      throws IOException {
    // Read once, when the first server is made; what the user sets wins.
    SERVER_PROPERTIES.forEach(
        (name, value) -> System.setProperty(name, System.getProperty(name, value)));
    this.config = config;
    this.access = new ReloadingAccess(config.file().orElse(WebFile.NONE));
    this.handler =
        new RequestHandler(
            new MetricsPage(registry, clusters, config.maxConcurrentScrapes(), rejected),
            new StatusHandler(status),
            new DiscoveryPage(clusters),
            new ReloadHandler(config.isReloadAllowed(), reload),
            access,
            threads);
    this.server =
        listen(
            config.host().isEmpty()
                ? new InetSocketAddress(config.port())
                : new InetSocketAddress(config.host(), config.port()));
    this.address = server.getAddress();
    var unused = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  private HttpServer listen(InetSocketAddress address) throws IOException {
    String host = config.host();
    String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + config.port();
    if (address.isUnresolved()) {
      throw new IOException("cannot listen on " + name + ": no such host");
    }
    Optional<WebTls> tls = access.file().tls();
    HttpServer listening;
    try {
      listening =
          tls.isPresent()
              ? HttpsServer.create(address, BACKLOG)
              : HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + name + ": " + e.getMessage(), e);
    }
    if (listening instanceof HttpsServer https) {
      https.setHttpsConfigurator(
          WebTls.configurator(() -> access.file().tls().or(() -> tls).orElseThrow()));
    }
    listening.setExecutor(threads);
    listening.createContext("/", handler);
    listening.start();
    return listening;
  }

  private void tick() {
    try {
      threads.interruptOverdue();
      access.reloadIfChanged();
      synchronized (this) {
        // A server speaks TLS or does not: when the configuration says otherwise, it is replaced.
        boolean isTls = server instanceof HttpsServer;
        if (!clock.isShutdown() && access.file().tls().isPresent() != isTls) {
          server.stop(0);
          server = listen(address);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // One failure must not end what comes every second.
      logger.error("Checking the connections and the web configuration failed", e);
    }
  }

  /** The port in use, also when the configuration leaves the choice to the system. */
  public int port() {
    return address.getPort();
  }

  /** Stops listening, gives responses under way about a second, then ends them and the threads. */
  @Override
  public synchronized void close() {
    if (!clock.isShutdown()) {
      clock.shutdown();
      // The JDK 17 waits all of the time when nothing is under way.
      server.stop(threads.areClientsWaiting() ? DRAIN_SECONDS : 0);
      threads.close();
    }
  }
}
