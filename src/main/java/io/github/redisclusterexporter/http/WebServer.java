package io.github.redisclusterexporter.http;

import com.sun.net.httpserver.HttpServer;
import io.github.redisclusterexporter.config.WebConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The exporter's own pages: {@code /metrics}, {@code /-/healthy}, {@code /-/ready} and {@code /}.
 *
 * <p>Health and readiness are answered as long as the process lives, however busy {@code /metrics}
 * is. The thread that starts the server decides whether it keeps the process alive: the listening
 * thread is a daemon if that one is.
 */
public final class WebServer implements AutoCloseable {

  private static final int BACKLOG = 128;
  private static final int MAX_HALF_READ = 64;
  private static final int DRAIN_SECONDS = 1;

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

  private final HttpServer server;
  private final RequestThreads threads;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WebServer(HttpServer server, RequestThreads threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens and answers.
   *
   * @throws IOException it cannot listen; the message names the address and the reason
   */
  public static WebServer start(WebConfig config, MetricsSource source) throws IOException {
    JdkHttpServerTuning.applyTo(System.getProperties());
    Page metrics = new MetricsPage(source, config.maxConcurrentScrapes());
    HttpServer server = bind(config);
    RequestThreads threads = new RequestThreads(MAX_HALF_READ, config.maxConcurrentScrapes());
    server.setExecutor(threads);
    server.createContext(
        "/",
        new Router(
            Map.of(
                "/metrics", metrics,
                "/-/healthy", Answer.text(200, "The exporter is alive.")::sendTo,
                "/-/ready", Answer.text(200, "The exporter is ready.")::sendTo,
                "/", Answer.of(200, "text/html; charset=utf-8", INDEX)::sendTo),
            threads));
    server.start();
    return new WebServer(server, threads);
  }

  /** The port in use, also when the configuration leaves the choice to the system. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops listening, gives answers under way about a second, then ends them and the threads. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    // On JDK 17 stop() sits out its delay when nothing is under way.
    server.stop(threads.isAnswering() ? DRAIN_SECONDS : 0);
    threads.close();
  }

  private static HttpServer bind(WebConfig config) throws IOException {
    InetSocketAddress address =
        config.host().isEmpty()
            ? new InetSocketAddress(config.port())
            : new InetSocketAddress(config.host(), config.port());
    String host = config.host();
    String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + config.port();
    if (address.isUnresolved()) {
      throw new IOException("cannot listen on " + name + ": no such host");
    }
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + name + ": " + e.getMessage(), e);
    }
  }
}
