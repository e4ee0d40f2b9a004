package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the status page is sent, whatever it shows. */
class StatusHandlerTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final FakeMetrics metrics = new FakeMetrics();
  private final FakeStatus source = new FakeStatus();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = server(new WebConfig("127.0.0.1", 0, 2, false, Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebServer server(WebConfig config) throws IOException {
    return new WebServer(
        config, metrics.registry(), FakeMetrics.CLUSTERS, source, () -> "", metrics::rejected);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(BOUND);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private List<CompletableFuture<HttpResponse<String>>> look(int viewers) {
    List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
    for (int i = 0; i < viewers; i++) {
      pages.add(client.sendAsync(request("/").build(), BodyHandlers.ofString()));
    }
    return pages;
  }

  @Test
  void thePageAndItsHeaders() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).isEqualTo("<p>All is well., 0 s, false</p>");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(metrics.calls).as("metrics are not collected for it").isEmpty();
  }

  @Test
  void itRefreshesOnlyWhenAskedInTheOneWayThatItOffers() throws Exception {
    assertThat(get("/?refresh=10").body()).endsWith("true</p>");
    assertThat(get("/?refresh=1").body()).endsWith("false</p>");
    assertThat(get("/?%3Cscript%3E").statusCode()).isEqualTo(200);
  }

  @Test
  void onlyGetAndHeadAreAnswered() throws Exception {
    HttpResponse<String> head =
        client.send(
            request("/").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String method : List.of("POST", "PUT", "DELETE")) {
      HttpResponse<String> refused =
          client.send(
              request("/").method(method, BodyPublishers.ofString("x")).build(),
              BodyHandlers.ofString());
      assertThat(refused.statusCode()).as(method).isEqualTo(405);
    }
  }

  @Test
  void aHundredViewersShareOneReading() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    source.next =
        () -> {
          released.await();
          return FakeStatus.page("Shared.");
        };
    List<CompletableFuture<HttpResponse<String>>> pages = look(100);
    Eventually.await(BOUND, "the reading", () -> source.readings.get() > 0);
    released.countDown();
    for (CompletableFuture<HttpResponse<String>> page : pages) {
      assertThat(page.join().body()).startsWith("<p>Shared.");
    }
    assertThat(source.readings).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void metricsAreAnsweredWhileManyWaitForTheStatusPage() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    source.next =
        () -> {
          released.await();
          return FakeStatus.page("Late.");
        };
    try {
      List<CompletableFuture<HttpResponse<String>>> pages = look(200);
      Eventually.await(
          BOUND,
          "more than wait are refused",
          () -> pages.stream().filter(CompletableFuture::isDone).count() >= 200 - 128);
      for (CompletableFuture<HttpResponse<String>> page : pages) {
        if (page.isDone()) {
          assertThat(page.join().statusCode()).isEqualTo(503);
          assertThat(page.join().headers().firstValue("Retry-After")).contains("1");
        }
      }
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
      assertThat(metrics.rejections).hasValue(0);
    } finally {
      released.countDown();
    }
  }

  @Test
  void aFailureIsTheFailureOfOneReading() throws Exception {
    source.next =
        () -> {
          throw new IllegalStateException("a secret");
        };
    HttpResponse<String> failed = get("/");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).doesNotContain("secret");
    source.next = () -> FakeStatus.page("All is well.");
    Eventually.await(BOUND, "the next reading", () -> get("/").statusCode() == 200);
  }

  @Test
  void aConfiguredHeaderIsUsedInstead(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("web.yml");
    Files.writeString(
        file,
        """
        http_server_config:
          headers:
            Content-Security-Policy: "default-src 'self'"
            X-Frame-Options: sameorigin
        """);
    server.close();
    server = server(WebFiles.config(file, 2));
    HttpResponse<String> page = get("/");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .containsExactly("default-src 'self'");
    assertThat(page.headers().allValues("X-Frame-Options")).containsExactly("sameorigin");
    assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
  }
}
