package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What queries answer for series that are written down, as promtool finds it. */
final class QueryProof {
  private final StringBuilder series = new StringBuilder();
  private final StringBuilder expected = new StringBuilder();

  private QueryProof() {}

  /**
   * For these series.
   *
   * @param values every 15 s, as promtool reads them, by the names of the series
   */
  static QueryProof of(Map<String, String> values) {
    QueryProof proof = new QueryProof();
    new TreeMap<>(values)
        .forEach(
            (name, samples) ->
                proof.series.append(
                    "      - series: '%s'\n        values: '%s'\n".formatted(name, samples)));
    return proof;
  }

  /** The query has these answers at that time, to three decimals, by their labels in braces. */
  QueryProof expect(String query, String time, Map<String, Double> answers) {
    expected.append(
        "      - expr: 'round(%s, 0.001)'\n        eval_time: %s\n".formatted(query, time));
    expected.append(answers.isEmpty() ? "" : "        exp_samples:\n");
    new TreeMap<>(answers)
        .forEach(
            (labels, value) ->
                expected.append(
                    "          - labels: '%s'\n            value: %s\n".formatted(labels, value)));
    return this;
  }

  /** Has promtool do it, with a file in this folder. */
  void run(Path directory) throws IOException, InterruptedException {
    Optional<Path> promtool = Executables.onPath("promtool");
    if (promtool.isEmpty()) {
      MissingTools.report("promtool", "queries of the dashboards on series that are written down");
      return;
    }
    String head =
        """
        rule_files: []
        tests:
          - interval: 15s
            input_series:
        """;
    Path file =
        Files.writeString(
            directory.resolve("queries.yml"), head + series + "    promql_expr_test:\n" + expected);
    Process process =
        new ProcessBuilder(promtool.get().toString(), "test", "rules", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
