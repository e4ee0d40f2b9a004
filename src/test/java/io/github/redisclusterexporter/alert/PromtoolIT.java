package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules and the routes by the programs that will read them. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("cpu-bound")
@Order(1)
class PromtoolIT {

  static List<FocusedRuleTest> focused() throws IOException {
    return FocusedRuleTest.all();
  }

  static List<Path> tests() throws IOException {
    return RuleTests.files();
  }

  @Test
  void theRulesAreClean() throws Exception {
    run("promtool", "the alert rules", "check", "rules", Alert.RULES.toString());
  }

  @Test
  void theRoutesAreClean() throws Exception {
    run("amtool", "the example for Alertmanager", "check-config", Routes.FILE.toString());
  }

  @Test
  void everyCaseIsRun() throws Exception {
    assertThat(FocusedRuleTest.all().stream().flatMap(focused -> focused.names().stream()))
        .containsExactlyInAnyOrderElementsOf(RuleTests.names());
  }

  @ParameterizedTest
  @MethodSource("focused")
  void theRulesDoWhatTheyPromise(FocusedRuleTest focused, @TempDir Path directory)
      throws Exception {
    run("promtool", "the alert rules", "test", "rules", focused.write(directory).toString());
  }

  /** As contributors run them, with all rules at every step: the same result, in minutes. */
  @ParameterizedTest
  @MethodSource("tests")
  @Tag("full")
  void theShippedTestsPass(Path tests) throws Exception {
    run("promtool", "the alert rules", "test", "rules", tests.toString());
  }

  private static void run(String program, String untested, String... arguments)
      throws IOException, InterruptedException {
    Optional<Path> found = Executables.onPath(program);
    if (found.isEmpty()) {
      MissingTools.report(program, untested);
      return;
    }
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(found.get().toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
