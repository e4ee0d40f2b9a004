package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingCommasTest {

  @Test
  void sectionsThatHoconWouldMergeAreRefused(@TempDir Path directory) {
    ConfigInput input =
        ConfigInput.valid().file(directory, "# queues", "queues = [ { key = a } { key = b } ]");
    assertThat(input.lines())
        .singleElement()
        .asString()
        .contains("exporter.conf:2")
        .contains("put a comma or a line break between them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{a=1}{b=2}]",
        "[ { a = 1 }\t{ b = 2 } ]",
        "[\"a\" \"b\"]",
        "[\"\"\"a\"\"\" \"b\"]",
        "[ [ {} {} ] ]",
        "[ {x = \"}\"} {} ]",
        "x { y = [ { z { } } { } ] }"
      })
  void oneIsFound(String hocon) {
    assertThat(MissingCommas.lines(hocon)).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ { a = 1 }, { b = 2 } ]",
        "[ { a = 1 }\n{ b = 2 } ]",
        "[ { a = 1 } # first\n { b = 2 } ]",
        "[ \"a\", \"b\" ]",
        "[ \"a\"\n\"b\" ]",
        "[ \"} {\" ] // } {",
        "[ \"\\\" \\\"\" ]",
        "a = {} {}",
        "[ ${x} { a = 1 } ]",
        "[ { a = \"b\" \"c\" } ]"
      })
  void noneIsFound(String hocon) {
    assertThat(MissingCommas.lines(hocon)).isEmpty();
  }

  @Test
  void theLineIsTheOneOfTheSecondItem() {
    assertThat(MissingCommas.lines("a = \"\"\"\n\n\"\"\"\nb = [\n{}, {\n} {}\n{} {}]"))
        .containsExactly(6, 7);
  }

  @Test
  void longTextsAreNoProblem() {
    String text = "\"" + "a\\\"b".repeat(100_000) + "\"";
    assertThat(MissingCommas.lines("[ " + text + ", {} {} ]")).containsExactly(1);
  }
}
