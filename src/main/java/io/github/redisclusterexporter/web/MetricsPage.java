package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.HttpErrorHandlingPolicy;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}: admission around the library's handler, which writes into memory. A HEAD
 * scrapes like a GET.
 */
final class MetricsPage {
  static final String PATH = "/metrics";

  /** The parameter of a request that names a cluster; it may be repeated. */
  private static final String CLUSTER = "cluster";

  private static final Logger logger = LoggerFactory.getLogger(MetricsPage.class);

  /** Pages on their way to clients, all together; a larger one travels alone. */
  private static final int MAX_UNSENT_KILOBYTES = 32 * 1024;

  private static final Response TOO_MANY =
      Response.text(503, "Too many scrapes are under way; try again in a second.")
          .with("Retry-After", "1");
  private static final Response STOPPING = Response.text(503, "The exporter is stopping.");
  private static final Response BAD_QUERY =
      Response.text(
          400,
          "The query string is not percent-encoded UTF-8 of at most 65536 characters and 1024"
              + " parameters.");
  private static final Response FAILED =
      Response.text(500, "The page could not be made; the exporter's log says why.");

  private final MetricsHandler handler;
  private final Supplier<List<String>> clusters;
  private final Consumer<String> rejected;

  /** For requests for one cluster, by its name: a slow cluster must not use up those of others. */
  private final Map<String, Semaphore> permits = new ConcurrentHashMap<>();

  /** For requests for several clusters. */
  private final Semaphore permitsForSeveral;

  private final int maxConcurrentScrapes;
  private final Semaphore unsentKilobytes = new Semaphore(MAX_UNSENT_KILOBYTES);
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * A page of the registry's metrics.
   *
   * @param clusters the names that a request may ask for at this time
   * @param rejected is told the cluster of each scrape that was refused because too many are under
   *     way
   */
  MetricsPage(
      PrometheusRegistry registry,
      Supplier<List<String>> clusters,
      int maxConcurrentScrapes,
      Consumer<String> rejected) {
    this.handler =
        new MetricsHandler(
            PrometheusProperties.get(),
            registry,
            HttpErrorHandlingPolicy.builder().errorReporter(this::failed).build());
    this.clusters = clusters;
    this.rejected = rejected;
    this.maxConcurrentScrapes = maxConcurrentScrapes;
    this.permitsForSeveral = new Semaphore(maxConcurrentScrapes);
  }

  void serve(HttpExchange exchange, ClientThreads threads) throws IOException {
    Set<String> requested;
    try {
      requested = Query.values(exchange.getRequestURI(), CLUSTER);
    } catch (IllegalArgumentException e) {
      threads.waitForClient();
      BAD_QUERY.send(exchange, false);
      return;
    }
    List<String> names = clusters.get();
    if (!names.containsAll(requested)) {
      threads.waitForClient();
      noSuchCluster(names).send(exchange, false);
      return;
    }
    permits.keySet().retainAll(names);
    Response response = admitted(exchange, requested);
    // A client that does not read keeps its page in memory for a while, and must not keep others
    // from theirs.
    int kilobytes = (int) Math.min(response.body().size() / 1024 + 1, MAX_UNSENT_KILOBYTES);
    threads.waitForClient();
    if (!unsentKilobytes.tryAcquire(kilobytes)) {
      reject(requested);
      TOO_MANY.send(exchange, false);
      return;
    }
    try {
      response.send(exchange, response.status() == 200 && keepsAlive(exchange));
    } finally {
      unsentKilobytes.release(kilobytes);
    }
  }

  /** Not with TLS, see {@link Response#send}; nor when the request has a body. */
  private static boolean keepsAlive(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    return !(exchange instanceof HttpsExchange)
        && !headers.containsKey("Content-Length")
        && !headers.containsKey("Transfer-Encoding");
  }

  private static Response noSuchCluster(List<String> names) {
    return Response.text(404, "No such cluster; those here are: " + String.join(", ", names) + ".");
  }

  private void reject(Set<String> requested) {
    (requested.isEmpty() ? clusters.get() : requested).forEach(rejected);
  }

  private Semaphore permit(Set<String> requested) {
    return requested.size() == 1
        ? permits.computeIfAbsent(
            requested.iterator().next(), name -> new Semaphore(maxConcurrentScrapes))
        : permitsForSeveral;
  }

  private Response admitted(HttpExchange exchange, Set<String> requested) {
    Semaphore permit = permit(requested);
    if (!permit.tryAcquire()) {
      reject(requested);
      return TOO_MANY;
    }
    try {
      return page(exchange);
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      return FAILED;
    } finally {
      permit.release();
    }
  }

  private Response page(HttpExchange exchange) throws IOException {
    // The library accepts what is no UTF-8, with this character in its place.
    String query = exchange.getRequestURI().getQuery();
    if (query != null && query.indexOf('\uFFFD') >= 0) {
      return BAD_QUERY;
    }
    BufferedExchange buffered = new BufferedExchange(exchange);
    handler.handle(buffered);
    Response page = buffered.response();
    if (page.status() == 200) {
      if (failing.getAndSet(false)) {
        logger.info("The page can be made again");
      }
      return page;
    }
    if (Thread.interrupted()) {
      return STOPPING;
    }
    return page.status() == 400 ? BAD_QUERY : FAILED;
  }

  private void failed(Throwable failure) {
    if (Thread.currentThread().isInterrupted()) {
      logger.debug("The page was given up", failure);
    } else if (failing.getAndSet(true)) {
      logger.debug("The page could still not be made", failure);
    } else {
      logger.error("The page could not be made", failure);
    }
  }
}
