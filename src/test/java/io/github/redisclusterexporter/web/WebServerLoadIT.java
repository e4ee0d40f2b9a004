package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("measures time")
class WebServerLoadIT {

  private static final int MAX_SCRAPES = 2;
  private static final Duration FAST = Duration.ofSeconds(2);

  private final FakeMetrics source = new FakeMetrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Semaphore entered = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new WebServer(
            new WebConfig("127.0.0.1", 0, MAX_SCRAPES, false, Optional.empty()),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  @Test
  void saturationIsAnsweredNotQueued() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> scrapes = occupyAllScrapes();

    for (int i = 1; i <= 100; i++) {
      HttpResponse<String> turnedAway = get("/metrics");
      assertThat(turnedAway.statusCode()).isEqualTo(503);
      assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
      assertThat(turnedAway.body()).startsWith("Too many scrapes are under way");
      assertThat(source.rejections).hasValue(i);
    }
    assertThat(get("/-/healthy").statusCode()).isEqualTo(200);

    release.countDown();
    for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
      assertThat(scrape.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 300})
  void slowSendersDoNotStopTheHealthPage(int senders) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < senders; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket.getOutputStream().write('G');
      }
      for (int i = 0; i < 10; i++) {
        assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
      }
      // One that is still there may go on.
      Socket newest = sockets.get(senders - 1);
      newest.setSoTimeout(10_000);
      newest
          .getOutputStream()
          .write("ET /-/healthy HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(newest.getInputStream().readAllBytes(), US_ASCII)).contains(" 200 ");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void clientsThatLeaveGiveTheirPlaceBack() throws Exception {
    MetricSnapshots large = FakeMetrics.gauges(100_000);
    source.page = () -> large;
    for (int i = 0; i < 3 * MAX_SCRAPES; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
    }
    source.page = () -> FakeMetrics.gauges(1);

    await(() -> get("/metrics").statusCode() == 200);
  }

  @Test
  void closeLetsAnswersFinish() throws Exception {
    int port = server.port();
    List<CompletableFuture<HttpResponse<String>>> scrapes = occupyAllScrapes();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    await(() -> !isListening(port));

    release.countDown();

    for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
      assertThat(scrape.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    closing.get(10, TimeUnit.SECONDS);
  }

  @Test
  void closeEndsWhatDoesNotFinish() throws Exception {
    int port = server.port();
    List<CompletableFuture<HttpResponse<String>>> scrapes = occupyAllScrapes();

    long start = System.nanoTime();
    server.close();
    server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
      // Either the answer that it ends, or the end of the connection.
      int status = scrape.handle((page, failure) -> page == null ? 0 : page.statusCode()).join();
      assertThat(status).isIn(0, 500, 503);
    }
    await(() -> serverThreads().isEmpty());
    server =
        new WebServer(
            new WebConfig("127.0.0.1", port, 1, false, Optional.empty()),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
    assertThat(get("/-/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void closeIsQuickWhenNothingIsUnderWay() {
    long start = System.nanoTime();
    server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(800));
  }

  private List<CompletableFuture<HttpResponse<String>>> occupyAllScrapes() throws Exception {
    source.page =
        () -> {
          entered.release();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
          return FakeMetrics.gauges(1);
        };
    List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
    for (int i = 0; i < MAX_SCRAPES; i++) {
      scrapes.add(client.sendAsync(request("/metrics"), BodyHandlers.ofString()));
    }
    assertThat(entered.tryAcquire(MAX_SCRAPES, 10, TimeUnit.SECONDS)).isTrue();
    return scrapes;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(path.equals("/-/healthy") ? FAST : Duration.ofSeconds(10))
        .build();
  }

  private static boolean isListening(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (SocketException e) {
      return false;
    }
  }

  private static List<String> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("HTTP-Dispatcher|http-(clock|[0-9]+)"))
        .toList();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
