package io.github.redisclusterexporter.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One series of a test case.
 *
 * @param selector the metric and its labels; {@code n1} stands for the labels of node 1
 * @param well its values before and after the fault: {@code 5} stays, {@code +5} is added in every
 *     step, {@code 100+5} begins at 100, {@code gone} is absent, {@code 5 20 7 30 8} is 5 in the
 *     first 20 steps of the case, 7 up to step 30, and 8 after it
 * @param hurt its values during the fault
 * @param exporter the only exporter that has it, empty for both
 */
record CaseSeries(String selector, String well, String hurt, String exporter) {
  private static final Pattern NODE = Pattern.compile("(?<=[{,])n(\\d+)(?=[,}])");
  private static final Pattern VALUE =
      Pattern.compile("(-?[\\d.]+(?:e\\d+)?)?(?:([+-])([\\d.]+))?");
  private static final String STALE = "stale";
  private static final String NOTHING = "_";

  /** How the values of one step come about. */
  enum State {
    WELL,
    HURT
  }

  /**
   * Some steps.
   *
   * @param blind exporters that cannot be scraped, by their letters
   */
  record Phase(State state, int steps, String blind) {}

  String metric() {
    return selector.replaceFirst("\\{.*", "");
  }

  boolean hasNode() {
    return NODE.matcher(selector).find() || selector.contains("node=\"");
  }

  /** Its labels as in a page, without the braces. */
  String labels() {
    Matcher node = NODE.matcher(selector);
    String full = node.replaceAll("node=\"10.0.0.$1:7000\",node_id=\"n$1\"");
    int brace = full.indexOf('{');
    return brace < 0 ? "" : full.substring(brace + 1, full.length() - 1);
  }

  /** The values as promtool reads them. */
  String values(List<Phase> phases, String letter) {
    List<String> steps = new ArrayList<>();
    double value = 0;
    boolean there = false;
    State before = null;
    for (Phase phase : phases) {
      for (int i = 0; i < phase.steps(); i++) {
        String text = at(phase.state() == State.HURT ? hurt : well, steps.size());
        Matcher matcher = VALUE.matcher(text);
        boolean seen = !text.equals("gone") && !phase.blind().contains(letter);
        if (matcher.matches()) {
          double step =
              matcher.group(3) == null
                  ? 0
                  : Double.parseDouble(matcher.group(3)) * (matcher.group(2).equals("-") ? -1 : 1);
          value =
              matcher.group(1) != null && (before != phase.state() || step == 0)
                  ? Double.parseDouble(matcher.group(1))
                  : value + step;
          before = phase.state();
        }
        steps.add(seen ? number(value) : there ? STALE : NOTHING);
        there = seen;
      }
    }
    return compress(steps);
  }

  private static String at(String text, int step) {
    String[] parts = text.split(" ", -1);
    int part = 0;
    while (part + 2 < parts.length && step >= Integer.parseInt(parts[part + 1])) {
      part += 2;
    }
    return parts[part];
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6f", value).replaceFirst("0+$", "");
  }

  /** Equal steps in the short form of promtool. */
  private static String compress(List<String> steps) {
    List<String> runs = new ArrayList<>();
    int i = 0;
    while (i < steps.size()) {
      int end = i + 1;
      String first = steps.get(i);
      if (first.equals(STALE)) {
        runs.add(STALE);
      } else if (first.equals(NOTHING)) {
        while (end < steps.size() && steps.get(end).equals(NOTHING)) {
          end++;
        }
        runs.add(NOTHING + "x" + (end - i));
      } else {
        String step = end < steps.size() ? difference(first, steps.get(end)) : "";
        while (!step.isEmpty()
            && end < steps.size()
            && difference(steps.get(end - 1), steps.get(end)).equals(step)) {
          end++;
        }
        // One value that differs from the next begins no run.
        if (end == i + 2 && !step.equals("+0")) {
          end = i + 1;
        }
        runs.add(end == i + 1 ? first : first + step + "x" + (end - i - 1));
      }
      i = end;
    }
    return String.join(" ", runs);
  }

  private static String difference(String one, String next) {
    if (next.equals(STALE) || next.equals(NOTHING)) {
      return "";
    }
    double step = Double.parseDouble(next) - Double.parseDouble(one);
    return step < 0 ? number(step) : "+" + number(step);
  }
}
