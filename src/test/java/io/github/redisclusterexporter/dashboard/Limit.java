package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.alert.Alert;
import java.util.regex.Pattern;

/**
 * Where an alert begins, as its rule has it.
 *
 * @param alert its name
 */
record Limit(String alert, double value, String colour) {
  private static final Pattern COMPARISON =
      Pattern.compile("(?:>=?|<=?|==)\\s*(\\d+(?:\\.\\d+)?)(?![\\w.])");

  /** Of the alert with this name. */
  static Limit of(String name) {
    Alert alert = Rules.named(name);
    return new Limit(
        name,
        in(alert.expression()),
        alert.label("severity").equals("critical") ? Colour.PAGE : Colour.TICKET);
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
