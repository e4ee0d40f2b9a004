package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A status, headers and a body, all of it known before the first byte is sent. */
record Response(int status, Map<String, String> headers, PageBuffer body) {
  /**
   * What is read of a request's body, so that closing the connection does not take back the
   * response.
   */
  private static final int MAX_UNREAD = 64 * 1024;

  static Response text(int status, String sentence) {
    return of(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  static Response of(int status, String contentType, String content) {
    PageBuffer body = new PageBuffer();
    byte[] bytes = content.getBytes(UTF_8);
    body.write(bytes, 0, bytes.length);
    return new Response(status, Map.of("Content-Type", contentType), body);
  }

  Response with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Response(status, Map.copyOf(more), body);
  }

  /** The same response without headers that are set already. */
  Response without(Set<String> names) {
    Map<String, String> rest = new LinkedHashMap<>(headers);
    rest.keySet().removeIf(name -> names.stream().anyMatch(name::equalsIgnoreCase));
    return new Response(status, Map.copyOf(rest), body);
  }

  /**
   * Sends it.
   *
   * @param keepAlive whether the connection stays open for the next request
   * @throws ConnectionClosing when the connection is to be closed and there is a body. The JDK
   *     closes the connection in the thread that throws. After a regular end, its dispatcher does:
   *     with TLS that is a write, which blocks all clients when this one does not read
   */
  void send(HttpExchange exchange, boolean keepAlive) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (!keepAlive) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    if (isHead) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(body.size()));
    }
    if (isHead || body.size() == 0) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.size());
    OutputStream out = exchange.getResponseBody();
    body.writeTo(out);
    if (keepAlive) {
      out.close();
    } else {
      out.flush();
      exchange.getRequestBody().readNBytes(MAX_UNREAD);
      throw new ConnectionClosing();
    }
  }

  /** Ends an exchange whose response is complete. */
  static final class ConnectionClosing extends IOException {
    private static final long serialVersionUID = 1L;

    private ConnectionClosing() {
      super("the response is complete");
    }
  }
}
