package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTimeoutTest {

  @ParameterizedTest
  @CsvSource({
    "10,10000000000",
    "9.5,9500000000",
    "' 0.25 ',250000000",
    "0.0000000019,1",
    "999999999.9,999999999900000000"
  })
  void decimalSeconds(String header, long nanos) {
    assertThat(PageMetrics.timeout(header)).contains(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0.0000000001",
        "-1",
        "+1",
        "NaN",
        "Infinity",
        "1e3",
        "0x1p3",
        "10d",
        "10s",
        "1.",
        ".5",
        "1,5",
        "1234567890"
      })
  void anythingElseIsIgnored(String header) {
    assertThat(PageMetrics.timeout(header)).isEmpty();
  }

  @Test
  void missing() {
    assertThat(PageMetrics.timeout(null)).isEmpty();
  }
}
