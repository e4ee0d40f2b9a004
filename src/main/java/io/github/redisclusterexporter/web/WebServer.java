package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exporter's own pages: {@code /metrics}, {@code /-/healthy}, {@code /-/ready} and {@code /}.
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
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LiveAccess access;
  private final RequestHandler handler;
  private final InetSocketAddress address;
  private HttpServer server;

  private WebServer(WebConfig config, PrometheusRegistry registry, Runnable rejected)
      throws IOException {
    this.access = new LiveAccess(config.file());
    this.handler =
        new RequestHandler(
            new MetricsPage(registry, config.maxConcurrentScrapes(), rejected), access, threads);
    this.server = listen(address(config), config);
    this.address = server.getAddress();
    ClientThreads.daemon(() -> keepTime(config), "http-clock").start();
  }

  /**
   * Listens and answers.
   *
   * @param registry the metrics on the page
   * @param rejected is told of each scrape that was refused because too many are under way
   * @throws IOException it cannot listen; the message names the address and the reason
   */
  public static WebServer start(WebConfig config, PrometheusRegistry registry, Runnable rejected)
      throws IOException {
    // Read once, when the first server is made; what the user sets wins.
    SERVER_PROPERTIES.forEach(
        (name, value) -> System.setProperty(name, System.getProperty(name, value)));
    return new WebServer(config, registry, rejected);
  }

  private static InetSocketAddress address(WebConfig config) {
    return config.host().isEmpty()
        ? new InetSocketAddress(config.port())
        : new InetSocketAddress(config.host(), config.port());
  }

  private HttpServer listen(InetSocketAddress address, WebConfig config) throws IOException {
    String host = config.host();
    String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + config.port();
    if (address.isUnresolved()) {
      throw new IOException("cannot listen on " + name + ": no such host");
    }
    HttpServer listening;
    try {
      listening =
          access.access().tls().isPresent() ? tls(address) : HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + name + ": " + e.getMessage(), e);
    }
    listening.setExecutor(threads);
    listening.createContext("/", handler);
    listening.start();
    return listening;
  }

  private HttpServer tls(InetSocketAddress address) throws IOException {
    WebTls first = access.access().tls().orElseThrow();
    HttpsServer listening = HttpsServer.create(address, BACKLOG);
    listening.setHttpsConfigurator(new ReloadableTls(() -> access.access().tls().orElse(first)));
    return listening;
  }

  private void keepTime(WebConfig config) {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        tick(config);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick(WebConfig config) {
    try {
      threads.interruptOverdue();
      access.reloadIfChanged();
      switchTls(config);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // One failure must not end what comes every second.
      logger.error("Checking the connections and the web configuration failed", e);
    }
  }

  /**
   * A server speaks TLS or does not: when the changed configuration says otherwise, it is replaced.
   */
  private synchronized void switchTls(WebConfig config) throws IOException {
    if (closed.getCount() > 0
        && access.access().tls().isPresent() != (server instanceof HttpsServer)) {
      server.stop(0);
      server = listen(address, config);
    }
  }

  /** The port in use, also when the configuration leaves the choice to the system. */
  public int port() {
    return address.getPort();
  }

  /** Stops listening, gives responses under way about a second, then ends them and the threads. */
  @Override
  public synchronized void close() {
    if (closed.getCount() > 0) {
      closed.countDown();
      // The JDK 17 waits all of the time when nothing is under way.
      server.stop(threads.areClientsWaiting() ? DRAIN_SECONDS : 0);
      threads.close();
    }
  }
}
