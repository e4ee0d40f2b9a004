package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The format that each scraper gets by the header it sends. The library chooses: protobuf, then
 * OpenMetrics where the header names them, whatever their qualities are.
 */
class FormatsTest {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  private static final String ASK_PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    FakeMetrics source = new FakeMetrics();
    server =
        new WebServer(
            new WebConfig("127.0.0.1", 0, 2, false, Optional.empty()),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        // Prometheus 2.x
        Arguments.of(
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
                + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            OPEN_METRICS),
        Arguments.of(
            "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            OPEN_METRICS),
        // Prometheus 3.x
        Arguments.of(
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            OPEN_METRICS),
        // Prometheus 3.x with native histograms
        Arguments.of(
            ASK_PROTOBUF
                + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            PROTOBUF),
        // Prometheus told to read the text format alone
        Arguments.of("text/plain;version=0.0.4;q=0.6,*/*;q=0.1", TEXT),
        // a browser, curl
        Arguments.of(
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", TEXT),
        Arguments.of("*/*", TEXT),
        Arguments.of("text/*;q=0.5, */*;q=0.1", TEXT),
        // ties
        Arguments.of("text/plain,application/openmetrics-text", OPEN_METRICS),
        // nothing usable
        Arguments.of("application/json", TEXT),
        Arguments.of(",;,;q=1,=,", TEXT),
        Arguments.of("", TEXT));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void choosesByAccept(String accept, String contentType) throws Exception {
    assertThat(contentType(HttpRequest.newBuilder().header("Accept", accept)))
        .contains(contentType);
  }

  @ParameterizedTest
  @MethodSource("headers")
  void alsoForHead(String accept, String contentType) throws Exception {
    assertThat(
            contentType(
                HttpRequest.newBuilder()
                    .header("Accept", accept)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())))
        .contains(contentType);
  }

  private static Optional<String> contentType(HttpRequest.Builder request) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
    return HttpClient.newHttpClient()
        .send(request.uri(uri).build(), BodyHandlers.ofByteArray())
        .headers()
        .firstValue("Content-Type");
  }
}
