package io.github.redisclusterexporter.dashboard;

/**
 * What Prometheus is asked.
 *
 * @param legend names a series by its labels
 */
record Query(String expression, String legend, Kind kind) {

  /** How the answer is read. */
  enum Kind {
    OVER_TIME,
    NOW,
    BUCKETS,
    ROWS
  }

  Object json(String refId) {
    var json =
        Json.object(
            "datasource",
            BoardJson.SOURCE,
            "editorMode",
            "code",
            "expr",
            expression,
            "instant",
            kind == Kind.NOW || kind == Kind.ROWS,
            "legendFormat",
            legend,
            "range",
            kind == Kind.OVER_TIME || kind == Kind.BUCKETS,
            "refId",
            refId);
    if (kind == Kind.ROWS) {
      json.put("format", "table");
    } else if (kind == Kind.BUCKETS) {
      json.put("format", "heatmap");
    }
    return json;
  }
}
