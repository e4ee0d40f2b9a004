package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the rules ask Prometheus for. */
final class RuleQueries {
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:])(?:redis_cluster[_:][\\w:]*|up|ALERTS)(?![\\w(])(?:\\{[^}]*})?");

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right) \\(([^)]*)\\)");

  private static final Pattern MATCHER = Pattern.compile("[{,](\\w+)(?:=~|!~|!=|=)");

  /** A label after "with" may be missing. */
  private static final Pattern IN_TEXT = Pattern.compile("(?<!with )\\$labels\\.(\\w+)");

  private static final Pattern MADE_BY_RULE =
      Pattern.compile("label_replace\\(.*?, \"(\\w+)\"", Pattern.DOTALL);

  /** Only Kubernetes has it. */
  private static final Set<String> ELSEWHERE = Set.of("pod");

  private RuleQueries() {}

  /** One rule: its query, and the texts that go with it. */
  record Query(String name, String expression, String texts) {

    /** The metrics that it reads, with what it asks of their labels. */
    Set<String> selectors() {
      // The words of a grouping are labels, though one may look like a metric.
      return SELECTOR
          .matcher(GROUPING.matcher(expression).replaceAll(" "))
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels that it groups by, matches, joins on or writes into its texts. */
    Set<String> labels() {
      Set<String> labels =
          Stream.of(
                  GROUPING
                      .matcher(expression)
                      .results()
                      .flatMap(grouping -> Stream.of(grouping.group(1).split("[, ]+", -1))),
                  MATCHER.matcher(expression).results().map(label -> label.group(1)),
                  IN_TEXT.matcher(texts).results().map(label -> label.group(1)))
              .flatMap(stream -> stream)
              .filter(label -> !label.isEmpty())
              .collect(Collectors.toCollection(TreeSet::new));
      MADE_BY_RULE.matcher(expression).results().forEach(label -> labels.remove(label.group(1)));
      labels.removeAll(ELSEWHERE);
      return labels;
    }

    /** Selectors for each metric that it reads, and for each label on any of them. */
    Set<String> reads() {
      Set<String> all = new TreeSet<>(selectors());
      String metrics =
          selectors().stream()
              .map(selector -> selector.replaceFirst("\\{.*", ""))
              .distinct()
              .collect(Collectors.joining("|"));
      labels().forEach(label -> all.add("{__name__=~\"%s\",%s!=\"\"}".formatted(metrics, label)));
      return all;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Query> all() throws IOException {
    return Yaml.read(Alert.RULES).each("groups").stream()
        .flatMap(group -> group.each("rules").stream())
        .map(
            rule ->
                new Query(
                    rule.text("alert").or(() -> rule.text("record")).orElseThrow(),
                    rule.text("expr").orElseThrow(),
                    rule.in("annotations").fields().values().toString()))
        .toList();
  }
}
