package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpExchange;
import io.github.redisclusterexporter.web.StatusSource.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status page at {@code /}. However many people look, the clusters are read at most once in two
 * seconds; the page tells its age. It has its own limits, so that it takes nothing from {@code
 * /metrics}.
 */
final class StatusHandler {
  static final String PATH = "/";

  private static final Logger logger = LoggerFactory.getLogger(StatusHandler.class);
  private static final String REFRESHES = "refresh=10";
  private static final Duration FRESH = Duration.ofSeconds(2);

  /** A reading ends at its own deadline, which is earlier. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  /** Half of the threads. */
  private static final int MAX_VIEWERS = ClientThreads.MAX / 2;

  private static final int MAX_UNSENT_KILOBYTES = 8 * 1024;

  private static final Response TOO_MANY =
      Response.text(503, "Too many people look at this page; try again in a second.")
          .with("Retry-After", "1");
  private static final Response STOPPING = Response.text(503, "The exporter is stopping.");
  private static final Response FAILED =
      Response.text(500, "The page could not be made; the exporter's log says why.");

  /** A configured header of the same name is used instead. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY");

  private final StatusSource source;
  private final Semaphore viewers = new Semaphore(MAX_VIEWERS);
  private final Semaphore unsentKilobytes = new Semaphore(MAX_UNSENT_KILOBYTES);
  private @Nullable Shared last;

  /** A reading, finished or under way, for all who look at about the same time. */
  private record Shared(long startedAt, CompletableFuture<Reading> reading) {

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    boolean isUsable() {
      return !reading.isDone() || age().compareTo(FRESH) < 0;
    }
  }

  StatusHandler(StatusSource source) {
    this.source = source;
  }

  void serve(HttpExchange exchange, ClientThreads threads) throws IOException {
    Response response = admitted(exchange);
    int kilobytes = (int) Math.min(response.body().size() / 1024 + 1, MAX_UNSENT_KILOBYTES);
    threads.waitForClient();
    if (!unsentKilobytes.tryAcquire(kilobytes)) {
      TOO_MANY.send(exchange, false);
      return;
    }
    try {
      response.send(exchange, false);
    } finally {
      unsentKilobytes.release(kilobytes);
    }
  }

  private Response admitted(HttpExchange exchange) {
    if (!viewers.tryAcquire()) {
      return TOO_MANY;
    }
    try {
      return page(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPING;
    } catch (TimeoutException e) {
      return TOO_MANY;
    } catch (ExecutionException e) {
      // Whoever has made the reading has logged it.
      return FAILED;
    } finally {
      viewers.release();
    }
  }

  private Response page(HttpExchange exchange)
      throws InterruptedException, TimeoutException, ExecutionException {
    Shared shared = shared();
    Reading reading = shared.reading().get(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS);
    boolean refreshes = REFRESHES.equals(exchange.getRequestURI().getRawQuery());
    Response response =
        Response.of(200, "text/html; charset=utf-8", reading.html(shared.age(), refreshes))
            .with("Content-Security-Policy", reading.contentSecurityPolicy());
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response.without(exchange.getResponseHeaders().keySet());
  }

  /** The last reading while it is fresh or under way; else a new one, made in this thread. */
  private Shared shared() {
    Shared own = new Shared(System.nanoTime(), new CompletableFuture<>());
    synchronized (this) {
      if (last != null && last.isUsable()) {
        return last;
      }
      last = own;
    }
    try {
      own.reading().complete(source.read());
    } catch (InterruptedException e) {
      own.reading().completeExceptionally(e);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      logger.error("The status page could not be made", e);
      own.reading().completeExceptionally(e);
    }
    return own;
  }
}
