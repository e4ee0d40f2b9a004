package io.github.redisclusterexporter.alert;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One case of the tests of the rules, as promtool reads it.
 *
 * @param alert the alert that it checks
 * @param name unique
 * @param step seconds between two values, and two evaluations
 */
record RuleCase(String alert, String name, int step, List<InputSeries> series, List<Check> checks) {

  /** A series with all labels, and its values. */
  record InputSeries(String series, String values) {}

  /**
   * What fires at a time; nothing when there are no labels.
   *
   * @param second since the first value
   */
  record Check(int second, Map<String, String> labels, Map<String, String> annotations) {
    static Check silent(int second) {
      return new Check(second, Map.of(), Map.of());
    }
  }

  String yaml() {
    StringBuilder text = new StringBuilder(input()).append("    alert_rule_test:\n");
    for (Check check : checks) {
      text.append("      - {eval_time: %s, alertname: %s".formatted(time(check.second()), alert));
      if (!check.labels().isEmpty()) {
        text.append(", exp_alerts: [{exp_labels: {").append(fields(check.labels()));
        text.append("},\n         exp_annotations: {").append(fields(check.annotations()));
        text.append("}}]");
      }
      text.append("}\n");
    }
    return text.toString();
  }

  /** All but the checks. */
  String input() {
    StringBuilder text = new StringBuilder("\n  - name: ").append(name);
    text.append("\n    interval: ").append(time(step)).append("\n    input_series:\n");
    for (InputSeries one : series) {
      text.append("      - {series: '%s', values: '%s'}\n".formatted(one.series(), one.values()));
    }
    return text.toString();
  }

  private static String fields(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(fields)
        .forEach(
            (key, value) ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(key)
                    .append(": \"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"'));
    return text.toString();
  }

  /** As Prometheus writes it. */
  static String time(int seconds) {
    String text =
        (seconds >= 3600 ? seconds / 3600 + "h" : "")
            + (seconds % 3600 >= 60 ? seconds % 3600 / 60 + "m" : "")
            + (seconds % 60 > 0 ? seconds % 60 + "s" : "");
    return text.isEmpty() ? "0s" : text;
  }
}
