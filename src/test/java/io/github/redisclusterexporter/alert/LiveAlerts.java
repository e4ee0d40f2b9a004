package io.github.redisclusterexporter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The alerts as Prometheus and Alertmanager have them.
 *
 * @param evaluated when the rules were last evaluated
 * @param alerts those of Prometheus
 * @param taken the labels of those that Alertmanager has
 * @param suppressed the labels of those of them that another one silences
 */
record LiveAlerts(
    Instant evaluated,
    List<LiveAlert> alerts,
    Set<Map<String, String>> taken,
    Set<Map<String, String>> suppressed) {

  /**
   * One alert.
   *
   * @param firing or pending
   * @param holds how long it is pending before it fires
   */
  record LiveAlert(boolean firing, Duration holds, Map<String, String> labels) {
    @Override
    public String toString() {
      return (firing ? "firing " : "pending ") + Notice.of("", labels);
    }
  }

  List<LiveAlert> of(Predicate<Map<String, String>> labels) {
    return alerts.stream().filter(alert -> labels.test(alert.labels())).toList();
  }
}
