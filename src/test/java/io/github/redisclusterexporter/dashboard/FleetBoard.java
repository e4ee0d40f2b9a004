package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.fleet;
import static io.github.redisclusterexporter.dashboard.Queries.grown;
import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.rate;

import java.util.List;

/** All clusters, one row each. */
final class FleetBoard {
  static final String ID = "redis-cluster-fleet";

  private static final int SERVES = 3;

  private static final List<Word> STATES =
      List.of(
          new Word("0", "not scraped", Colour.UNKNOWN),
          new Word("1", "unreachable", Colour.PAGE),
          new Word("2", "not served", Colour.PAGE),
          new Word("3", "unsafe", Colour.TICKET),
          new Word("4", "serving", Colour.GOOD));

  private static final String LATE = ofClusters("sum", QueuesBoard.late(Queries::fleet));
  private static final String FAILOVERS =
      "round(" + ofClusters("sum", grown(fleet("redis_cluster_failovers_total"), "$__range")) + ")";

  private FleetBoard() {}

  static Board board() {
    return new Board(
        ID,
        "Redis Cluster / Fleet",
        "Which clusters serve all slots, which would not survive the next failure, and which need"
            + " attention?",
        List.of(
            new Variable(
                "redis_cluster",
                "Clusters",
                "The label redis_cluster: the names of the clusters in the exporters.",
                "label_values(redis_cluster_up, redis_cluster)",
                true)),
        List.of(),
        List.of(
            Row.open(
                "Status",
                serving(),
                Panel.stat("Failovers", 6, 4)
                    .asks(
                        "How many failovers were there in the selected time range?",
                        "0, except for planned ones.",
                        "The table shows where; see RedisClusterFailover.")
                    .unit(Unit.COUNT)
                    .words(Word.none())
                    .levels(Levels.below(1, Colour.TICKET))
                    .show("failovers", "sum(" + FAILOVERS + ")"),
                Panel.stat("Late queues", 6, 4)
                    .asks(
                        "How many queues contain a task that has waited for longer than max-age?",
                        "none.",
                        "The table shows in which cluster; see RedisQueueOldestTaskTooOld.")
                    .unit(Unit.COUNT)
                    .words(Word.none())
                    .levels(Levels.below(1, Colour.PAGE))
                    .empty("none measured")
                    .show("late", "sum(" + LATE + ")"),
                clusters(),
                Panel.timeline("Clusters over time", 24, 9)
                    .asks(
                        "Which cluster was not served or not safe, when, and for how long?",
                        "serving. With more than 12 clusters, only those with another state are"
                            + " shown.",
                        "Unsafe: the next failure can cause an outage. Not scraped: no"
                            + " exporter reports the cluster (RedisClusterMonitoringLost).")
                    .words(STATES)
                    .empty("all serving")
                    .show(
                        "{{redis_cluster}}", Queries.notable(state(), "redis_cluster", SERVES + 1)),
                FiringAlerts.panelOfFleet())));
  }

  private static Panel serving() {
    return Panel.stat("Clusters", 12, 4)
        .asks(
            "How many clusters are served, how many would not survive the next failure, and how"
                + " many are not served or not known?",
            "all serving.",
            "The table below lists clusters with problems first.")
        .unit(Unit.COUNT)
        .series("unsafe", Word.none(), Levels.below(1, Colour.TICKET))
        .series("not served", Word.none(), Levels.below(1, Colour.PAGE))
        .show("serving", "sum((" + state() + ") > bool " + SERVES + ")")
        .show("unsafe", "sum((" + state() + ") == bool " + SERVES + ")")
        .show("not served", "sum((" + state() + ") < bool " + SERVES + ")");
  }

