package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/troubleshooting.md is written from what {@code --check} says. */
class TroubleshootingDocTest {
  private static final Pattern CODE =
      Pattern.compile(
          "\\b[A-Z]+(?:_[A-Z]+)+\\b|\\+asking|maxclients|lua-time-limit|getent hosts NAME"
              + "|redis-cli --cluster check|(?:CLIENT|SCRIPT|FUNCTION|CLUSTER|XINFO) [A-Z]+"
              + "|INFO replication|\\bINFO\\b|docs/acl\\.md");

  private static final String HEAD =
      """
      # Troubleshooting

      <!-- Generated from the messages of --check by TroubleshootingDocTest; run it with -Ddocs.update=true. -->

      `java -jar redis-cluster-exporter.jar --check` checks every node and reports which of the faults (errors)
      below occur, and on which nodes. If the user lacks permissions, it prints the command that grants them.
      While the exporter runs, the metric `redis_cluster_exporter_probe_errors_total{stage,code}` counts every
      fault, and the log has one line for each change of a node's state.

      | stage | code | meaning | what to do |
      |---|---|---|---|
      """;

  private static final String TAIL =
      """

      If nodes are missing in the metrics, they have never answered, and no other node reports them. Run
      `redis-cli CLUSTER NODES` on a reachable node to see which nodes it knows.
      """;

  @Test
  void isUpToDate() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Fault fault : Fault.values()) {
      Advice advice = Advice.of(fault);
      page.append("| `").append(fault.stage()).append("` | `").append(fault.code()).append("` | ");
      page.append(marked(advice.meaning())).append(" | ");
      page.append(marked(advice.solution())).append(" |\n");
    }
    GeneratedFile.check(
        Path.of("docs", "troubleshooting.md"), "docs.update", page.append(TAIL).toString());
  }

  private static String marked(String text) {
    return CODE.matcher(text)
        .replaceAll(
            found ->
                found.group().equals("docs/acl.md")
                    ? "[the grants](acl.md)"
                    : "`" + found.group() + "`")
        .replace("the grants of [the grants](acl.md)", "[the grants](acl.md)");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyFaultHasItsWords(Fault fault) {
    Advice advice = Advice.of(fault);
    assertThat(advice.meaning()).isNotBlank().doesNotEndWith(".").doesNotContain("|");
    assertThat(advice.solution()).isNotBlank().doesNotEndWith(".").doesNotContain("|");
  }
}
