package io.github.redisclusterexporter.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultsDocTest {

  @Test
  void theFaultsPageIsUpToDate() throws IOException {
    GeneratedFile.check(
        Path.of("docs", "development", "faults.md"), "docs.update", NetworkFaults.page());
  }

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Set<String> named =
        Pattern.compile("`([A-Z][A-Za-z]+(?:IT|Test))`")
            .matcher(NetworkFaults.page())
            .results()
            .map(found -> found.group(1) + ".java")
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsAll(named);
    }
  }
}
