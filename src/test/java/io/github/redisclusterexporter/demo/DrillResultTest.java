package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillResultTest {

  private static DrillResult result(boolean complete, long writesMillis, long readsMillis) {
    return new DrillResult(
        complete, Duration.ofMillis(writesMillis), Duration.ofMillis(readsMillis), 1000, 7, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 2900, 2800, PASSED: 2.9 s without service",
    "true, 2800, 29999, PASSED: 30.0 s without service",
    "true, 30000, 100, FAILED: 30.0 s without service",
    "true, 100, 31000, FAILED: 31.0 s without service",
    "false, 100, 100, FAILED: not all expected steps",
  })
  void theVerdict(boolean complete, long writesMillis, long readsMillis, String verdict) {
    DrillResult result = result(complete, writesMillis, readsMillis);
    assertThat(result.passed()).isEqualTo(verdict.startsWith("PASSED"));
    assertThat(result.lines()).last().asString().startsWith(verdict);
  }

  @Test
  void whatIsGoneIsCounted() {
    assertThat(result(true, 1, 1).lines())
        .contains("1000 writes were acknowledged and 7 failed; 1 acknowledged write is lost.");
  }

  @Test
  void aPageIsReadByNameAndLabels() {
    ExporterPage page =
        ExporterPage.of(
            """
            # HELP a of a
            a{x="1",y="1"} 1.0
            a{x="1",y="2"} 2.0
            ab{x="1"} 9.0
            """);
    assertThat(page.sum("a", "x=\"1\"")).hasValue(3);
    assertThat(page.shows(2, "a", "x=\"1\"", "y=\"2\"")).isTrue();
    assertThat(page.shows(0, "a", "x=\"3\"")).isFalse();
    assertThat(page.sum("b")).isEmpty();
  }
}
