package io.github.redisclusterexporter.dashboard;

import java.util.Map;
import java.util.TreeMap;

/**
 * What stands for the variables of a query when it is run: what Grafana would put there, with the
 * times of a quick test.
 *
 * @param values by the names of the variables
 */
record Choices(Map<String, String> values) {
  static Choices of(String cluster) {
    return new Choices(
        Map.of(
            "redis_cluster",
            cluster,
            "queue",
            ".+",
            "__rate_interval",
            "10s",
            "__interval",
            "2s",
            "__range",
            "10m"));
  }

  Choices with(String variable, String value) {
    Map<String, String> all = new TreeMap<>(values);
    all.put(variable, value);
    return new Choices(all);
  }

  /** The query as Prometheus gets it. A day or a minute ago is some seconds ago. */
  String in(String query) {
    String result = query.replaceAll("offset 1[dm]", "offset 5s").replace(":15s]", ":2s]");
    for (Map.Entry<String, String> value : values.entrySet()) {
      result = result.replaceAll("\\$" + value.getKey() + "\\b", value.getValue());
    }
    return result;
  }
}
