package io.github.redisclusterexporter.dashboard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A choice at the top of a dashboard, from the values of a label.
 *
 * @param query in Grafana's words: {@code label_values(series, label)}
 * @param multi any number of values may be chosen, and all are at first
 */
record Variable(String name, String label, String description, String query, boolean multi) {
  static final Variable CLUSTER =
      new Variable(
          "redis_cluster",
          "Cluster",
          "The label redis_cluster: REDIS_CLUSTER_NAME of the exporter.",
          "label_values(redis_cluster_node_up, redis_cluster)",
          false);

  Object json() {
    Map<String, @Nullable Object> json = common("query", name, label);
    json.put("datasource", BoardJson.SOURCE);
    json.put("definition", query);
    json.put("description", description);
    json.put("includeAll", multi);
    json.put("multi", multi);
    json.put("query", Json.object("query", query, "refId", name + "-variable"));
    json.put("refresh", 2);
    json.put("sort", 1);
    if (multi) {
      json.put("allValue", ".+");
      json.put("current", Json.object("text", "All", "value", "$__all"));
    }
    return json;
  }

  static Object dataSource() {
    Map<String, @Nullable Object> json = common("datasource", "datasource", "Data source");
    json.put("includeAll", false);
    json.put("multi", false);
    json.put("query", "prometheus");
    json.put("refresh", 1);
    return json;
  }

  private static Map<String, @Nullable Object> common(String type, String name, String label) {
    return Json.object(
        "current",
        Json.object("text", "", "value", ""),
        "hide",
        0,
        "label",
        label,
        "name",
        name,
        "options",
        List.of(),
        "regex",
        "",
        "skipUrlSync",
        false,
        "type",
        type);
  }
}
