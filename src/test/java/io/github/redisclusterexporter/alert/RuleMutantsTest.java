package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleMutantsTest {
  private static final Yaml RULE =
      new Yaml(
          Map.of(
              "alert",
              "Example",
              "expr",
              """
              max by (node) (a{b="x > 1",c="y"}) > 0
              and on (node)
              (d == 1 or e < 3)
              """,
              "for",
              "1m",
              "labels",
              Map.of("severity", "critical")));

  @Test
  void eachMutantHasOneChange() {
    assertThat(RuleMutations.of(RULE))
        .extracting(RuleMutant::change)
        .containsExactly(
            "for halved",
            "for doubled",
            "another severity",
            "> → <= in max by (node) (a{b=\"x > 1\",c=\"y\"}) > 0",
            "== → != in (d == 1 or e < 3)",
            "< → >= in (d == 1 or e < 3)",
            "0 → 1 in max by (node) (a{b=\"x > 1\",c=\"y\"}) > 0",
            "3 → 1.5 in (d == 1 or e < 3)",
            "3 → 5 in (d == 1 or e < 3)",
            "max → min in max by (node) (a{b=\"x > 1\",c=\"y\"}) > 0",
            "without b=\"x > 1\", after max by (node) (a{",
            "without ,c=\"y\" after max by (node) (a{b=\"x > 1\"",
            "without or e < 3",
            "without d == 1 or",
            "without and on (node) (d == 1 or e < 3)");
  }

  @Test
  void aMutantStandsForItsRuleOnly() {
    RuleMutant mutant = RuleMutations.of(RULE).get(0);
    Yaml changed = mutant.instead(RULE);
    assertThat(changed.text("for")).contains("30s");
    assertThat(changed.text("expr")).isEqualTo(RULE.text("expr"));
    Yaml other = new Yaml(Map.of("record", "a:b", "expr", "c"));
    assertThat(mutant.instead(other)).isEqualTo(other);
  }

  @Test
  void eachHasItsName() throws IOException {
    assertThat(RuleMutants.all()).extracting(RuleMutant::toString).doesNotHaveDuplicates();
  }

  @Test
  void theTestsOfARuleAreRunInParts() throws IOException {
    for (FocusedRuleTest test : FocusedRuleTest.all()) {
      assertThat(test.parts().flatMap(part -> part.names().stream()).toList())
          .containsExactlyElementsOf(test.names());
    }
  }

  @Test
  void eachThatIsNotFoundHasAReason() throws IOException {
    assertThat(Files.readAllLines(RuleMutants.PAGE))
        .filteredOn(line -> line.startsWith("- "))
        .hasSameSizeAs(RuleMutants.named());
  }

  /** {@link RuleMutationIT} proves that the cases find the others. */
  @Test
  void atMostOneInTwentyIsNotFound() throws IOException {
    List<String> named = RuleMutants.named();
    List<RuleMutant> all = RuleMutants.all();
    assertThat(all).extracting(RuleMutant::toString).containsAll(named);
    assertThat(named).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(all.size() / 20);
  }

  @Test
  void thePageCountsThem() throws IOException {
    GeneratedFile.checkPart(RuleMutants.PAGE, "docs.update", "mutants", RuleMutants.table());
  }
}
