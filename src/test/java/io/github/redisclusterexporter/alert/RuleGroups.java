package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/**
 * Groups of rules, as in a rule file.
 *
 * @param groups each with its rules; two may have the same name
 */
record RuleGroups(List<Yaml> groups) {

  /** Those of all files. */
  static RuleGroups shipped() throws IOException {
    return new RuleGroups(
        Stream.concat(
                Yaml.read(Alert.RULES).each("groups").stream(),
                Yaml.read(Alert.OPT_IN).each("groups").stream())
            .toList());
  }

  /** The name of the alert, or of what the rule records. */
  static String name(Yaml rule) {
    return rule.text("alert").or(() -> rule.text("record")).orElseThrow();
  }

  List<Yaml> rules() {
    return groups.stream().flatMap(group -> group.each("rules").stream()).toList();
  }

  Set<String> names() {
    return rules().stream()
        .map(RuleGroups::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The alerts and, over any number of steps, every rule whose name their expressions contain. */
  RuleGroups neededBy(Set<String> alerts) {
    Map<String, String> expressions =
        rules().stream()
            .collect(
                Collectors.toMap(
                    RuleGroups::name,
                    rule -> rule.text("expr").orElseThrow(),
                    (one, other) -> one + " " + other));
    Set<String> needed = new LinkedHashSet<>();
    List<String> next = new ArrayList<>(alerts);
    while (!next.isEmpty()) {
      String name = next.remove(next.size() - 1);
      if (needed.add(name)) {
        String read = expressions.getOrDefault(name, "");
        expressions.keySet().stream().filter(other -> contains(read, other)).forEach(next::add);
      }
    }
    return new RuleGroups(
        groups.stream()
            .map(
                group ->
                    with(
                        group,
                        group.each("rules").stream()
                            .filter(rule -> needed.contains(name(rule)))
                            .toList()))
            .filter(group -> !group.each("rules").isEmpty())
            .toList());
  }

  private static boolean contains(String expression, String name) {
    return Pattern.compile("(?<![\\w:])" + Pattern.quote(name) + "(?![\\w:])")
        .matcher(expression)
        .find();
  }

  /** The groups with other rules. */
  RuleGroups changed(UnaryOperator<Yaml> change) {
    return new RuleGroups(
        groups.stream()
            .map(group -> with(group, group.each("rules").stream().map(change).toList()))
            .toList());
  }

  private static Yaml with(Yaml group, List<Yaml> rules) {
    Map<Object, Object> fields = new LinkedHashMap<>(group.fields());
    fields.put("rules", rules.stream().map(Yaml::fields).toList());
    return new Yaml(fields);
  }

  /** The content of one file; in it, each group has a name of its own. */
  String file() {
    List<Map<?, ?>> named = new ArrayList<>();
    for (Yaml group : groups) {
      Map<Object, Object> fields = new LinkedHashMap<>(group.fields());
      fields.put("name", group.text("name").orElseThrow() + named.size());
      named.add(fields);
    }
    return yaml(Map.of("groups", named));
  }

  static String yaml(Map<?, ?> content) {
    return new Dump(DumpSettings.builder().build()).dumpToString(content);
  }
}
