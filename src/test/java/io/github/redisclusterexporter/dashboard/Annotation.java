package io.github.redisclusterexporter.dashboard;

/**
 * Marks in time on every panel of a dashboard.
 *
 * @param valueIsTime the value of the query, in milliseconds since 1970, is where the mark goes
 */
record Annotation(
    String name, String colour, String expression, String title, String text, boolean valueIsTime) {

  /** Where a replica took over. */
  static Annotation failovers() {
    return new Annotation(
        "Failovers",
        Colour.TICKET,
        Queries.best(Queries.cluster("redis_cluster_last_failover_timestamp_seconds")) + " * 1000",
        "Failover",
        "A replica of {{redis_cluster}} has taken over a shard",
        true);
  }

  /**
   * Where a node was started.
   *
   * @param uptime selects the series of the nodes
   */
  static Annotation restarts(String uptime) {
    return new Annotation(
        "Starts of nodes",
        Colour.NEUTRAL,
        "max by (node) (timestamp(" + uptime + ") - " + uptime + ") * 1000",
        "Node started",
        "{{node}}",
        true);
  }

  /** While somebody is paged. */
  static Annotation pages() {
    return new Annotation(
        "Pages",
        Colour.PAGE,
        "max by (alertname, shard, queue) (" + Queries.firing("severity=\"critical\"") + ")",
        "{{alertname}}",
        "{{shard}} {{queue}}",
        false);
  }

  Object json() {
    return Json.object(
        "datasource",
        BoardJson.SOURCE,
        "enable",
        true,
        "expr",
        expression,
        "iconColor",
        colour,
        "name",
        name,
        "step",
        BoardJson.SCRAPE_INTERVAL,
        "textFormat",
        text,
        "titleFormat",
        title,
        "useValueForTime",
        valueIsTime);
  }
}