  private static Panel clusters() {
    String queues =
        Board.addressOfAnyCluster(
            QueuesBoard.ID, "var-redis_cluster=${__data.fields.cluster.text}");
    return Panel.table("Cluster details", 24, 12)
        .asks(
            "Which cluster needs attention?",
            "all are serving, and no alerts fire.",
            "Click a cluster to open its overview. Failures tolerated: how many nodes may fail"
                + " without an outage, in the worst case.")
        .lowestFirst("state")
        .columns(
            Column.label("cluster", "redis_cluster")
                .link("Overview dashboard", OverviewBoard.address()),
            Column.value("state", state()).words(STATES).width(110),
            Column.value("pages", alerts("critical"))
                .levels(Levels.below(1, Colour.PAGE))
                .width(75),
            Column.value("tickets", alerts("warning"))
                .levels(Levels.below(1, Colour.TICKET))
                .width(80),
            Column.value(
                    "failures tolerated",
                    ofClusters("max", fleet("redis_cluster_failures_tolerated", "unit=\"node\"")))
                .levels(
                    Levels.from(1, Colour.TICKET), List.of(new Word("0", "none", Colour.TICKET)))
                .width(135),
            Column.value(
                    "nodes down",
                    ofClusters(
                        "sum",
                        "max by (redis_cluster, node) ("
                            + fleet("redis_cluster_node_up")
                            + ") == bool 0"))
                .levels(Levels.below(1, Colour.TICKET), Word.none())
                .width(105),
            Column.value("failovers", FAILOVERS)
                .levels(Levels.below(1, Colour.TICKET), Word.none())
                .width(95),
            Column.value(
                    "lag", ofClusters("max", least(fleet("redis_cluster_replication_lag_seconds"))))
                .unit(Unit.SECONDS)
                .levels(Levels.upTo(Limit.of("RedisClusterReplicaLagging")))
                .width(85),
            Column.value(
                    "max memory usage", ofClusters("max", fleet("redis_cluster:memory_used:ratio")))
                .unit(Unit.RATIO)
                .levels(
                    Levels.upTo(
                        Limit.of("RedisClusterMemoryNearLimit"),
                        Limit.of("RedisClusterMemoryExhausted")))
                .width(145),
            Column.value("memory", ofClusters("sum", best(fleet("redis_cluster_memory_bytes"))))
                .unit(Unit.BYTES)
                .width(95),
            Column.value(
                    "commands/s",
                    ofClusters("sum", rate(fleet("redis_cluster_commands_processed_total"))))
                .unit(Unit.PER_SECOND)
                .width(115),
            Column.value("late queues", LATE)
                .levels(Levels.below(1, Colour.PAGE), Word.none())
                .link("Queues dashboard", queues)
                .width(110));
  }

  /**
   * By cluster; the first that is true. A cluster that no exporter reports any more has a row as
   * long as it was reported in the time shown.
   */
  private static String state() {
    String down = " == 0) * 0 + 2";
    return String.join(
        " or ",
        "(" + ofClusters("max", fleet("redis_cluster_up")) + " == 0) + 1",
        "(" + ofClusters("max", fleet("redis_cluster_state")) + down,
        "(" + ofClusters("min", best(fleet("redis_cluster_shard_serving"))) + down,
        "(" + ofClusters("min", fleet("redis_cluster_slots_uncovered")) + " > 0) * 0 + 2",
        "("
            + ofClusters("max", fleet("redis_cluster_failures_tolerated", "unit=\"node\""))
            + " == 0) + "
            + SERVES,
        "(" + ofClusters("max", fleet("redis_cluster_up")) + " == 1) + " + SERVES,
        ofClusters("max", "max_over_time(" + fleet("redis_cluster_up") + "[$__range])") + " * 0");
  }

  private static String alerts(String severity) {
    return ofClusters(
        "count",
        "max by (redis_cluster, alertname, shard, node, queue) ("
            + Queries.firing(
                "severity=\"" + severity + "\"",
                "component=~\"redis-cluster|redis-queue\"",
                "redis_cluster!=\"\"")
            + ")");
  }

  private static String ofClusters(String combine, String vector) {
    return combine + " by (redis_cluster) (" + vector + ")";
  }
}
