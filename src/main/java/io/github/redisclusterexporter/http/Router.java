package io.github.redisclusterexporter.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the page for a path. The server's own contexts match by prefix, so there is one for
 * everything and the exact match is made here.
 */
final class Router implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private static final Page NOT_FOUND = Answer.text(404, "There is no such page.")::sendTo;
  private static final Answer METHOD_NOT_ALLOWED =
      Answer.text(405, "Only GET and HEAD are answered here.").with("Allow", "GET, HEAD");

  private final Map<String, Page> pages;
  private final RequestThreads threads;

  Router(Map<String, Page> pages, RequestThreads threads) {
    this.pages = pages;
    this.threads = threads;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      threads.requestIsRead();
      String method = exchange.getRequestMethod();
      Page page = pages.getOrDefault(exchange.getRequestURI().getRawPath(), NOT_FOUND);
      if (page != NOT_FOUND && !method.equals("GET") && !method.equals("HEAD")) {
        METHOD_NOT_ALLOWED.sendTo(exchange);
      } else {
        page.serve(exchange);
      }
    } catch (IOException e) {
      log.debug("The client went away", e);
      // Passed on, because only the server can forget the connection.
      throw e;
    }
  }
}
