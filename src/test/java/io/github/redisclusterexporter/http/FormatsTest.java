package io.github.redisclusterexporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FormatsTest {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  private static final String ASK_PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private final Formats formats = new Formats();

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
        // Prometheus 3.x told to prefer the text format
        Arguments.of(
            "text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
                + ASK_PROTOBUF
                + ";q=0.4,*/*;q=0.1",
            TEXT),
        // a browser, curl
        Arguments.of(
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", TEXT),
        Arguments.of("*/*", TEXT),
        Arguments.of("application/*", OPEN_METRICS),
        Arguments.of("text/*;q=0.5, */*;q=0.1", TEXT),
        // exclusions
        Arguments.of("application/openmetrics-text;q=0,*/*;q=0.1", TEXT),
        Arguments.of("text/plain;q=0,*/*;q=0.1", OPEN_METRICS),
        Arguments.of(ASK_PROTOBUF + ";q=0.000,text/plain;q=0.1", TEXT),
        Arguments.of("*/*;q=0", TEXT),
        // ties, case, other variants
        Arguments.of("text/plain,application/openmetrics-text", OPEN_METRICS),
        Arguments.of("Application/OpenMetrics-Text; Version=1.0.0", OPEN_METRICS),
        Arguments.of("application/vnd.google.protobuf", PROTOBUF),
        Arguments.of("application/vnd.google.protobuf;encoding=text,text/plain;q=0.1", TEXT),
        Arguments.of("application/openmetrics-text;version=2.0.0,text/plain;q=0.1", TEXT),
        // nothing usable
        Arguments.of("application/json", TEXT),
        Arguments.of("application/openmetrics-text;q=high", TEXT),
        Arguments.of(",;,;q=1,=,", TEXT),
        Arguments.of("", TEXT));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void choosesByQuality(String accept, String contentType) {
    assertThat(formats.choose(List.of(accept)).contentType()).isEqualTo(contentType);
  }

  @Test
  void severalHeaderLinesAreOne() {
    assertThat(
            formats
                .choose(List.of("text/plain;q=0.1", "application/openmetrics-text"))
                .contentType())
        .isEqualTo(OPEN_METRICS);
    assertThat(formats.choose(null).contentType()).isEqualTo(TEXT);
  }
}
