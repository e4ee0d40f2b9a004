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
        Queries.withShortShards(Promotions.query()),
        "Failover",
        "{{node}} is now the primary of shard {{shard}}",
        false);
  }

  /**
   * Where a node was started.
   *
   * @param uptime selects the series of the nodes
   */
  static Annotation restarts(String uptime) {
    return new Annotation(
        "Node starts",
        Colour.NEUTRAL,
        "max by (node) (timestamp(" + uptime + ") - " + uptime + ") * 1000",
        "Node started",
        "{{node}}",
        true);
  }

  /**
   * Where somebody was paged: the start only, as a long page would tint all panels.
   *
   * @param matcher which alerts, in braces of a selector
   */
  static Annotation pages(String matcher) {
    String by = "max by (alertname, shard, node, queue) (";
    String firing = Queries.firing("severity=\"critical\"", matcher);
    return new Annotation(
        "Pages",
        Colour.PAGE,
        Queries.withShortShards(by + firing + ") unless " + by + firing + " offset 1m)"),
        "{{alertname}}",
        "{{shard}} {{node}} {{queue}}",
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
