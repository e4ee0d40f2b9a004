package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate, gzip;q=0.5, br",
        "*",
        "*;q=0.1",
        "identity;q=0.5, gzip",
        "*;q=0, gzip;q=0.001"
      })
  void wanted(String header) {
    assertThat(AcceptEncoding.isGzip(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "deflate, br",
        "gzip;q=0",
        "gzip;q=0.000, *",
        "*;q=0",
        "gzip;q=x",
        "identity, gzip;q=0.5",
        "notgzip"
      })
  void notWanted(String header) {
    assertThat(AcceptEncoding.isGzip(List.of(header))).isFalse();
  }

  @Test
  void notWantedWithoutHeader() {
    assertThat(AcceptEncoding.isGzip(null)).isFalse();
  }
}
