package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.TestCertificates;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hundred clients that mean no good. Meanwhile the health page is asked all the time, each time
 * on a connection of its own.
 */
@Isolated("measures time")
class HostileClientsIT {

  private static final int CLIENTS = 200;
  private static final int MAX_SCRAPES = 20;
  private static final Duration BOUND = Duration.ofSeconds(30);

  /**
   * Nobody waits until another client has used up its patience. What a starved machine adds is seen
   * at a server that nobody attacks.
   */
  private static final Duration HEALTH_BOUND = Duration.ofSeconds(8);

  private static final byte[] SCRAPE = "GET /metrics HTTP/1.1\r\n\r\n".getBytes(US_ASCII);

  private final Path directory;
  private final FakeMetrics source = new FakeMetrics();
  private final List<Socket> sockets = new ArrayList<>();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private boolean encrypted;
  private @Nullable WebServer server;
  private @Nullable WebServer unattacked;

  HostileClientsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private void start(boolean tls) throws Exception {
    encrypted = tls;
    WebConfig config = new WebConfig("127.0.0.1", 0, MAX_SCRAPES, false, Optional.empty());
    if (tls) {
      Path file = directory.resolve("web.yml");
      Files.writeString(file, WebFiles.tls(TestCertificates.get().server()));
      config = WebFiles.config(file, MAX_SCRAPES);
    }
    server =
        new WebServer(
            config,
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
    unattacked =
        new WebServer(
            config,
            new FakeMetrics().registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            cluster -> {});
    assertThat(status("/-/healthy")).as("the first one loads classes").isEqualTo(200);
  }

  private WebServer server() {
    return Objects.requireNonNull(server);
  }

  private WebServer unattacked() {
    return Objects.requireNonNull(unattacked);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    clients.shutdownNow();
    server().close();
    unattacked().close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientsThatSendNothing(boolean tls) throws Exception {
    start(tls);
    try (Health health = new Health("send nothing")) {
      for (int i = 0; i < CLIENTS; i++) {
        kept();
      }
      health.goOn();
      assertThat(status("/metrics")).isEqualTo(200);
      assertBounded();
    }
  }

  @Test
  void moreClientsThanPlaces() throws Exception {
    start(false);
    try (Health health = new Health("take every place")) {
      for (int i = 0; i < 2 * ClientThreads.MAX; i++) {
        kept();
      }
      health.goOn();
      assertThat(status("/metrics")).isEqualTo(200);
      assertBounded();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientsThatTrickle(boolean tls) throws Exception {
    start(tls);
    try (Health health = new Health("send a byte at a time")) {
      // With TLS it is the handshake that never ends.
      byte[] start = tls ? new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3} : SCRAPE;
      List<Socket> trickling = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        trickling.add(kept());
      }
      for (int at = 0; at < 11; at++) {
        for (Socket socket : trickling) {
          trickle(socket, start[at]);
        }
        health.goOn();
      }
      assertThat(status("/metrics")).isEqualTo(200);
      assertBounded();
    }
  }

  /** Those that were dropped in favour of others cannot send any more. */
  private static void trickle(Socket socket, byte next) {
    try {
      socket.getOutputStream().write(next);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken|abort).*");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientsThatDoNotRead(boolean tls) throws Exception {
    start(tls);
    // More than a socket takes on both its ends.
    MetricSnapshots large = FakeMetrics.gauges(20_000);
    source.page = () -> large;
    try (Health health = new Health("do not read")) {
      List<CompletableFuture<Void>> asking = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        asking.add(CompletableFuture.runAsync(() -> ask(SCRAPE), clients));
      }
      CompletableFuture.allOf(asking.toArray(CompletableFuture[]::new)).join();
      health.goOn();
      assertBounded();
      assertThat(source.calls).hasSizeGreaterThanOrEqualTo(MAX_SCRAPES);

      source.page = () -> FakeMetrics.gauges(1);
      closeAll();
      Eventually.await(BOUND, "/metrics is back", () -> status("/metrics") == 200);
    }
  }

  @Test
  void moreClientsThatDoNotReadThanScrapesAtOnce() throws Exception {
    start(false);
    MetricSnapshots large = FakeMetrics.gauges(20_000);
    source.page = () -> large;
    for (int i = 1; i <= MAX_SCRAPES + 5; i++) {
      int calls = i;
      ask(SCRAPE);
      Eventually.await(BOUND, "its page is made", () -> source.calls.size() == calls);
    }
    Eventually.await(BOUND, "another page is made meanwhile", () -> status("/metrics") == 200);
    assertThat(source.rejections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientsThatAskALotAndDoNotRead(boolean tls) throws Exception {
    start(tls);
    byte[] many = "GET /-/healthy HTTP/1.1\r\n\r\n".repeat(5_000).getBytes(US_ASCII);
    try (Health health = new Health("pipeline and do not read")) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.execute(() -> ask(many));
      }
      for (int i = 0; i < 5; i++) {
        health.goOn();
      }
      assertThat(status("/metrics")).isEqualTo(200);
      assertBounded();
    }
  }

  /** Sends, and keeps the connection. To be dropped meanwhile is what may happen. */
  private void ask(byte[] request) {
    try {
      over(kept(), server()).getOutputStream().write(request);
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientsThatLeaveInTheMiddle(boolean tls) throws Exception {
    start(tls);
    MetricSnapshots large = FakeMetrics.gauges(20_000);
    source.page = () -> large;
    try (Health health = new Health("leave in the middle")) {
      for (int i = 0; i < 3 * MAX_SCRAPES; i++) {
        try (Socket socket = connect()) {
          socket.getOutputStream().write(SCRAPE);
          assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
      }
      health.goOn();
      source.page = () -> FakeMetrics.gauges(1);
      Eventually.await(BOUND, "/metrics is back", () -> status("/metrics") == 200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHundredScrapesAtOnce(boolean tls) throws Exception {
    start(tls);
    int tooMany = 100 - MAX_SCRAPES;
    source.page =
        () -> {
          Eventually.await(BOUND, "all came", () -> source.rejections.get() == tooMany);
          return FakeMetrics.gauges(1);
        };
    try (Health health = new Health("scrape, a hundred of them at once")) {
      List<CompletableFuture<Integer>> scrapes =
          IntStream.range(0, 100)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> statusOf(server(), "/metrics"), clients))
              .toList();
      List<Integer> statuses = scrapes.stream().map(CompletableFuture::join).toList();
      assertThat(statuses).containsOnly(200, 503);
      assertThat(statuses.stream().filter(status -> status == 503)).hasSize(tooMany);
      assertThat(source.rejections).hasValue(tooMany);
      health.goOn();
      assertThat(status("/metrics")).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headsThatAreTooLarge(boolean tls) throws Exception {
    start(tls);
    String line = "GET /metrics HTTP/1.1\r\n";
    assertThat(answer("GET /metrics?" + "x".repeat(70_000) + " HTTP/1.1\r\n\r\n"))
        .contains(" 400 ");
    assertDisconnected("GET /" + "x".repeat(1_000_000) + " HTTP/1.1\r\n\r\n");
    assertDisconnected(line + "X: " + "x".repeat(1_000_000) + "\r\n\r\n");
    assertDisconnected(
        line
            + IntStream.range(0, 250)
                .mapToObj(i -> "X" + i + ": x\r\n")
                .collect(Collectors.joining())
            + "\r\n");
    assertDisconnected(line + ("X: " + "x".repeat(9_000) + "\r\n").repeat(90));
    assertDisconnected("x".repeat(1_000_000));
    assertThat(source.calls).isEmpty();
    assertThat(status("/metrics")).isEqualTo(200);
  }

  private String answer(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return firstLine(socket);
    }
  }

  /** Once a head is too large, the connection is closed under whatever more is sent. */
  private void assertDisconnected(String request) {
    try {
      assertThat(answer(request)).isEqualTo("null");
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken|abort).*");
    }
  }

  private int status(String path) throws IOException {
    return status(server(), path);
  }

  private int status(WebServer asked, String path) throws IOException {
    try (Socket socket = over(tcp(asked), asked)) {
      String request = "GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return Integer.parseInt(firstLine(socket).split(" ", -1)[1]);
    }
  }

  private int statusOf(WebServer asked, String path) {
    try {
      return status(asked, path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String firstLine(Socket socket) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    return String.valueOf(line);
  }

  private Socket connect() throws IOException {
    return over(tcp(server()), server());
  }

  private Socket over(Socket tcp, WebServer asked) throws IOException {
    return encrypted
        ? TestCertificates.get()
            .server()
            .sslContext()
            .getSocketFactory()
            .createSocket(tcp, "127.0.0.1", asked.port(), true)
        : tcp;
  }

  private static Socket tcp(WebServer asked) throws IOException {
    Socket socket = new Socket();
    // Kept small, so that what nobody reads is soon too much.
    socket.setReceiveBufferSize(16 * 1024);
    socket.setSoTimeout((int) BOUND.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), asked.port()), 30_000);
    return socket;
  }

  /** One that stays until the end. */
  private Socket kept() throws IOException {
    Socket socket = tcp(server());
    synchronized (sockets) {
      sockets.add(socket);
    }
    return socket;
  }

  private void closeAll() throws IOException {
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    }
  }

  private static void assertBounded() {
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().matches("http-[0-9]+"))
        .hasSizeLessThanOrEqualTo(2 * ClientThreads.MAX);
  }

  /** Asks for the health page until it is closed. */
  private final class Health implements AutoCloseable {
    private final String meanwhile;
    private final CompletableFuture<Void> asking;
    private volatile boolean stopped;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile long slowest;
    private volatile long slowestUnattacked;

    private Health(String meanwhile) {
      this.meanwhile = meanwhile;
      this.asking = CompletableFuture.runAsync(this::ask, clients);
    }

    private void ask() {
      while (!stopped) {
        slowest = Math.max(slowest, nanosToAnswer(server()));
        slowestUnattacked = Math.max(slowestUnattacked, nanosToAnswer(unattacked()));
        answers.incrementAndGet();
      }
    }

    private long nanosToAnswer(WebServer asked) {
      long start = System.nanoTime();
      assertThat(statusOf(asked, "/-/healthy")).isEqualTo(200);
      return System.nanoTime() - start;
    }

    /** Waits for some more answers. */
    private void goOn() {
      int before = answers.get();
      Eventually.await(
          BOUND,
          "healthy while clients " + meanwhile,
          () -> answers.get() >= before + 5 || asking.isDone());
    }

    @Override
    public void close() throws Exception {
      goOn();
      stopped = true;
      asking.get(30, TimeUnit.SECONDS);
      System.out.printf(
          "/-/healthy while clients %s%s: %d answers, the slowest after %d ms, without an attack %d"
              + " ms (heap %d MB)%n",
          meanwhile,
          encrypted ? " with TLS" : "",
          answers.get(),
          slowest / 1_000_000,
          slowestUnattacked / 1_000_000,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
      assertThat(Duration.ofNanos(slowest - slowestUnattacked)).isLessThan(HEALTH_BOUND);
    }
  }
}
