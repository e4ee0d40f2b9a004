package io.github.redisclusterexporter.dashboard;

/** Units of values, by their names in Grafana. */
enum Unit {
  NUMBER("short"),
  SECONDS("s"),
  BYTES("bytes"),
  BYTES_PER_SECOND("Bps"),
  RATIO("percentunit"),
  PER_SECOND("ops");

  private final String id;

  Unit(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }
}
