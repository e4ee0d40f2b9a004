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
      # When something is not right

      Written from the sources: `mvn test -Ddocs.update=true` writes it again.

      `java -jar redis-cluster-exporter.jar --check` looks at every node and says what of this page
      applies where, and where the user may do too little, it prints the command that makes one who may.
      On the page of a running exporter,
      `redis_cluster_exporter_probe_errors_total{stage,code}` counts every fault, and the log has one
      line when the state of a node changes.

      | stage | code | what it means | what to do |
      |---|---|---|---|
      """;

  private static final String TAIL =
      """

      When only some nodes are there, the others never answered and no node names them:
      `redis-cli CLUSTER NODES` on a node that is there tells whom it knows.
      """;

  @Test
  void isUpToDate() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Fault fault : Fault.values()) {
      Advice advice = Advice.of(fault);
      page.append("| `").append(fault.stage()).append("` | `").append(fault.code()).append("` | ");
      page.append(marked(advice.meaning())).append(" | ");
      page.append(marked(advice.todo())).append(" |\n");
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
    assertThat(advice.todo()).isNotBlank().doesNotEndWith(".").doesNotContain("|");
  }
}
