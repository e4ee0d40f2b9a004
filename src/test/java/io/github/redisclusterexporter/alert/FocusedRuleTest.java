package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/**
 * The cases of one file about the same alerts, with only the rules that decide them. promtool
 * evaluates every rule of a rule file at every step of every case, of which a case checks one: with
 * only the rules that matter, the same cases take a tenth of the time.
 *
 * @param file where the cases are
 * @param alerts names of the alerts that the cases check
 * @param cases as they are in the file
 */
record FocusedRuleTest(Path file, Set<String> alerts, List<Yaml> cases) {

  /** All cases of all files, each once. */
  static List<FocusedRuleTest> all() throws IOException {
    List<FocusedRuleTest> all = new ArrayList<>();
    for (Path file : RuleTests.files()) {
      Map<Set<String>, List<Yaml>> byAlerts =
          Yaml.read(file).each("tests").stream()
              .collect(
                  Collectors.groupingBy(
                      FocusedRuleTest::alertsOf, LinkedHashMap::new, Collectors.toList()));
      byAlerts.forEach((alerts, cases) -> all.add(new FocusedRuleTest(file, alerts, cases)));
    }
    return all;
  }

  private static Set<String> alertsOf(Yaml test) {
    if (!test.each("promql_expr_test").isEmpty()) {
      // A query may read anything.
      return rules().map(FocusedRuleTest::name).collect(Collectors.toCollection(TreeSet::new));
    }
    return test.each("alert_rule_test").stream()
        .map(check -> check.text("alertname").orElseThrow())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Yaml> rules() {
    return shipped().flatMap(group -> group.each("rules").stream());
  }

  /** The groups of all files; two may have one name. */
  private static Stream<Yaml> shipped() {
    try {
      return Stream.concat(
          Yaml.read(Alert.RULES).each("groups").stream(),
          Yaml.read(Alert.OPT_IN).each("groups").stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Yaml rule) {
    return rule.text("alert").or(() -> rule.text("record")).orElseThrow();
  }

  List<String> names() {
    return cases.stream().map(test -> test.text("name").orElseThrow()).toList();
  }

  /**
   * Writes the cases and their rules.
   *
   * @return the file for promtool
   */
  Path write(Path directory) throws IOException {
    Path rules = directory.resolve("rules.yml");
    Files.writeString(rules, yaml(withOnly(needed())));
    Map<Object, Object> tests = new LinkedHashMap<>(Yaml.read(file).fields());
    tests.put("rule_files", List.of(rules.toAbsolutePath().toString()));
    tests.put("tests", cases.stream().map(Yaml::fields).toList());
    return Files.writeString(directory.resolve("focused.test.yml"), yaml(tests));
  }

  private static String yaml(Map<?, ?> content) {
    return new Dump(DumpSettings.builder().build()).dumpToString(content);
  }

  /** The alerts and, over any number of steps, every rule whose name their expressions contain. */
  private Set<String> needed() {
    Map<String, List<String>> expressions =
        rules()
            .collect(
                Collectors.groupingBy(
                    FocusedRuleTest::name,
                    Collectors.mapping(
                        rule -> rule.text("expr").orElseThrow(), Collectors.toList())));
    Set<String> needed = new LinkedHashSet<>();
    List<String> next = new ArrayList<>(alerts);
    while (!next.isEmpty()) {
      String name = next.remove(next.size() - 1);
      if (needed.add(name)) {
        String read = String.join(" ", expressions.getOrDefault(name, List.of()));
        expressions.keySet().stream().filter(other -> contains(read, other)).forEach(next::add);
      }
    }
    return needed;
  }

  private static boolean contains(String expression, String name) {
    return Pattern.compile("(?<![\\w:])" + Pattern.quote(name) + "(?![\\w:])")
        .matcher(expression)
        .find();
  }

  private static Map<?, ?> withOnly(Set<String> names) {
    List<Map<?, ?>> groups = new ArrayList<>();
    for (Yaml group : shipped().toList()) {
      List<Map<?, ?>> rules = new ArrayList<>();
      for (Yaml rule : group.each("rules")) {
        if (names.contains(name(rule))) {
          rules.add(rule.fields());
        }
      }
      if (!rules.isEmpty()) {
        Map<Object, Object> smaller = new HashMap<>(group.fields());
        smaller.put("rules", rules);
        smaller.put("name", group.text("name").orElseThrow() + groups.size());
        groups.add(smaller);
      }
    }
    return Map.of("groups", groups);
  }

  @Override
  public String toString() {
    return file.getFileName() + (alerts.size() == 1 ? " " + alerts : "");
  }
}
