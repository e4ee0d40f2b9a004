package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void longLinesAreFolded() {
    String word = "word ".repeat(30).strip();
    Finding finding =
        new Finding(Finding.Impact.RISK, "read closed: it hung up", List.of("a:1", word), "look");
    assertThat(finding.lines(3))
        .startsWith("3. read closed: it hung up", "   - a:1")
        .endsWith("   To do: look")
        .hasSize(5)
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void aLongWordStaysWhole() {
    String address = "a".repeat(150) + ":6379";
    assertThat(new Finding(Finding.Impact.RISK, "t", List.of("at " + address), "x").lines(1))
        .containsExactly("1. t", "   - at", "   " + address, "   To do: x");
  }

  @Test
  void oneThingIsSingular() {
    assertThat(Finding.count(0, "node")).isEqualTo("0 nodes");
    assertThat(Finding.count(1, "node")).isEqualTo("1 node");
    assertThat(Finding.count(2, "node")).isEqualTo("2 nodes");
  }

  @Test
  void columnsLineUp() {
    assertThat(
            new TextTable("NODE", "ROLE", "WHAT")
                .add("a:1", "primary", "")
                .add("abcdef:1", "", "x")
                .lines())
        .containsExactly("NODE      ROLE     WHAT", "a:1       primary", "abcdef:1           x");
  }
}
