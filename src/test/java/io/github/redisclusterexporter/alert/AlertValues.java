package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The thresholds and durations of the alerts. */
public record AlertValues(Yaml file) {
  public static final Path FILE = Path.of("alerts", "values.yml");

  public static AlertValues read() throws IOException {
    return new AlertValues(Yaml.read(FILE));
  }

  /** As it is written. */
  public String text(String alert, String key) {
    return file.in(alert)
        .text(key)
        .orElseThrow(() -> new IllegalArgumentException("no value " + alert + "." + key));
  }

  /** Of a number, or the seconds of a duration. */
  public double number(String alert, String key) {
    String text = text(alert, key);
    return text.matches("[\\d.]+")
        ? Double.parseDouble(text)
        : PrometheusDuration.parse(text).toSeconds();
  }

  Duration hiccup() {
    return PrometheusDuration.parse(file.text("hiccup").orElseThrow());
  }
}
