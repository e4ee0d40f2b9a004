package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.config.WebConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exporter's own pages: {@code /metrics}, {@code /-/healthy}, {@code /-/ready} and {@code /}.
 *
 * <p>Health and readiness are answered as long as the process lives, however busy {@code /metrics}
 * is. All threads are daemons: they do not keep the process alive.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  private static final int BACKLOG = 1024;

  private static final String INDEX =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Redis Cluster exporter</title></head>
      <body>
      <h1>Redis Cluster exporter</h1>
      <ul>
      <li><a href="/metrics">Metrics</a></li>
      <li><a href="/-/healthy">Health</a></li>
      <li><a href="/-/ready">Readiness</a></li>
      </ul>
      </body>
      </html>
      """;

  private final ServerSocket listener;
  private final Connections connections;
  private final CountDownLatch closed = new CountDownLatch(1);

  private WebServer(ServerSocket listener, Connections connections, LiveAccess access) {
    this.listener = listener;
    this.connections = connections;
    Connections.daemon(() -> keepTime(access), "http-clock").start();
  }

  private void keepTime(LiveAccess access) {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        tick(access);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick(LiveAccess access) {
    try {
      connections.dropOverdue();
      access.look();
    } catch (RuntimeException | OutOfMemoryError e) {
      // One failure must not end what comes every second.
      log.error("Looking after the connections and the web configuration failed", e);
    }
  }

  /**
   * Listens and answers.
   *
   * @throws IOException it cannot listen; the message names the address and the reason
   */
  public static WebServer start(WebConfig config, MetricsSource source) throws IOException {
    LiveAccess access = new LiveAccess(config.file());
    Page metrics = new MetricsPage(source, config.maxConcurrentScrapes());
    Router router =
        new Router(
            Map.of(
                "/metrics", metrics,
                "/-/healthy", fixed(Answer.text(200, "The exporter is alive.")),
                "/-/ready", fixed(Answer.text(200, "The exporter is ready.")),
                "/", fixed(Answer.of(200, "text/html; charset=utf-8", INDEX))),
            access);
    ServerSocket listener = bind(config);
    Connections connections = new Connections(listener, new Http(router, access), access);
    return new WebServer(listener, connections, access);
  }

  private static Page fixed(Answer answer) {
    return exchange -> exchange.send(answer);
  }

  /** The port in use, also when the configuration leaves the choice to the system. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Stops listening, gives answers under way about a second, then ends them and the threads. */
  @Override
  public void close() {
    closed.countDown();
    connections.close();
  }

  private static ServerSocket bind(WebConfig config) throws IOException {
    InetSocketAddress address =
        config.host().isEmpty()
            ? new InetSocketAddress(config.port())
            : new InetSocketAddress(config.host(), config.port());
    String host = config.host();
    String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + config.port();
    if (address.isUnresolved()) {
      throw new IOException("cannot listen on " + name + ": no such host");
    }
    ServerSocket listener = new ServerSocket();
    try {
      listener.bind(address, BACKLOG);
      return listener;
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot listen on " + name + ": " + e.getMessage(), e);
    }
  }
}
