package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /-/reload}, whatever a reload does. */
@Timeout(30)
class ReloadHandlerTest {
  private final AtomicInteger reloads = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private Reload reload = () -> "Something has changed.";

  private WebServer server(boolean isReloadAllowed, Optional<WebFile> file) throws IOException {
    FakeMetrics metrics = new FakeMetrics();
    return new WebServer(
        new WebConfig("127.0.0.1", 0, 2, isReloadAllowed, file),
        metrics.registry(),
        FakeMetrics.CLUSTERS,
        new FakeStatus(),
        () -> {
          reloads.incrementAndGet();
          return reload.reload();
        },
        metrics::rejected);
  }

  private CompletableFuture<HttpResponse<String>> later(WebServer server, String method) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/-/reload");
    return client.sendAsync(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> send(WebServer server, String method) {
    return later(server, method).join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "HEAD", "PUT"})
  void itIsOffUnlessItIsEnabled(String method) throws IOException {
    try (WebServer server = server(false, Optional.empty())) {
      assertThat(send(server, method).statusCode()).isEqualTo(403);
      assertThat(reloads).hasValue(0);
    }
  }

  @Test
  void aPostHasTheConfigurationReadAgain() throws IOException {
    try (WebServer server = server(true, Optional.empty())) {
      HttpResponse<String> answer = send(server, "POST");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("Something has changed.\n");
      assertThat(reloads).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
  void otherMethodsDoNot(String method) throws IOException {
    try (WebServer server = server(true, Optional.empty())) {
      HttpResponse<String> answer = send(server, method);

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
      assertThat(reloads).hasValue(0);
    }
  }

  @Test
  void theAnswerHasAllProblems() throws IOException {
    reload = ReloadHandlerTest::withTwoProblems;
    try (WebServer server = server(true, Optional.empty())) {
      HttpResponse<String> answer = send(server, "POST");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body().lines())
          .hasSize(3)
          .anyMatch(line -> line.startsWith("scrape.timeout ("))
          .anyMatch(line -> line.startsWith("scrape.watch ("));
    }
  }

  private static String withTwoProblems() throws ConfigException {
    return new ConfigLoader(Map.of(), new Properties())
        .load(
            Optional.empty(),
            root -> {
              root.at("scrape").at("timeout").invalid("is too short");
              root.at("scrape").at("watch").invalid("is too long");
              return "";
            });
  }

  @Test
  void aFailureOfAnotherKindIsNotShown() throws IOException {
    reload =
        () -> {
          throw new IllegalStateException("not for everybody");
        };
    try (WebServer server = server(true, Optional.empty())) {
      HttpResponse<String> answer = send(server, "POST");

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("everybody");
    }
  }

  @Test
  void aReloadThatIsUnderWayIsNotWaitedFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    reload =
        () -> {
          begun.countDown();
          try {
            return String.valueOf(end.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (WebServer server = server(true, Optional.empty())) {
      CompletableFuture<HttpResponse<String>> first = later(server, "POST");
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(send(server, "POST").statusCode()).isEqualTo(503);
      end.countDown();
      assertThat(first.join().body()).isEqualTo("true\n");
      assertThat(send(server, "POST").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLoginOfThePagesIsNeeded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("web.yml");
    WebFiles.write(file, WebFiles.user("me", "password", 4));
    try (WebServer server = server(true, Optional.of(WebFile.read(file)))) {
      assertThat(send(server, "POST").statusCode()).isEqualTo(401);
      assertThat(reloads).hasValue(0);
    }
  }
}
