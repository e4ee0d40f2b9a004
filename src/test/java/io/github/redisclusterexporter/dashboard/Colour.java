package io.github.redisclusterexporter.dashboard;

/** Colours by what they mean, the same on every panel; names are Grafana's. */
final class Colour {
  static final String GOOD = "green";

  /** Worth a ticket. */
  static final String TICKET = "orange";

  /** Worth a page. */
  static final String PAGE = "red";

  static final String BUSY = "yellow";
  static final String NEUTRAL = "blue";
  static final String PRIMARY = "dark-blue";
  static final String REPLICA = "light-blue";
  static final String UNKNOWN = "purple";

  /** Of what has no value: the background shows through. */
  static final String NOTHING = "transparent";

  /** Of a text that has no value. */
  static final String TEXT = "text";

  private Colour() {}
}
