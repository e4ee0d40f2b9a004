package io.github.redisclusterexporter.alert;

/**
 * A rule with one change that its cases should find.
 *
 * @param rule name of the alert, or of what the rule records
 * @param kind of the change
 * @param change what is different, unique for the rule
 * @param changed the rule with the change
 */
record RuleMutant(String rule, Kind kind, String change, Yaml changed) {

  /** What a change is about, and how the documentation describes it. */
  enum Kind {
    DURATION("`for` or `keep_firing_for` halved or doubled"),
    SEVERITY("another severity"),
    COMPARISON("a comparison inverted"),
    THRESHOLD("a threshold halved, increased by half, or 1 instead of 0"),
    AGGREGATION("`min` instead of `max`, or the reverse"),
    MATCHER("a label matcher removed"),
    TERM("an operand of `and`, `or` or `unless` removed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** The rule as it is, or changed if it is the one. */
  Yaml instead(Yaml original) {
    return RuleGroups.name(original).equals(rule) ? changed : original;
  }

  @Override
  public String toString() {
    return rule + ": " + change;
  }
}
