package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases for promtool are those that the specifications and the values make. */
class RuleCasesTest {
  private static final Map<String, String> FILES = RuleCases.files();

  static Stream<Arguments> files() {
    return FILES.entrySet().stream().map(file -> Arguments.of(file.getKey(), file.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void theCasesAreUpToDate(String name, String content) throws IOException {
    GeneratedFile.check(RuleTests.DIRECTORY.resolve(name), "docs.update", content);
  }

  @Test
  void noOtherFileIsThere() throws IOException {
    assertThat(RuleTests.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(FILES.keySet());
  }
}
