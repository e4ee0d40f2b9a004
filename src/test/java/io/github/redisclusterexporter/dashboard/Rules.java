package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.alert.AlertValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The alerts that are shipped, read once. */
final class Rules {
  static final List<Alert> ALL = read();
  static final AlertValues VALUES = values();

  private Rules() {}

  static Alert named(String name) {
    return ALL.stream()
        .filter(alert -> alert.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no alert " + name));
  }

  private static AlertValues values() {
    try {
      return AlertValues.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Alert> read() {
    try {
      return Alert.all();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
