package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.alert.AlertValues;
import java.util.regex.Pattern;

/**
 * Where an alert begins, as its rule has it.
 *
 * @param alert its name
 */
record Limit(String alert, double value, String colour) {
  private static final double ROUND = 1e9;

  private static final Pattern COMPARISON =
      Pattern.compile("(?:>=?|<=?|==)\\s*(\\d+(?:\\.\\d+)?)(?![\\w.])");

  /** Of the alert with this name, or with a dot and the key of one of its values. */
  static Limit of(String limit) {
    String name = limit.replaceFirst("\\..*", "");
    Alert alert = Rules.named(name);
    return new Limit(
        name,
        limit.equals(name)
            ? in(alert.expression())
            : value(name, limit.substring(name.length() + 1)),
        alert.label("severity").equals("critical") ? Colour.PAGE : Colour.TICKET);
  }

  private static double value(String alert, String key) {
    AlertValues values = Rules.VALUES;
    double value = values.number(alert, key);
    return key.endsWith("factor")
        ? Math.round(value * values.number("RedisClusterErrorBudgetBurn", "budget_ratio") * ROUND)
            / ROUND
        : value;
  }

  /**
   * The first number other than 0 that the expression compares with; 0 is compared with only to
   * leave out what is not there.
   */
  static double in(String expression) {
    return COMPARISON
        .matcher(expression)
        .results()
        .mapToDouble(comparison -> Double.parseDouble(comparison.group(1)))
        .filter(number -> number != 0)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no limit in " + expression));
  }
}
