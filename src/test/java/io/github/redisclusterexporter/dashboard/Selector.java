package io.github.redisclusterexporter.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A selector of series in a query, and what is done with it. Whether a query can be parsed at all,
 * Prometheus says; this is for what it does not mind.
 *
 * @param metric the name of the series
 * @param matched the labels that are matched
 * @param range the time in brackets, empty when there is none
 * @param calls what is applied to it, the innermost first
 */
record Selector(String metric, Set<String> matched, String range, List<Call> calls) {

  /**
   * A function or an aggregation.
   *
   * @param dropsInstance series that differ in their exporter alone become one
   */
  record Call(String name, boolean dropsInstance) {}

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|[A-Za-z_:][\\w:]*|[0-9.]+[a-z]*|[^\\s\\w]");
  private static final Set<String> AGGREGATIONS =
      Set.of("sum", "avg", "count", "max", "min", "group", "topk", "bottomk", "quantile");
  private static final Set<String> KEEPING = Set.of("topk", "bottomk");
  private static final Set<String> GROUPINGS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /** All selectors of a query, in its order. */
  static List<Selector> in(String query) {
    Reader reader = new Reader(TOKEN.matcher(query).results().map(MatchResult::group).toList());
    reader.read();
    return reader.found;
  }

  /** The labels by which a query groups and joins. */
  static Set<String> grouped(String query) {
    Reader reader = new Reader(TOKEN.matcher(query).results().map(MatchResult::group).toList());
    reader.read();
    return reader.grouped;
  }

  /** Goes through the words of one query, once. */
  private static final class Reader {
    private final List<String> tokens;
    private final List<Selector> found = new ArrayList<>();
    private final Set<String> grouped = new TreeSet<>();
    private final Deque<Call> calls = new ArrayDeque<>();
    private int next;

    Reader(List<String> tokens) {
      this.tokens = tokens;
    }

    void read() {
      while (next < tokens.size()) {
        String token = tokens.get(next++);
        if (token.equals("(")) {
          calls.push(new Call("", false));
        } else if (token.equals(")")) {
          calls.pop();
        } else if (GROUPINGS.contains(token) && peek("(")) {
          grouped.addAll(list("(", ")"));
        } else if (AGGREGATIONS.contains(token)) {
          aggregation(token);
        } else if (isName(token) && !WORDS.contains(token) && !GROUPINGS.contains(token)) {
          named(token);
        }
      }
    }

    private void aggregation(String name) {
      boolean drops = !KEEPING.contains(name);
      if (peek("by") || peek("without")) {
        boolean by = tokens.get(next++).equals("by");
        Set<String> labels = list("(", ")");
        grouped.addAll(labels);
        drops = by != labels.contains("instance");
      }
      expect("(");
      calls.push(new Call(name, drops));
    }

    private void named(String name) {
      if (peek("(")) {
        next++;
        calls.push(new Call(name, false));
        return;
      }
      Set<String> matched = peek("{") ? matchers() : Set.of();
      String range =
          next < tokens.size() && tokens.get(next).startsWith("[") ? tokens.get(next++) : "";
      found.add(
          new Selector(
              name,
              matched,
              range.isEmpty() ? "" : range.substring(1, range.length() - 1),
              calls.stream().filter(call -> !call.name().isEmpty()).toList()));
    }

    private Set<String> matchers() {
      return list("{", "}");
    }

    /** The names between these, whatever they are compared with. */
    private Set<String> list(String open, String close) {
      expect(open);
      Set<String> names = new TreeSet<>();
      while (!peek(close)) {
        String token = tokens.get(next++);
        if (isName(token)) {
          names.add(token);
        }
      }
      expect(close);
      return names;
    }

    private boolean peek(String token) {
      return next < tokens.size() && tokens.get(next).equals(token);
    }

    private void expect(String token) {
      if (!peek(token)) {
        throw new IllegalArgumentException(
            "no " + token + " after " + String.join(" ", tokens.subList(0, next)));
      }
      next++;
    }

    private static boolean isName(String token) {
      return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }
  }
}
