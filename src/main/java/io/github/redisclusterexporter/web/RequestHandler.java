package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.redisclusterexporter.web.Response.ConnectionClosing;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks each request, and sends what its path has. */
record RequestHandler(
    MetricsPage metrics,
    StatusHandler status,
    DiscoveryPage discovery,
    ReloadHandler reload,
    ReloadingAccess access,
    ClientThreads threads)
    implements HttpHandler {
  private static final Logger logger = LoggerFactory.getLogger(RequestHandler.class);

  private static final Pattern SPOKEN = Pattern.compile("HTTP/1\\.[01]", Pattern.CASE_INSENSITIVE);
  private static final Pattern HTTP = Pattern.compile("HTTP/[0-9](\\.[0-9])?");

  private static final Map<String, Response> FIXED_PAGES =
      Map.of(
          "/-/healthy", Response.text(200, "The exporter is alive."),
          "/-/ready", Response.text(200, "The exporter is ready."));
  private static final Response BAD_REQUEST =
      Response.text(400, "This is not a request of HTTP/1.1 that can be answered.");
  private static final Response NOT_SPOKEN =
      Response.text(505, "This is not a request of HTTP/1.1 that can be answered.");
  private static final Response NOT_FOUND = Response.text(404, "There is no such page.");
  private static final Response METHOD_NOT_ALLOWED =
      Response.text(405, "Only GET and HEAD are answered here.").with("Allow", "GET, HEAD");
  private static final Response FAILED =
      Response.text(500, "The request failed; the exporter's log says why.");

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    threads.clientWaits();
    try {
      access.file().headers().forEach(exchange.getResponseHeaders()::set);
      Optional<Response> fixed = fixed(exchange);
      if (fixed.isPresent()) {
        threads.waitForClient();
        fixed.get().send(exchange, false);
      } else if (StatusHandler.PATH.equals(exchange.getRequestURI().getRawPath())) {
        status.serve(exchange, threads);
      } else {
        metrics.serve(exchange, threads);
      }
    } catch (ConnectionClosing e) {
      throw e;
    } catch (IOException e) {
      logger.debug("The client left, or was disconnected", e);
      throw e;
    } catch (Throwable e) {
      // Errors too: after one that escapes, the JDK leaves the connection open without a response.
      logger.error("A request failed", e);
      threads.waitForClient();
      FAILED.send(exchange, false);
    }
  }

  /** The response to every request but one for the metrics or the status page. */
  private Optional<Response> fixed(HttpExchange exchange) {
    if (!SPOKEN.matcher(exchange.getProtocol()).matches()) {
      boolean isHttp = HTTP.matcher(exchange.getProtocol()).matches();
      return Optional.of(isHttp ? NOT_SPOKEN : BAD_REQUEST);
    }
    Optional<Response> refusal =
        access.logins().refusal(exchange.getRequestHeaders().getFirst("Authorization"));
    if (refusal.isPresent()) {
      return refusal;
    }
    // Not the decoded path, of which there are many spellings.
    @Nullable String path = exchange.getRequestURI().getRawPath();
    if (ReloadHandler.PATH.equals(path)) {
      return Optional.of(reload.response(exchange.getRequestMethod()));
    }
    boolean isMade = MetricsPage.PATH.equals(path) || StatusHandler.PATH.equals(path);
    @Nullable Response page =
        DiscoveryPage.PATH.equals(path)
            ? discovery.response(exchange)
            : path == null ? null : FIXED_PAGES.get(path);
    if (!isMade && page == null) {
      return Optional.of(NOT_FOUND);
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Optional.of(METHOD_NOT_ALLOWED);
    }
    return Optional.ofNullable(page);
  }
}
