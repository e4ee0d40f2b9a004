package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.web.FakeMetrics.Call;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("timing")
class WebServerTest {

  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private final FakeMetrics source = new FakeMetrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new WebServer(
            new WebConfig("127.0.0.1", 0, 2, false, Optional.empty()),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/-/healthy,text/plain; charset=utf-8,alive",
    "/-/ready,text/plain; charset=utf-8,ready",
    "/,text/html; charset=utf-8,All is well",
    "/metrics,text/plain; version=0.0.4; charset=utf-8,redis_up"
  })
  void pages(String path, String contentType, String content) throws Exception {
    HttpResponse<byte[]> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(contentType);
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    assertThat(text(answer)).contains(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/metricsfoo", "/metrics/", "/metric", "/x", "/-/", "/-/healthy/x", "/%6Detrics"})
  void otherPathsAreNotFound(String path) throws Exception {
    HttpResponse<byte[]> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(source.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/metrics,POST", "/metrics,OPTIONS", "/-/healthy,DELETE", "/,PUT", "/-/ready,get"})
  void otherMethodsAreNotAllowed(String path, String method) throws Exception {
    HttpResponse<byte[]> answer =
        send(request(path).method(method, BodyPublishers.ofString("body")));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(source.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/-/healthy,identity",
    "/-/ready,identity",
    "/,identity",
    "/metrics,identity",
    "/metrics,gzip",
    "/metrics?x=%80,gzip",
    "/nowhere,identity"
  })
  void headHasTheHeadersOfGet(String path, String encoding) throws Exception {
    HttpResponse<byte[]> get = send(request(path).header("Accept-Encoding", encoding));
    HttpResponse<byte[]> head =
        send(
            request(path)
                .header("Accept-Encoding", encoding)
                .method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(ofTheContent(head)).isEqualTo(ofTheContent(get)).containsKey("content-length");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void formatsByAccept() throws Exception {
    expectFormat("text/plain", FORMATS.getPrometheusTextFormatWriter());
    expectFormat("application/openmetrics-text", FORMATS.getOpenMetricsTextFormatWriter());
    expectFormat(PROTOBUF, FORMATS.getPrometheusProtobufWriter());
  }

  @Test
  void compressesWhenAsked() throws Exception {
    source.page = () -> FakeMetrics.gauges(5_000);
    byte[] plain = get("/metrics").body();

    HttpResponse<byte[]> answer = send(request("/metrics").header("Accept-Encoding", "gzip"));

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.headers().firstValue("Vary")).contains("Accept, Accept-Encoding");
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    assertThat(answer.body().length).isLessThan(plain.length / 5);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void emptyPage() throws Exception {
    source.page = MetricSnapshots::new;

    HttpResponse<byte[]> answer = get("/metrics?name[]=nothing".replace("[]", "%5B%5D"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("0");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void passesNamesAndTimeoutOn() throws Exception {
    get("/metrics");
    send(
        request("/metrics?name%5B%5D=redis_up&name%5B%5D=redis_%63md_total&other=1")
            .header("x-prometheus-scrape-timeout-seconds", "9.5"));
    send(request("/metrics").header("X-Prometheus-Scrape-Timeout-Seconds", "NaN"));

    assertThat(source.calls)
        .containsExactly(
            new Call(Set.of(), "null"),
            new Call(Set.of("redis_up", "redis_cmd_total"), "9.5"),
            new Call(Set.of(), "NaN"));
  }

  @Test
  void unencodedBracketsAreUnderstood() throws Exception {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, "GET /metrics?name[]=redis_up HTTP/1.1")).contains(" 200 ");
    }
    assertThat(source.calls).containsExactly(new Call(Set.of("redis_up"), "null"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET /metrics?x=%zz HTTP/1.1, 400",
    "GET //metrics HTTP/1.1, 404",
    "GET http://other.example/metrics HTTP/1.1, 200",
    "GET /metrics, 400",
    "GET, 400",
    "GET /metrics HTTP/1.1 x, 400",
    "GET /metrics HTTP/3.0, 505",
    "GET /metrics FTP/1.1, 400",
  })
  void requestLines(String line, int status) throws Exception {
    assertThat(firstLine(line + "\r\nConnection: close\r\n\r\n")).contains(" " + status + " ");
  }

  @Test
  void bodiesAreNotWaitedFor() throws Exception {
    String chunked = "POST /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(firstLine(chunked)).contains(" 405 ");
    String promised = "GET /-/healthy HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n";
    assertThat(firstLine(promised)).contains(" 200 ");
    String expecting =
        "POST /metrics HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    assertThat(firstLine(expecting)).contains(" 100 ");
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(expecting.getBytes(US_ASCII));
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).contains(" 405 ");
    }
  }

  @Test
  void aClientThatEndsItsSideGetsItsAnswer() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /-/ready HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      socket.shutdownOutput();
      socket.setSoTimeout(10_000);
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).contains("ready");
    }
  }

  @Test
  void ofSeveralRequestsAtOnceTheFirstIsAnswered() throws Exception {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write("GET /nowhere HTTP/1.1\r\n\r\n".repeat(1_000).getBytes(US_ASCII));
      socket.setSoTimeout(10_000);
      assertThat(untilTheEnd(socket)).containsOnlyOnce(" 404 ");
    }
  }

  /** What is sent before the connection ends, also when the end is that of unread requests. */
  private static String untilTheEnd(Socket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return all.toString(US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1/", "//127.0.0.1:1/metrics", "/metrics?target=127.0.0.1:1"})
  void nobodyIsAskedThatTheCallerNames(String target) throws Exception {
    // A source is given names of metrics and a time, and nothing else of a request.
    firstLine("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n");
    assertThat(source.calls).allMatch(call -> call.names().isEmpty());
  }

  @Test
  void badQueryIsRefusedWithASentence() throws Exception {
    HttpResponse<byte[]> answer = get("/metrics?name%5B%5D=%80");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(text(answer))
        .isEqualTo(
            "The query string is not percent-encoded UTF-8 of at most 65536 characters and 1024"
                + " parameters.\n");
    assertThat(source.calls).isEmpty();
  }

  @Test
  void upToAThousandAndTwentyFourNamesAreServed() throws Exception {
    assertThat(get("/metrics?" + names(1024, "redis_a")).statusCode()).isEqualTo(200);
    assertThat(get("/metrics?" + names(1025, "redis_a")).statusCode()).isEqualTo(400);
  }

  @Test
  void aLongQueryIsServedUpToALimit() throws Exception {
    assertThat(get("/metrics?" + names(200, "redis_" + "a".repeat(300))).statusCode())
        .isEqualTo(200);
    assertThat(get("/metrics?" + names(250, "redis_" + "a".repeat(300))).statusCode())
        .isEqualTo(400);
  }

  private static String names(int number, String name) {
    return String.join("&", Collections.nCopies(number, "name%5B%5D=" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void failuresAreAnsweredWithoutDetail(String encoding) throws Exception {
    source.page =
        () -> {
          throw new IllegalStateException("s3cret at 10.0.0.7");
        };
    expectFixedSentence(encoding);
    source.page =
        () -> {
          throw new AssertionError("s3cret");
        };
    expectFixedSentence(encoding);

    // What the writer fails on only after it has written something.
    MetricSnapshots broken =
        MetricSnapshots.of(
            FakeMetrics.gauge("redis_a", Labels.EMPTY),
            FakeMetrics.gauge("redis_b", Labels.of(new String[] {"a"}, new String[] {null})));
    source.page = () -> broken;
    expectFixedSentence(encoding);

    source.page = () -> FakeMetrics.gauges(1);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/healthy", "/", "/nowhere", "/metrics?x=%80"})
  void fixedResponsesEndTheConnection(String path) throws Exception {
    assertThat(get(path).headers().firstValue("Connection")).contains("close");
  }

  @Test
  void keepsConnectionsAlive() throws Exception {
    try (Socket socket = connect()) {
      assertThat(exchange(socket, "GET /metrics HTTP/1.1")).contains(" 200 ");
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 31; i++) {
        long start = System.nanoTime();
        assertThat(exchange(socket, "GET /metrics HTTP/1.1")).contains(" 200 ");
        millis.add((System.nanoTime() - start) / 1_000_000);
      }
      // Without nodelay each response after the first takes 40 ms and more.
      assertThat(millis.stream().sorted().skip(15).findFirst().orElseThrow()).isLessThan(35);
    }
  }

  @Test
  void busyPortIsNamed() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = busy.getLocalPort();
      assertThatThrownBy(
              () ->
                  new WebServer(
                      new WebConfig("127.0.0.1", port, 1, false, Optional.empty()),
                      source.registry(),
                      FakeMetrics.CLUSTERS,
                      new FakeStatus(),
                      () -> "",
                      source::rejected))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + port + ": Address already in use");
    }
  }

  @Test
  void foreignAndUnknownAddressesAreNamed() {
    assertThatThrownBy(
            () ->
                new WebServer(
                    new WebConfig("192.0.2.1", 0, 1, false, Optional.empty()),
                    source.registry(),
                    FakeMetrics.CLUSTERS,
                    new FakeStatus(),
                    () -> "",
                    source::rejected))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ");
    assertThatThrownBy(
            () ->
                new WebServer(
                    new WebConfig("no host", 9121, 1, false, Optional.empty()),
                    source.registry(),
                    FakeMetrics.CLUSTERS,
                    new FakeStatus(),
                    () -> "",
                    source::rejected))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen on no host:9121: no such host");
  }

  @Test
  void emptyHostListensOnAllAddresses() throws Exception {
    try (WebServer all =
            new WebServer(
                new WebConfig("", 0, 1, false, Optional.empty()),
                source.registry(),
                FakeMetrics.CLUSTERS,
                new FakeStatus(),
                () -> "",
                source::rejected);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), all.port())) {
      assertThat(exchange(socket, "GET /-/ready HTTP/1.1")).contains(" 200 ");
    }
  }

  private void expectFormat(String accept, ExpositionFormatWriter writer) throws Exception {
    HttpResponse<byte[]> answer = send(request("/metrics").header("Accept", accept));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    writer.write(expected, source.page.get());
    assertThat(answer.headers().firstValue("Content-Type")).contains(writer.getContentType());
    assertThat(answer.body()).isEqualTo(expected.toByteArray());
  }

  private void expectFixedSentence(String encoding) throws Exception {
    HttpResponse<byte[]> answer = send(request("/metrics").header("Accept-Encoding", encoding));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(text(answer))
        .isEqualTo("The page could not be made; the exporter's log says why.\n");
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  /**
   * The headers that do not depend on the time, nor on what the server does with the connection.
   */
  private static Map<String, List<String>> ofTheContent(HttpResponse<byte[]> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    // Java 17 and Java 25 differ in when they close a connection.
    headers.remove("connection");
    return headers;
  }

  private String firstLine(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
          .readLine();
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  /** One request on a connection that stays open; the head of the answer. */
  private static String exchange(Socket socket, String requestLine) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write((requestLine + "\r\nHost: x\r\n\r\n").getBytes(US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      assertThat(c).as("connection closed after <%s>", head).isNotNegative();
      head.append((char) c);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length: "))
            .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
            .findFirst()
            .orElseThrow();
    assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
    return head.toString();
  }
}
