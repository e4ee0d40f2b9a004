package io.github.redisclusterexporter.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Helm as a program, made of Helm's own Go library. It runs in a process of its own, because a Go
 * runtime in the JVM of the tests would change their signal handlers.
 */
final class HelmProgram {
  private HelmProgram() {}

  /**
   * Runs {@code lint CHART} or {@code template OUTPUT NAME NAMESPACE CHART VALUES_FILE...}. Exits
   * with 1 if Helm finds an error.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    try {
      System.exit(words.get(0).equals("lint") ? lint(words.get(1)) : template(words));
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static int lint(String chart) {
    LintResult result = new Helm(Path.of(chart)).lint().strict().call();
    result.getMessages().forEach(System.out::println);
    return result.isFailed() ? 1 : 0;
  }

  private static int template(List<String> words) throws IOException {
    TemplateCommand template =
        new Helm(Path.of(words.get(4)))
            .template()
            .withName(words.get(2))
            .withNamespace(words.get(3))
            .withKubeVersion("1.32.0");
    words.stream().skip(5).map(Path::of).forEach(template::withValuesFile);
    Files.writeString(Path.of(words.get(1)), template.call());
    return 0;
  }
}
