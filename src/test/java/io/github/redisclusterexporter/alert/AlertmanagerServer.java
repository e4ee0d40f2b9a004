package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notifications.each;
import static io.github.redisclusterexporter.alert.Notifications.texts;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.json.JSONArray;
import org.json.JSONObject;

/** A real Alertmanager with the shipped routes, to which a test sends alerts. */
final class AlertmanagerServer implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Path directory = TempDirectories.create("alertmanager-");
  private final int port = Ports.free();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(BOUND).build();
  private final Process process;

  /**
   * Starts it.
   *
   * @param receivers where it sends its messages
   */
  AlertmanagerServer(Path program, TimeScale scale, String receivers) throws IOException {
    Files.writeString(directory.resolve("alertmanager.yml"), scale.routes(receivers));
    Path log = directory.resolve("log");
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=alertmanager.yml",
                "--storage.path=data",
                "--web.listen-address=127.0.0.1:" + port,
                // No gossip: it would listen on one port more.
                "--cluster.listen-address=")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Eventually.await(
          BOUND,
          "Alertmanager is ready",
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(Files.readString(log));
            }
            return get("/-/ready").statusCode() == 200;
          });
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  /** These alerts fire, as Prometheus says it again and again. */
  void fire(List<Map<String, String>> alerts) throws IOException, InterruptedException {
    send(alerts, Instant.now().plus(Duration.ofHours(1)));
  }

  /** These alerts are over. */
  void end(List<Map<String, String>> alerts) throws IOException, InterruptedException {
    send(alerts, Instant.now());
  }

  private void send(List<Map<String, String>> alerts, Instant until)
      throws IOException, InterruptedException {
    JSONArray all = new JSONArray();
    for (Map<String, String> labels : alerts) {
      all.put(
          new JSONObject()
              .put("labels", new JSONObject(labels))
              .put("annotations", new JSONObject())
              .put("endsAt", until.toString()));
    }
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(all.toString()))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
  }

  /** The labels of the alerts that another one inhibits now. */
  Set<Map<String, String>> suppressed() throws IOException, InterruptedException {
    return each(new JSONArray(get("/api/v2/alerts").body())).stream()
        .filter(alert -> alert.getJSONObject("status").getString("state").equals("suppressed"))
        .map(alert -> texts(alert.getJSONObject("labels")))
        .collect(Collectors.toSet());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).timeout(BOUND).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(process + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    TempDirectories.delete(directory);
  }
}
