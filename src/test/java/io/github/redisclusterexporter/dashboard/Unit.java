package io.github.redisclusterexporter.dashboard;

/** Units of values, by their names in Grafana. */
enum Unit {
  NUMBER("short", 1),

  /** Whole things that are counted one by one: 5461 slots, not 5.46 K. */
  COUNT("none", 1),

  /** A name, even if it looks like a number. */
  NAME("string", 1),
  SECONDS("s", 0.01),
  TIME("dateTimeAsIso", 1),
  BYTES("bytes", 1024),
  BYTES_PER_SECOND("Bps", 1024),
  RATIO("percentunit", 0.1),
  PER_SECOND("ops", 1);

  private final String id;
  private final double leastAxis;

  Unit(String id, double leastAxis) {
    this.id = id;
    this.leastAxis = leastAxis;
  }

  /** Up to where an axis goes at least: Grafana draws zeros alone on one that goes to 100. */
  double leastAxis() {
    return leastAxis;
  }

  String id() {
    return id;
  }
}
