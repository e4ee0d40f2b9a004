import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds unknown keys and wrong values, and says what was probably meant. */
final class ValueChecks {
  /** Keys that every alert accepts. */
  static final Set<String> FOR_EVERY_ALERT = Set.of("enabled", "severity", "selector");

  private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
  private static final int LONGEST_CORRECTION = 5;
  private static final Pattern DURATIONS = Pattern.compile("(?:\\d+(?:ms|s|m|h|d))+");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:e\\d+)?");
  private static final Pattern MATCHERS =
      Pattern.compile("(?:\\w+(?:=~|!~|!=|=)\"(?:[^\"\\\\]|\\\\.)*\"(?:, ?(?=\\w)|$))*");

  private ValueChecks() {}

  static void check(
      String key,
      Value value,
      Map<String, Value> defaults,
      Set<String> names,
      List<String> problems) {
    String place = value.origin() + ": " + key + ": ";
    int dot = key.indexOf('.');
    String alert = dot < 0 ? "" : key.substring(0, dot);
    if (dot >= 0 && !names.contains(alert)) {
      problems.add(value.origin() + ": there is no alert " + alert + nearest(alert, names));
      return;
    }
    boolean forEvery = dot >= 0 && FOR_EVERY_ALERT.contains(Value.last(key));
    if (!forEvery && !defaults.containsKey(key)) {
      Set<String> known =
          defaults.keySet().stream()
              .filter(other -> other.startsWith(alert + (dot < 0 ? "" : ".")))
              .filter(other -> dot >= 0 || !other.contains("."))
              .map(Value::last)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (dot >= 0) {
        known.addAll(FOR_EVERY_ALERT.stream().sorted().toList());
      } else if (names.contains(key)) {
        problems.add(place + "expected its values in indented lines");
        return;
      }
      problems.add(place + "unknown key" + nearest(Value.last(key), known));
      return;
    }
    String wrong = wrong(Value.last(key), value.text(), forEvery ? "" : defaults.get(key).text());
    if (!wrong.isEmpty()) {
      problems.add(
          place + wrong + ", found: " + (value.text().isEmpty() ? "nothing" : value.text()));
    }
  }

  /** What is wrong with the text of a value; empty when nothing is. */
  private static String wrong(String key, String text, String byDefault) {
    if (key.equals("enabled")) {
      return text.matches("true|false") ? "" : "expected true or false";
    }
    if (key.equals("severity")) {
      return SEVERITIES.contains(text) ? "" : "expected critical, warning or info";
    }
    if (key.equals("selector") || key.equals("exporters")) {
      return MATCHERS.matcher(text).matches()
          ? ""
          : "expected matchers such as redis_cluster=~\"prod.*\"";
    }
    if (DURATIONS.matcher(byDefault).matches()) {
      boolean positive =
          key.equals("for") || key.equals("keep_firing_for") || ValueFormat.seconds(text) > 0;
      return DURATIONS.matcher(text).matches() && positive
          ? ""
          : "expected a duration such as 90s, 5m or 1h30m";
    }
    if (NUMBER.matcher(byDefault).matches()) {
      if (!NUMBER.matcher(text).matches()) {
        return "expected a number";
      }
      return key.endsWith("ratio")
              && (Double.parseDouble(text) <= 0 || Double.parseDouble(text) > 1)
          ? "expected a number above 0 and up to 1"
          : "";
    }
    return "";
  }

  private static String nearest(String text, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(other -> distance(text, other)))
        .filter(other -> distance(text, other) <= LONGEST_CORRECTION)
        .map(other -> "; do you mean " + other + "?")
        .orElse("; known: " + String.join(", ", known));
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
