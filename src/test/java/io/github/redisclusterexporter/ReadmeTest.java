package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that people read name only what exists. */
class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern ACL_LINE = Pattern.compile("`ACL SETUSER [^`]*`");

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
              docs.filter(page -> page.toString().endsWith(".md")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    assertThat(found(LINK, page))
        .allSatisfy(
            link -> assertThat(page.resolveSibling(link.substring(2, link.length() - 1))).exists());
  }

  @Test
  void theUserIsTheOneThatIsTested() throws IOException {
    assertThat(found(ACL_LINE, Path.of("README.md")))
        .isNotEmpty()
        .isEqualTo(found(ACL_LINE, Path.of("docs", "acl.md")));
  }

  private static List<String> found(Pattern pattern, Path page) throws IOException {
    return pattern.matcher(Files.readString(page)).results().map(MatchResult::group).toList();
  }
}
