package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases of the rules find each mutant of a rule, except those that the page names. */
@Tag("full")
@Tag("cpu-bound")
@Order(1)
class RuleMutationIT {
  /** Rules whose mutants are tried. */
  private static final Pattern ONLY = Pattern.compile(System.getProperty("alerts.only", ".*"));

  private final Optional<Path> promtool = Executables.onPath("promtool");

  /** What promtool answered. */
  private record Answer(int status, String output) {}

  @BeforeEach
  void reportMissing() {
    if (promtool.isEmpty()) {
      MissingTools.report("promtool", "the mutants of the alert rules");
    }
  }

  @Test
  void theMutantsAreRules(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("rules.yml"), RuleMutants.file());
    if (promtool.isPresent()) {
      Answer answer = promtool(directory, "check", "rules", "--lint=none", file.toString());
      assertThat(answer.status()).as(answer.output()).isZero();
    }
  }

  @Test
  void theOthersAreFound(@TempDir Path directory) throws Exception {
    if (promtool.isPresent()) {
      assertThat(survivors(directory))
          .as("mutants that no case finds; the reasons are in %s", RuleMutants.PAGE)
          .containsExactlyInAnyOrderElementsOf(
              RuleMutants.named().stream()
                  .filter(named -> isSelected(named.substring(0, named.indexOf(": "))))
                  .toList());
    }
  }

  private static boolean isSelected(String rule) {
    return ONLY.matcher(rule).matches();
  }

  private List<String> survivors(Path directory) throws Exception {
    List<RuleMutant> mutants =
        RuleMutants.all().stream().filter(mutant -> isSelected(mutant.rule())).toList();
    List<FocusedRuleTest> tests = FocusedRuleTest.all();
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (RuleMutant mutant : mutants) {
      Path place = Files.createDirectory(directory.resolve("mutant" + tries.size()));
      tries.add(() -> isFound(mutant, tests, place));
    }
    ExecutorService processes =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<String> survivors = new ArrayList<>();
    try {
      List<Future<Boolean>> found = processes.invokeAll(tries);
      for (int i = 0; i < found.size(); i++) {
        if (!found.get(i).get()) {
          survivors.add(mutants.get(i).toString());
        }
      }
    } finally {
      processes.shutdownNow();
    }
    return survivors;
  }

  private boolean isFound(RuleMutant mutant, List<FocusedRuleTest> tests, Path place)
      throws IOException, InterruptedException {
    for (FocusedRuleTest part : partsFor(mutant, tests).toList()) {
      Answer answer = promtool(place, "test", "rules", part.write(place).toString());
      if (answer.status() != 0) {
        assertThat(answer.output()).as(mutant.toString()).containsPattern("exp:|err:");
        return true;
      }
    }
    return false;
  }

  /** The cases of the rule itself first: they find most. */
  private static Stream<FocusedRuleTest> partsFor(RuleMutant mutant, List<FocusedRuleTest> tests) {
    return tests.stream()
        .filter(test -> test.dependsOn(mutant.rule()))
        .sorted(Comparator.comparing(test -> !test.alerts().contains(mutant.rule())))
        .flatMap(test -> test.with(mutant).parts());
  }

  private Answer promtool(Path place, String... arguments)
      throws IOException, InterruptedException {
    // At a low priority: other classes, which run at the same time, have time limits.
    List<String> command =
        new ArrayList<>(List.of("nice", "-n", "19", promtool.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Path output = place.resolve("output");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new Answer(status, Files.readString(output));
  }
}
