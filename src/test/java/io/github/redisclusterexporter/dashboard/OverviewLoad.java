package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.ofPrimaries;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** What the clients do, and what it fills. */
final class OverviewLoad {
  private static final String BUCKETS = cluster("redis_cluster_command_latency_seconds_bucket");

  private OverviewLoad() {}

  static Row traffic() {
    String commands = ofPrimaries(rate(cluster("redis_cluster_commands_processed_total")));
    String byShard = "sum by (shard) (" + commands + ")";
    return Row.collapsed(
        "Traffic",
        Panel.lines("Commands by shard", 8, 8)
            .asks(
                "Which shards have the load?",
                "similar on all shards; commands of primaries are counted.",
                "One far above the others has a hot key.")
            .unit(Unit.PER_SECOND)
            .show("{{shard}}", byShard),
        Panel.lines("Busiest shard by mean", 8, 8)
            .asks(
                "Does one shard have much more load than the others?",
                "1 is an even load.",
                "As much as there are shards: all of the load is on one of them.")
            .show("busiest", "max(" + byShard + ") / (avg(" + byShard + ") > 0)"),
        Panel.lines("Slowest commands in a hundred", 8, 8)
            .asks(
                "How long do the slowest one percent of the commands take, on the server?",
                "far below the limit. Redis 7.0 and later.",
                "Which command it is, the dashboard of the node says.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .show("{{node}}", slowest(BUCKETS, "node, le") + " >= 0"),
        CommonPanels.latency(BUCKETS),
        Panel.lines("Errors by kind", 8, 8)
            .asks(
                "Which errors do clients get?",
                "none, or MOVED for clients that have just connected.",
                "CLUSTERDOWN, OOM, MISCONF and LOADING are the servers' fault.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show(
                "{{error}}",
                "sum by (error) (" + rate(cluster("redis_cluster_errors_total")) + ")"),
        Panel.lines("Redirects", 8, 8)
            .asks(
                "Do clients know the owners of the slots?",
                "near 0; ASK while slots are moved.",
                "Much of MOVED for long: a client that does not renew its map.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show(
                "{{error}}",
                "sum by (error) ("
                    + rate(cluster("redis_cluster_errors_total", "error=~\"MOVED|ASK\""))
                    + ")"));
  }

  static Row capacity() {
    return Row.collapsed(
        "Capacity",
        Panel.lines("Memory by limit", 8, 8)
            .asks(
                "Which node reaches its memory limit first?",
                "below the thresholds, except for caches; empty without maxmemory.",
                "The alerts are for nodes that can evict nothing.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
            .show("{{node}}", cluster("redis_cluster:memory_used:ratio")),
        Panel.lines("Memory by limit in four hours", 8, 8)
            .asks(
                "How full will it be in four hours, with the growth of the last three hours?",
                "as now.",
                "Find what grows: keys and memory on the dashboard of the node.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMemoryFillingUp")
            .show(
                "{{node}}",
                "predict_linear(" + cluster("redis_cluster:memory_used:ratio") + "[3h], 4 * 3600)"),
        Panel.lines("Connections by limit", 8, 8)
            .asks(
                "Which node reaches its connection limit first?",
                "far below the limit; clients, replicas and the bus count together.",
                "Who holds them: CLIENT LIST on that node.")
            .unit(Unit.RATIO)
            .limits("RedisClusterConnectionsNearLimit")
            .show("{{node}}", Queries.connections(Queries::cluster)),
        Panel.lines("Main thread", 8, 8)
            .asks(
                "On which node is the main thread, which executes all commands, at its limit?",
                "far below the limit.",
                "The dashboard of the node shows which command uses the time.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMainThreadBusy")
            .show("{{node}}", Queries.mainThread(Queries::cluster)),
        Panel.lines("Keys thrown away", 8, 8)
            .asks(
                "Does a node evict keys for lack of memory?",
                "0, except for caches.",
                "A cache that evicts as many keys an hour as it holds is too small.")
            .unit(Unit.PER_SECOND)
            .show("{{node}}", rate(cluster("redis_cluster_evicted_keys_total"))),
        Panel.lines("Connections turned away", 8, 8)
            .asks(
                "Are clients refused because maxclients is reached?",
                "0.",
                "These clients get errors: see RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .show("{{node}}", rate(cluster("redis_cluster_rejected_connections_total"))));
  }
}
