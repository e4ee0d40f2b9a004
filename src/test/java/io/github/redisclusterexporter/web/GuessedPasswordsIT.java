package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.web.WebFiles.basic;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that guess passwords do not delay a client that has logged in before. */
class GuessedPasswordsIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** A check of one password takes a quarter of a second. */
  private static final int COST = 12;

  private final FakeMetrics source = new FakeMetrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path file;

  GuessedPasswordsIT(@TempDir Path directory) {
    this.file = directory.resolve("web.yml");
  }

  @Test
  void aKnownClientDoesNotWaitForTheChecksOfGuesses() throws Exception {
    WebFiles.write(file, WebFiles.user("alice", "s3cret", COST));
    try (WebServer server =
        new WebServer(
            WebFiles.config(file, 2),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected)) {
      HttpRequest alice = request(server, "/-/healthy", "alice:s3cret");
      assertThat(status(alice)).isEqualTo(200);

      List<CompletableFuture<Integer>> guesses =
          IntStream.range(0, 60)
              .mapToObj(i -> request(server, "/", (i % 2 == 0 ? "alice:" : "bob:") + i))
              .map(guess -> client.sendAsync(guess, BodyHandlers.ofString()))
              .map(answer -> answer.thenApply(HttpResponse::statusCode))
              .toList();
      for (int i = 0; i < 20; i++) {
        assertThat(status(alice)).isEqualTo(200);
      }
      assertThat(guesses).as("checks are not finished").anyMatch(guess -> !guess.isDone());
      assertThat(guesses.stream().map(CompletableFuture::join))
          .contains(401, 503)
          .doesNotContain(200);
    }
  }

  private int status(HttpRequest request) throws Exception {
    // A connection of its own, as a new client would open it.
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest request(WebServer server, String path, String login) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", basic(login))
        .timeout(BOUND)
        .build();
  }
}
