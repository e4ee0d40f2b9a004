package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cases of one file about the same alerts, with only the rules that decide them. promtool
 * evaluates every rule of a rule file at every step of every case, of which a case checks one: with
 * only the rules that matter, the same cases take a tenth of the time.
 *
 * @param file where the cases are
 * @param alerts names of the alerts that the cases check
 * @param rules that these alerts need
 * @param cases as they are in the file
 */
record FocusedRuleTest(Path file, Set<String> alerts, RuleGroups rules, List<Yaml> cases) {
  /** Cases of one part, after the first case. */
  private static final int PART = 4;

  /** All cases of all files, each once. */
  static List<FocusedRuleTest> all() throws IOException {
    RuleGroups shipped = RuleGroups.shipped();
    List<FocusedRuleTest> all = new ArrayList<>();
    for (Path file : RuleTests.files()) {
      Map<Set<String>, List<Yaml>> byAlerts =
          Yaml.read(file).each("tests").stream()
              .collect(
                  Collectors.groupingBy(
                      test -> alertsOf(test, shipped), LinkedHashMap::new, Collectors.toList()));
      byAlerts.forEach(
          (alerts, cases) ->
              all.add(new FocusedRuleTest(file, alerts, shipped.neededBy(alerts), cases)));
    }
    return all;
  }

  private static Set<String> alertsOf(Yaml test, RuleGroups shipped) {
    if (!test.each("promql_expr_test").isEmpty()) {
      // A query may read anything.
      return new TreeSet<>(shipped.names());
    }
    return test.each("alert_rule_test").stream()
        .map(check -> check.text("alertname").orElseThrow())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<String> names() {
    return cases.stream().map(test -> test.text("name").orElseThrow()).toList();
  }

  /** Whether its cases check one alert, and this rule is the alert or one that it reads. */
  boolean dependsOn(String rule) {
    return alerts.size() == 1 && rules.names().contains(rule);
  }

  FocusedRuleTest with(RuleMutant mutant) {
    return new FocusedRuleTest(file, alerts, rules.changed(mutant::instead), cases);
  }

  /** The first case alone, which finds most mutants, and then some at once. */
  Stream<FocusedRuleTest> parts() {
    return Stream.iterate(0, from -> from < cases.size(), from -> from == 0 ? 1 : from + PART)
        .map(
            from ->
                new FocusedRuleTest(
                    file,
                    alerts,
                    rules,
                    cases.subList(from, from == 0 ? 1 : Math.min(from + PART, cases.size()))));
  }

  /**
   * Writes the cases and their rules.
   *
   * @return the file for promtool
   */
  Path write(Path directory) throws IOException {
    Path written = Files.writeString(directory.resolve("rules.yml"), rules.file());
    Map<Object, Object> tests = new LinkedHashMap<>(Yaml.read(file).fields());
    tests.put("rule_files", List.of(written.toAbsolutePath().toString()));
    tests.put("tests", cases.stream().map(Yaml::fields).toList());
    return Files.writeString(directory.resolve("focused.test.yml"), RuleGroups.yaml(tests));
  }

  @Override
  public String toString() {
    return file.getFileName() + (alerts.size() == 1 ? " " + alerts : "");
  }
}
