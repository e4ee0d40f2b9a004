package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.RuleMutant.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All mutants of the rules, and the page that names those that no case finds. */
final class RuleMutants {
  static final Path PAGE = Path.of("docs", "development", "alert-mutants.md");

  /** A rule, its change and, in the next line, the reason. */
  private static final Pattern NAMED = Pattern.compile("(?m)^- (\\w[\\w:]+): `(.+)`\\n {2}\\S");

  private RuleMutants() {}

  static List<RuleMutant> all() throws IOException {
    return RuleGroups.shipped().rules().stream()
        .flatMap(rule -> RuleMutations.of(rule).stream())
        .toList();
  }

  /** A rule file with all of them. */
  static String file() throws IOException {
    List<Yaml> groups = new ArrayList<>();
    for (RuleMutant mutant : all()) {
      groups.add(new Yaml(Map.of("name", "mutant", "rules", List.of(mutant.changed().fields()))));
    }
    return new RuleGroups(groups).file();
  }

  /** Those that no case finds, as {@link RuleMutant#toString} writes them. */
  static List<String> named() throws IOException {
    return NAMED
        .matcher(Files.readString(PAGE))
        .results()
        .map(named -> named.group(1) + ": " + named.group(2))
        .toList();
  }

  /** The table of the page. */
  static String table() throws IOException {
    List<RuleMutant> all = all();
    List<String> named = named();
    return "| change | mutants | found | not found | share found |\n|---|---|---|---|---|\n"
        + Stream.of(Kind.values())
            .map(
                kind ->
                    row(
                        kind.text(),
                        all.stream().filter(mutant -> mutant.kind() == kind).toList(),
                        named))
            .collect(Collectors.joining())
        + row("all", all, named);
  }

  private static String row(String text, List<RuleMutant> mutants, List<String> named) {
    int all = mutants.size();
    int left = (int) mutants.stream().map(RuleMutant::toString).filter(named::contains).count();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %.1f %% |\n",
        text,
        all,
        all - left,
        left,
        100.0 * (all - left) / all);
  }
}
