package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONObject;

/** A real Prometheus on a free port of 127.0.0.1. */
public final class PrometheusServer implements AutoCloseable {
  private final Process process;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Prometheus 3, if it is in {@code -Dtest.servers} and was fetched. */
  public static Optional<Path> newerProgram() {
    return NewerServers.prometheus();
  }

  /**
   * Starts Prometheus and waits until it is ready.
   *
   * @param directory contains prometheus.yml; the data and the log are written there
   */
  public static PrometheusServer start(Path program, Path directory) throws IOException {
    int port = Ports.free();
    Path log = directory.resolve("log");
    PrometheusServer server =
        new PrometheusServer(
            new ProcessBuilder(
                    program.toString(),
                    "--config.file=" + directory.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start(),
            port);
    try {
      Eventually.await(
          "Prometheus is ready",
          () -> {
            if (!server.process.isAlive()) {
              throw new AssertionError(Files.readString(log));
            }
            return server.get("/-/ready").statusCode() == 200;
          });
      return server;
    } catch (AssertionError e) {
      try (server) {
        throw e;
      }
    }
  }

  /** The result of a query at this moment. */
  public List<JSONObject> query(String query) throws IOException, InterruptedException {
    return series("query?query=" + encoded(query));
  }

  /** The result of a range query over this time until now. */
  public List<JSONObject> overTime(String query, Duration time, Duration step)
      throws IOException, InterruptedException {
    double now = Instant.now().toEpochMilli() / 1000.0;
    return series(
        "query_range?query="
            + encoded(query)
            + "&start="
            + (now - time.toSeconds())
            + "&end="
            + now
            + "&step="
            + step.toSeconds());
  }

  /** The value of a query with one series; NaN if there is none or more than one. */
  public double value(String query) throws IOException, InterruptedException {
    List<JSONObject> series = query(query);
    return series.size() == 1 ? series.get(0).getJSONArray("value").getDouble(1) : Double.NaN;
  }

  /** The values of a label in the selected series. */
  public List<String> labelValues(String selector, String label)
      throws IOException, InterruptedException {
    JSONArray values =
        answer("label/" + label + "/values?match[]=" + encoded(selector)).getJSONArray("data");
    List<String> all = new ArrayList<>();
    values.forEach(value -> all.add(value.toString()));
    return all;
  }

  private List<JSONObject> series(String request) throws IOException, InterruptedException {
    List<JSONObject> all = new ArrayList<>();
    answer(request)
        .getJSONObject("data")
        .getJSONArray("result")
        .forEach(series -> all.add((JSONObject) series));
    return all;
  }

  /**
   * Sends a request and returns the response.
   *
   * @throws AssertionError when Prometheus rejects the request
   */
  private JSONObject answer(String request) throws IOException, InterruptedException {
    HttpResponse<String> response = get("/api/v1/" + request.replace("[]", "%5B%5D"));
    JSONObject answer = new JSONObject(response.body());
    if (response.statusCode() != 200) {
      throw new AssertionError(request + ": " + answer.optString("error"));
    }
    return answer;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Eventually.PATIENCE)
            .build(),
        BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("Prometheus does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
