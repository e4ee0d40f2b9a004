package io.github.redisclusterexporter.http;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Lets in who may read, and finds the page for a path. */
final class Router implements HttpServerRequestHandler {

  private static final Answer NOT_FOUND = Answer.text(404, "There is no such page.");
  private static final Answer METHOD_NOT_ALLOWED =
      Answer.text(405, "Only GET and HEAD are answered here.").with("Allow", "GET, HEAD");

  private final Map<String, Page> pages;
  private final LiveAccess access;

  Router(Map<String, Page> pages, LiveAccess access) {
    this.pages = pages;
    this.access = access;
  }

  @Override
  public void handle(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
      throws IOException, HttpException {
    Exchange exchange = new Exchange(request, trigger);
    Optional<Answer> refusal = access.refusal(exchange);
    Page page = pages.get(exchange.path());
    if (refusal.isPresent()) {
      exchange.send(refusal.get());
    } else if (page == null) {
      exchange.send(NOT_FOUND);
    } else if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
      page.serve(exchange);
    } else {
      exchange.send(METHOD_NOT_ALLOWED);
    }
  }
}
