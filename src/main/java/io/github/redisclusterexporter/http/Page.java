package io.github.redisclusterexporter.http;

import java.io.IOException;
import org.apache.hc.core5.http.HttpException;

/** What answers GET and HEAD on one path. */
interface Page {

  /** Sends exactly one answer. */
  void serve(Exchange exchange) throws IOException, HttpException;
}
