package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.cluster;

/** Which replica has become the primary of which shard. */
final class Promotions {
  /** Longer than a step of a query over several days. */
  private static final String BEFORE = " offset 1m";

  private Promotions() {}

  /** Nodes by shard, during the minute after they were promoted. */
  static String query() {
    return "max by (redis_cluster, node, shard) ("
        + info("primary")
        + ") and on (redis_cluster, node) "
        + byNode(info("replica") + BEFORE)
        + " unless on (redis_cluster, node) "
        + byNode(info("primary") + BEFORE);
  }

  /** As a list of those in the selected time range. */
  static Panel panel() {
    return Panel.table("Promoted nodes", 12, 7)
        .asks(
            "Which node took over which shard, and when?",
            "none.",
            "The time is that of the first scrape after the promotion. A node that was promoted"
                + " more than once is listed with the last time.")
        .empty("none in the time range")
        .highestFirst("when")
        .columns(
            Column.value(
                    "when",
                    Queries.withShortShards(
                        "max by (node, shard) (max_over_time(timestamp("
                            + query()
                            + ")[$__range:15s]) - 60) * 1000"))
                .unit(Unit.TIME)
                .width(170),
            Column.label("node").link("Node dashboard", NodeBoard.address()),
            Column.label("shard"));
  }

  private static String info(String role) {
    return cluster("redis_cluster_node_info", "role=\"" + role + "\"");
  }

  private static String byNode(String vector) {
    return "max by (redis_cluster, node) (" + vector + ")";
  }
}
