package io.github.redisclusterexporter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** What answers GET and HEAD on one path. */
interface Page {

  void serve(HttpExchange exchange) throws IOException;
}
