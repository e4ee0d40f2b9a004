package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Notifications.each;
import static io.github.redisclusterexporter.alert.Notifications.texts;

import io.github.redisclusterexporter.alert.LiveAlerts.LiveAlert;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.TempDirectories;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.json.JSONArray;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** Prometheus with the rules and Alertmanager with the routes, both faster by one factor. */
final class Monitoring implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** Everybody who waits looks at what was read last; it is not read more often than this. */
  private static final Duration FRESH = Duration.ofMillis(400);

  /** How often Prometheus sends an alert again, and how far it looks back, by default. */
  private static final Duration RESEND = Duration.ofMinutes(1);

  private static final Duration LOOKBACK = Duration.ofMinutes(5);

  private static final Pattern FAILURES =
      Pattern.compile("(?m)^prometheus_rule_evaluation_failures_total\\{.*} (\\S+)$");

  private final Path directory = TempDirectories.create("monitoring-");
  private final int prometheusPort = Ports.free();
  private final int alertmanagerPort = Ports.free();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Process alertmanager;
  private final Process prometheus;
  private @Nullable LiveAlerts last;
  private long readAt;

  /**
   * Starts both.
   *
   * @param targets the exporters, host:port each
   * @param receivers where Alertmanager sends what it has to tell
   */
  Monitoring(
      Path prometheus, Path alertmanager, TimeScale scale, List<String> targets, String receivers)
      throws IOException {
    Files.writeString(directory.resolve("alertmanager.yml"), scale.routes(receivers));
    Files.writeString(directory.resolve("rules.yml"), scale.rules());
    Files.writeString(directory.resolve("prometheus.yml"), configuration(scale, targets));
    this.alertmanager =
        start(
            "alertmanager",
            alertmanager.toString(),
            "--config.file=alertmanager.yml",
            "--storage.path=alertmanager",
            "--web.listen-address=127.0.0.1:" + alertmanagerPort,
            // No gossip: it would listen on one port more.
            "--cluster.listen-address=");
    this.prometheus =
        start(
            "prometheus",
            prometheus.toString(),
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=prometheus",
            "--web.listen-address=127.0.0.1:" + prometheusPort,
            "--rules.alert.resend-delay=" + scale.text(RESEND),
            "--query.lookback-delta=" + scale.text(LOOKBACK));
    awaitReady("prometheus", this.prometheus, prometheusPort);
    awaitReady("alertmanager", this.alertmanager, alertmanagerPort);
  }

  /** The targets have labels as on Kubernetes, where "node" is the name of a machine. */
  private String configuration(TimeScale scale, List<String> targets) {
    return """
    global:
      scrape_interval: %1$s
      scrape_timeout: %1$s
      evaluation_interval: %2$s
    rule_files: [rules.yml]
    alerting:
      alertmanagers:
        - static_configs:
            - targets: ["127.0.0.1:%3$d"]
    scrape_configs:
      - job_name: redis-cluster
        honor_labels: true
        static_configs:
    %4$s\
    """
        .formatted(
            scale.text(Routes.SCRAPE),
            scale.text(Routes.EVALUATION),
            alertmanagerPort,
            IntStream.range(0, targets.size())
                .mapToObj(i -> target(i, targets.get(i)).indent(6))
                .collect(Collectors.joining()));
  }

  private static String target(int index, String address) {
    return """
    - targets: ["%2$s"]
      labels: { namespace: caches, pod: redis-cluster-exporter-%1$d, node: machine-%1$d }
    """
        .formatted(index, address);
  }

  private Process start(String name, String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".log").toFile())
        .start();
  }

  private void awaitReady(String name, Process process, int port) {
    try {
      Eventually.await(
          BOUND,
          name + " is ready",
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(log(name));
            }
            return get(port, "/-/ready").statusCode() == 200;
          });
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".log"));
  }

  /** What the alerts are now. */
  synchronized LiveAlerts alerts() throws IOException, InterruptedException {
    LiveAlerts known = last;
    if (known == null || System.nanoTime() - readAt > FRESH.toNanos()) {
      known = read();
      last = known;
      readAt = System.nanoTime();
    }
    return known;
  }

  private LiveAlerts read() throws IOException, InterruptedException {
    List<JSONObject> groups =
        each(
            new JSONObject(get(prometheusPort, "/api/v1/rules?type=alert").body())
                .getJSONObject("data")
                .getJSONArray("groups"));
    List<JSONObject> taken = each(new JSONArray(get(alertmanagerPort, "/api/v2/alerts").body()));
    return new LiveAlerts(
        groups.stream()
            .map(group -> Instant.parse(group.getString("lastEvaluation")))
            .min(Instant::compareTo)
            .orElseThrow(),
        groups.stream()
            .flatMap(group -> each(group.getJSONArray("rules")).stream())
            .flatMap(Monitoring::alertsOf)
            .toList(),
        taken.stream()
            .map(alert -> texts(alert.getJSONObject("labels")))
            .collect(Collectors.toSet()),
        taken.stream()
            .filter(alert -> alert.getJSONObject("status").getString("state").equals("suppressed"))
            .map(alert -> texts(alert.getJSONObject("labels")))
            .collect(Collectors.toSet()));
  }

  private static Stream<LiveAlert> alertsOf(JSONObject rule) {
    Duration holds = Duration.ofMillis(Math.round(rule.getDouble("duration") * 1000));
    return each(rule.getJSONArray("alerts")).stream()
        .map(
            alert ->
                new LiveAlert(
                    alert.getString("state").equals("firing"),
                    holds,
                    texts(alert.getJSONObject("labels"))));
  }

  /** The series that the query has now. */
  List<JSONObject> query(String query) throws IOException, InterruptedException {
    HttpResponse<String> response =
        get(
            prometheusPort,
            "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new AssertionError(query + ": " + response.body());
    }
    return each(new JSONObject(response.body()).getJSONObject("data").getJSONArray("result"));
  }

  /** The value of the one series that the query has; not a number otherwise. */
  double value(String query) throws IOException, InterruptedException {
    List<JSONObject> series = query(query);
    return series.size() == 1 ? series.get(0).getJSONArray("value").getDouble(1) : Double.NaN;
  }

  /** Whether the selector selects any series that was there at any time; reads the index only. */
  boolean wasThere(String selector) throws IOException, InterruptedException {
    HttpResponse<String> response =
        get(
            prometheusPort,
            "/api/v1/label/__name__/values?match%5B%5D="
                + URLEncoder.encode(selector, StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new AssertionError(selector + ": " + response.body());
    }
    return !new JSONObject(response.body()).getJSONArray("data").isEmpty();
  }

  /** How often a rule could not be evaluated. */
  double failedEvaluations() throws IOException, InterruptedException {
    return FAILURES
        .matcher(get(prometheusPort, "/metrics").body())
        .results()
        .mapToDouble(failures -> Double.parseDouble(failures.group(1)))
        .reduce(Double::sum)
        .orElseThrow();
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(BOUND)
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    for (Process process : List.of(prometheus, alertmanager)) {
      process.destroyForcibly();
      try {
        if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError(process + " does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    TempDirectories.delete(directory);
  }
}
