package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.RuleMutant.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes all mutants of one rule. */
final class RuleMutations {
  private static final Map<String, String> INVERSE =
      Map.of(">", "<=", "<", ">=", ">=", "<", "<=", ">", "==", "!=", "max", "min", "min", "max");

  private static final Pattern COMPARISON = Pattern.compile("(?<=\\s)(>=|<=|==|>|<)(?=\\s)");
  private static final Pattern THRESHOLD =
      Pattern.compile("(?<=\\s(?:>=|<=|>|<) )\\d+(?:\\.\\d+)?(?![\\d.])");
  private static final Pattern AGGREGATION = Pattern.compile("\\b(?:max|min)(?= (?:by|without) )");
  private static final Pattern MATCHERS = Pattern.compile("\\{([^{}]+)}");
  private static final Pattern MATCHER = Pattern.compile("\\w+(?:=~|!~|!=|=)\"[^\"]*\"");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** Characters of the line before and after a change. */
  private static final int CONTEXT = 48;

  private final Yaml rule;
  private final String expression;
  private final List<RuleMutant> mutants = new ArrayList<>();
  private final Set<String> changes = new HashSet<>();

  private RuleMutations(Yaml rule) {
    this.rule = rule;
    expression = rule.text("expr").orElseThrow();
  }

  static List<RuleMutant> of(Yaml rule) {
    RuleMutations mutations = new RuleMutations(rule);
    mutations.durations("for");
    mutations.durations("keep_firing_for");
    mutations.severity();
    mutations.tokens(Kind.COMPARISON, COMPARISON, RuleMutations::invert);
    mutations.tokens(Kind.THRESHOLD, THRESHOLD, RuleMutations::scale);
    mutations.tokens(Kind.AGGREGATION, AGGREGATION, RuleMutations::invert);
    mutations.matchers();
    SetOperands.of(masked(mutations.expression))
        .forEach(operand -> mutations.replace(Kind.TERM, operand.start(), operand.end(), ""));
    return mutations.mutants;
  }

  private void durations(String key) {
    rule.text(key)
        .map(PrometheusDuration::parse)
        .map(Duration::toSeconds)
        .ifPresent(
            seconds -> {
              with(Kind.DURATION, key, seconds / 2 + "s", key + " halved");
              with(Kind.DURATION, key, seconds * 2 + "s", key + " doubled");
            });
  }

  private void severity() {
    rule.in("labels")
        .text("severity")
        .ifPresent(
            severity -> {
              Map<Object, Object> labels = new HashMap<>(rule.in("labels").fields());
              labels.put("severity", severity.equals("warning") ? "critical" : "warning");
              with(Kind.SEVERITY, "labels", labels, "another severity");
            });
  }

  private static List<String> invert(String token) {
    return List.of(INVERSE.get(token));
  }

  /** Half, and half more: rounded up, because counts are whole. */
  private static List<String> scale(String token) {
    BigDecimal number = new BigDecimal(token);
    if (number.signum() == 0) {
      return List.of("1");
    }
    BigDecimal more = number.multiply(new BigDecimal("1.5"));
    return Stream.of(
            number.multiply(new BigDecimal("0.5")),
            token.contains(".") ? more : more.setScale(0, RoundingMode.CEILING))
        .map(scaled -> scaled.stripTrailingZeros().toPlainString())
        .toList();
  }

  private void tokens(Kind kind, Pattern pattern, Function<String, List<String>> others) {
    for (MatchResult token : pattern.matcher(masked(expression)).results().toList()) {
      for (String other : others.apply(token.group())) {
        replace(kind, token.start(), token.end(), other);
      }
    }
  }

  private void matchers() {
    for (MatchResult braces : MATCHERS.matcher(expression).results().toList()) {
      Matcher matcher = MATCHER.matcher(expression).region(braces.start(1), braces.end(1));
      while (matcher.find()) {
        // With the comma before or after it.
        int from = matcher.start();
        int to = matcher.end();
        if (to < braces.end(1)) {
          to++;
        } else if (from > braces.start(1)) {
          from--;
        }
        replace(Kind.MATCHER, from, to, "");
      }
    }
  }

  private void replace(Kind kind, int from, int to, String text) {
    String before =
        expression.substring(wordStart(Math.max(lineStart(from), from - CONTEXT)), from);
    String removed = expression.substring(from, to).strip().replaceAll("\\s+", " ");
    String after = expression.substring(to, wordEnd(Math.min(lineEnd(to), to + CONTEXT)));
    String change =
        text.isEmpty()
            ? "without "
                + shortened(removed)
                + (kind == Kind.MATCHER ? " after " + before.strip() : "")
            : removed + " → " + text + " in " + (before + removed + after).strip();
    with(kind, "expr", expression.substring(0, from) + text + expression.substring(to), change);
  }

  private static String shortened(String text) {
    return text.length() <= 2 * CONTEXT ? text : text.substring(0, 2 * CONTEXT) + "…";
  }

  /** Where the word begins that contains the character. */
  private int wordStart(int index) {
    int start = index;
    while (start > 0 && isWord(start - 1) && isWord(start)) {
      start--;
    }
    return start;
  }

  private int wordEnd(int index) {
    int end = index;
    while (end < expression.length() && isWord(end - 1) && isWord(end)) {
      end++;
    }
    return end;
  }

  private boolean isWord(int index) {
    return Character.isLetterOrDigit(expression.charAt(index))
        || "_:".indexOf(expression.charAt(index)) >= 0;
  }

  private int lineStart(int index) {
    return expression.lastIndexOf('\n', index - 1) + 1;
  }

  private int lineEnd(int index) {
    int end = expression.indexOf('\n', index);
    return end < 0 ? expression.length() : end;
  }

  private void with(Kind kind, String key, Object value, String text) {
    Map<Object, Object> fields = new LinkedHashMap<>(rule.fields());
    fields.put(key, value);
    String change = text.strip();
    for (int i = 2; !changes.add(change); i++) {
      change = text.strip() + " (" + i + ")";
    }
    mutants.add(new RuleMutant(RuleGroups.name(rule), kind, change, new Yaml(fields)));
  }

  /** Without what is in quotes, and of the same length. */
  private static String masked(String text) {
    return QUOTED
        .matcher(text)
        .replaceAll(found -> "\"" + "x".repeat(found.group().length() - 2) + "\"");
  }
}
