package io.github.redisclusterexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A status, headers and a body, all of it known before the first byte is sent. */
record Answer(int status, Map<String, String> headers, PageBuffer body) {

  static Answer text(int status, String sentence) {
    return of(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  static Answer of(int status, String contentType, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    PageBuffer body = new PageBuffer(bytes.length);
    body.writeBytes(bytes);
    return new Answer(status, Map.of("Content-Type", contentType), body);
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, Map.copyOf(more), body);
  }

  void sendTo(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      // The server sends no length of its own for HEAD, and warns when it is told one.
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.size()));
      exchange.sendResponseHeaders(status, -1);
    } else {
      // To the server 0 means "unknown, send chunks" and -1 means "empty".
      exchange.sendResponseHeaders(status, body.size() == 0 ? -1 : body.size());
      body.copyTo(exchange.getResponseBody());
    }
    exchange.close();
  }
}
