package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Requests a page as Prometheus does: with gzip, over an open connection. */
record Page(URI uri) {
  private static final int TIMEOUT_MILLIS = 30_000;

  byte[] fetch() throws IOException {
    return fetch("gzip");
  }

  /**
   * The body as received.
   *
   * @param encoding {@code gzip} or {@code identity}
   */
  byte[] fetch(String encoding) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Accept-Encoding", encoding);
    connection.setRequestProperty("X-Prometheus-Scrape-Timeout-Seconds", "10");
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(uri + " answered " + connection.getResponseCode());
    }
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  /** Waits until the page is available; requests it every few milliseconds. */
  void await(MeasuredProcess server) throws IOException {
    while (true) {
      try {
        fetch("identity");
        return;
      } catch (IOException e) {
        if (!server.isAlive()) {
          throw new IOException(server.output(), e);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
