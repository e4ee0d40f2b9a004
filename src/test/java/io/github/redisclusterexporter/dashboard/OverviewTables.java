package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.ofPrimaries;
import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.withShard;

import java.util.List;

/** One row for each shard, and one for each node. */
final class OverviewTables {
  private OverviewTables() {}

  static Panel shards() {
    String info =
        "max by (redis_cluster, shard, node) ("
            + cluster("redis_cluster_node_info", "role=\"primary\"", "shard!=\"\"")
            + ")";
    String primaries =
        "max by (redis_cluster, node) ("
            + cluster("redis_cluster_node_up", "role=\"primary\"")
            + ") == 1";
    String keys = "sum without (db) (" + best(cluster("redis_cluster_keys")) + ")";
    return Panel.table("Shard details", 24, 7)
        .asks(
            "Which shard differs from the others?",
            "all shards are served and have a replica; size and load are similar.",
            "A shard with a much higher load has a hot key; a much larger shard has a large key.")
        .columns(
            Column.label("shard"),
            Column.value("served", byShard("max", cluster("redis_cluster_shard_serving")))
                .words(Word.good("served", "down", Colour.PAGE))
                .width(85),
            Column.label("primary", "node").link("Node dashboard", NodeBoard.address()),
            Column.facts(
                Queries.withShortShards(
                    "max by (shard, node) ("
                        + info
                        + " and on (redis_cluster, node) "
                        + primaries
                        + ")")),
            Column.value("slots", byShard("max", cluster("redis_cluster_shard_slots")))
                .unit(Unit.COUNT),
            Column.value(
                    "healthy replicas",
                    byShard("max", cluster("redis_cluster_shard_healthy_replicas")))
                .levels(
                    Levels.from(1, Colour.TICKET), List.of(new Word("0", "none", Colour.TICKET)))
                .width(135),
            Column.value(
                    "lag",
                    byShard(
                        "max",
                        withShard(
                            least(cluster("redis_cluster_replication_lag_seconds")),
                            "shard!=\"\"")))
                .unit(Unit.SECONDS)
                .levels(Levels.upTo(Limit.of("RedisClusterReplicaLagging"))),
            Column.value(
                    "commands/s",
                    byShard(
                        "sum",
                        ofPrimaries(rate(cluster("redis_cluster_commands_processed_total")))))
                .unit(Unit.PER_SECOND),
            Column.value("keys", byShard("sum", ofPrimaries(keys))),
            Column.value(
                    "memory",
                    byShard("max", ofPrimaries(best(cluster("redis_cluster_memory_bytes")))))
                .unit(Unit.BYTES));
  }

  static Panel nodes() {
    return Panel.table("Node details", 24, 9)
        .asks(
            "Which node differs from the others?",
            "all nodes are up and not flagged as failed; all have the same version.",
            "Click a node to open its dashboard.")
        .lowestFirst("state")
        .columns(
            Column.label("node").link("Node dashboard", NodeBoard.address()).width(150),
            Column.value("state", NodeState.query()).words(NodeState.WORDS).width(85),
            Column.label("shard"),
            Column.facts(
                Queries.withShortShards(
                    "max by (node, shard, host, version) ("
                        + cluster("redis_cluster_node_info")
                        + ")")),
            Column.label("host"),
            Column.label("version").width(75),
            Column.value("uptime", byNode(best(cluster("redis_cluster_uptime_seconds"))))
                .unit(Unit.SECONDS)
                .width(90),
            Column.value("slots", byNode(best(cluster("redis_cluster_node_slots"))))
                .unit(Unit.COUNT)
                .width(70),
            Column.value("lag", byNode(least(cluster("redis_cluster_replication_lag_seconds"))))
                .unit(Unit.SECONDS)
                .levels(Levels.upTo(Limit.of("RedisClusterReplicaLagging")))
                .width(75),
            Column.value("memory", byNode(best(cluster("redis_cluster_memory_bytes"))))
                .unit(Unit.BYTES)
                .width(90),
            Column.value("of limit", byNode(cluster("redis_cluster:memory_used:ratio")))
                .unit(Unit.RATIO)
                .levels(
                    Levels.upTo(
                        Limit.of("RedisClusterMemoryNearLimit"),
                        Limit.of("RedisClusterMemoryExhausted")))
                .width(80),
            Column.value("clients", byNode(best(cluster("redis_cluster_connected_clients"))))
                .width(75),
            Column.value("main thread", byNode(Queries.mainThread(Queries::cluster)))
                .unit(Unit.RATIO)
                .levels(Levels.upTo(Limit.of("RedisClusterMainThreadBusy")))
                .width(105),
            Column.value(
                    "commands/s", byNode(rate(cluster("redis_cluster_commands_processed_total"))))
                .unit(Unit.PER_SECOND)
                .width(110),
            Column.value(
                    "flagged by",
                    "sum by (node) (" + least(cluster("redis_cluster_node_flagged")) + ")")
                .levels(Levels.below(1, Colour.TICKET), Word.none())
                .width(90));
  }

  private static String byShard(String combine, String vector) {
    return Queries.withShortShards(combine + " by (shard) (" + vector + ")");
  }

  private static String byNode(String vector) {
    return "max by (node) (" + vector + ")";
  }
}
