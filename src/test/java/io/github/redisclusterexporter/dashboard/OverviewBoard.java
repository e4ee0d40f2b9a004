package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.withShard;

import java.util.List;

/** The cluster as a whole; its first screen is the one for a wall. */
final class OverviewBoard {
  static final String ID = "redis-cluster-overview";

  private static final String ALL_SLOTS = "16384";
  private static final String PRIMARY = "role=\"primary\"";
  private static final String SHARDS = best(cluster("redis_cluster_shard_serving"));
  static final String LAG = least(cluster("redis_cluster_replication_lag_seconds"));

  private OverviewBoard() {}

  /** Where a click on the name of a cluster leads to. */
  static String address() {
    return Board.addressOfAnyCluster(ID, "var-redis_cluster=${__value.raw}");
  }

  static Board board() {
    return new Board(
        ID,
        "Redis Cluster / Overview",
        "Does the cluster serve, does it survive the next failure, what happened, and which alerts"
            + " fire?",
        List.of(Variable.CLUSTER),
        List.of(
            Annotation.failovers(),
            Annotation.restarts(cluster("redis_cluster_uptime_seconds")),
            Annotation.pages("component=\"redis-cluster\"")),
        List.of(
            now(),
            topology(),
            OverviewSafety.failovers(),
            OverviewLoad.traffic(),
            OverviewSafety.replication(),
            OverviewLoad.capacity(),
            OverviewSafety.durability(),
            OverviewLoad.keys(),
            monitoring()));
  }

  private static Row now() {
    String nodes = "max by (node) (" + cluster("redis_cluster_node_up") + ")";
    return Row.open(
        "Now",
        Panel.stat("Shards", 4, 4)
            .asks(
                "Is every shard served?",
                "none down.",
                "The timeline below shows which shard is down; see RedisClusterShardDown.")
            .unit(Unit.COUNT)
            .series("down", Word.none(), Levels.below(1, Colour.PAGE))
            .show("served", "sum(" + SHARDS + ")")
            .show("down", "count(" + SHARDS + ") - sum(" + SHARDS + ")"),
        Panel.stat("Slots served", 4, 4)
            .asks(
                "Does each of the 16384 slots have a reachable primary?",
                "100 %.",
                "Below 100 %, users get errors for keys of the other slots: see"
                    + " RedisClusterShardDown, or RedisClusterSlotsUncovered if no shard is down.")
            .unit(Unit.RATIO)
            .levels(Levels.from(1, Colour.PAGE))
            .show(
                "served",
                "1 - " + least(cluster("redis_cluster_slots_uncovered")) + " / " + ALL_SLOTS),
        Panel.stat("Nodes", 4, 4)
            .asks(
                "Does every node answer?",
                "none down.",
                "The table below shows which node does not; see RedisClusterNodeDown.")
            .unit(Unit.COUNT)
            .series("down", Word.none(), Levels.below(1, Colour.TICKET))
            .show("up", "sum(" + nodes + ")")
            .show("down", "count(" + nodes + ") - sum(" + nodes + ")"),
        Panel.stat("May still be lost", 4, 4)
            .asks(
                "How many nodes, and how many hosts, may fail without an outage, in the worst"
                    + " case?",
                "1 or more; no host, in blue, if all nodes are on one or two hosts.",
                "If none in orange, the next failure can cause an outage: restart the missing"
                    + " replica, or distribute the primaries (RedisClusterHostQuorumRisk).")
            .unit(Unit.COUNT)
            .words(
                List.of(
                    new Word("-1", "none", Colour.NEUTRAL), new Word("0", "none", Colour.TICKET)))
            .levels(Levels.from(1, Colour.TICKET))
            .show("nodes", tolerated("node"))
            .show(
                "hosts",
                tolerated("host")
                    + " - (count(max by (host) ("
                    + cluster("redis_cluster_node_info", "host!=\"\"")
                    + ")) <= bool 2)"),
        Panel.stat("Commands that fail", 4, 4)
            .asks(
                "Which share of the commands fails because of the servers (CLUSTERDOWN, OOM,"
                    + " MISCONF, LOADING and similar errors)?",
                "0.",
                "Errors by kind are under Traffic.")
            .unit(Unit.RATIO)
            .limits(
                "RedisClusterErrorBudgetBurnSlow.factor", "RedisClusterErrorBudgetBurn.fast_factor")
            .sparkline()
            .show(
                "of all",
                "max by (redis_cluster) ("
                    + cluster("redis_cluster:error_ratio:rate5m")
                    + ") or max by (redis_cluster) ("
                    + rate(cluster("redis_cluster_commands_processed_total"))
                    + ") * 0"),
        Panel.stat("Replication lag", 4, 4)
            .asks(
                "How many seconds of writes would the worst failover lose, and which shards have no"
                    + " replica that could take over?",
                "below 2 s; none.",
                "The table of nodes shows the lag of each replica; see RedisClusterReplicaLagging"
                    + " and RedisClusterShardUnprotected.")
            .unit(Unit.SECONDS)
            .levels(Levels.upTo(Limit.of("RedisClusterReplicaLagging")))
            .series("shards without", Word.none(), Levels.below(1, Colour.TICKET), Unit.COUNT)
            .empty("no replica")
            .show("worst lag", "max(" + LAG + ")")
            .show(
                "shards without",
                "sum(" + best(cluster("redis_cluster_shard_healthy_replicas")) + " == bool 0)"),
        OverviewTotals.commands(),
        OverviewTotals.latency(),
        OverviewTotals.memory(),
        OverviewTotals.clients(),
        OverviewTotals.keys(),
        OverviewTotals.hits(),
        OverviewTotals.network(),
        Panel.timeline("Shards over time", 12, 7)
            .asks(
                "Which shards were down or unprotected, when, and for how long?",
                "protected. With more than 12 shards, only those that were not are shown.",
                "Down: no primary serves it (RedisClusterShardDown). Unprotected: no replica can"
                    + " take over (RedisClusterShardUnprotected).")
            .words(
                List.of(
                    new Word("0", "down", Colour.PAGE),
                    new Word("1", "unprotected", Colour.TICKET),
                    new Word("2", "protected", Colour.GOOD)))
            .empty("all protected")
            .show(
                "{{shard}}",
                Queries.withShortShards(
                    Queries.notable(
                        SHARDS
                            + " * (1 + clamp_max("
                            + best(cluster("redis_cluster_shard_healthy_replicas"))
                            + ", 1))",
                        "shard",
                        2,
                        cluster("redis_cluster_shard_serving")))),
        Panel.timeline("Roles over time", 12, 7)
            .asks(
                "Which nodes were primaries, which were down, and are the roles as before?",
                "one primary per shard, the others are replicas. With more than 12 nodes, only"
                    + " those that changed or were not well are shown.",
                "Suspected: it answers the exporter, but other nodes do not reach it"
                    + " (RedisClusterPartialPartition). Copying: it receives a full copy of the"
                    + " dataset.")
            .words(NodeState.WORDS)
            .empty("no node changed")
            .show("{{node}}", Queries.notable(NodeState.query(), "node", NodeState.WELL)),
        FiringAlerts.panel(),
        Panel.bars("Slots by primary", 6, 8)
            .asks(
                "Are the slots distributed evenly, and are they served?",
                "all bars near 16384 divided by the number of shards.",
                "Down: the slots of this primary are not served (RedisClusterShardDown). A primary"
                    + " without slots does nothing; redis-cli --cluster rebalance spreads them.")
            .unit(Unit.COUNT)
            .max(16_384)
            .words(List.of(new Word("-1", "down", Colour.PAGE)))
            .show(
                "{{node}}",
                "max by (node) ("
                    + cluster("redis_cluster_node_slots")
                    + ") or -1 * max by (node) (max by (redis_cluster, shard, node) ("
                    + cluster("redis_cluster_node_info", PRIMARY, "shard!=\"\"")
                    + ") and on (redis_cluster, shard) max by (redis_cluster, shard) ("
                    + cluster("redis_cluster_shard_serving")
                    + ") == 0)"),
        Panel.stat("Last failover", 3, 8)
            .asks(
                "How long ago was the last failover?",
                "long ago, or none since the start of the exporter.",
                "Nodes, kinds and durations are under Failovers; see RedisClusterFailover.")
            .unit(Unit.SECONDS)
            .levels(Levels.from(600, Colour.TICKET))
            .empty("none")
            .show(
                "ago",
                "time() - max(" + cluster("redis_cluster_last_failover_timestamp_seconds") + ")"),
        Panel.stat("Late queues", 3, 8)
            .asks(
                "How many queues contain a task that has waited for longer than max-age?",
                "none.",
                "The dashboard of the queues says which and why; see RedisQueueOldestTaskTooOld.")
            .unit(Unit.COUNT)
            .words(Word.none())
            .levels(Levels.below(1, Colour.PAGE))
            .empty("none measured")
            .show("late", "sum(" + QueuesBoard.late(Queries::cluster) + ")"));
  }

  private static Row topology() {
    return Row.open(
        "Topology",
        OverviewTables.shards(),
        OverviewTables.nodes(),
        Panel.lines("Slots by primary over time", 12, 8)
            .asks(
                "Do slots move, and did a failover move all slots of a node?",
                "flat bands; a band changes its colour in a failover.",
                "Bands that creep are a migration.")
            .unit(Unit.COUNT)
            .max(16_384)
            .stacked()
            .show("{{node}}", "max by (node) (" + cluster("redis_cluster_node_slots") + ") > 0"),
        Panel.lines("Slots in trouble", 12, 8)
            .asks(
                "Are slots open, without an owner, or served twice, and do all nodes agree on the"
                    + " owners?",
                "0; open ones while slots are moved, other views for some seconds after a"
                    + " failover.",
                "See RedisClusterSlotsUncovered, RedisClusterSlotsConflicting,"
                    + " RedisClusterViewDisagreement, and for open ones that stay"
                    + " RedisClusterOpenSlotsStuck. Atomic migrations: Valkey 9.0 and Redis 8.4"
                    + " with collectors.slot-migrations.")
            .unit(Unit.COUNT)
            .colour("without an owner", Colour.PAGE)
            .colour("served twice", Colour.UNKNOWN)
            .colour("other views", Colour.BUSY)
            .show("without an owner", least(cluster("redis_cluster_slots_uncovered")))
            .show("served twice", least(cluster("redis_cluster_slots_conflicting")))
            .show("migrating", least(cluster("redis_cluster_slots_migrating")))
            .show("importing", least(cluster("redis_cluster_slots_importing")))
            .show("other views", least(cluster("redis_cluster_views")) + " - 1")
            .show(
                "atomic migrations {{state}}",
                "max by (state) (" + cluster("redis_cluster_slot_migrations") + ")"));
  }

  private static String tolerated(String unit) {
    return "max(" + cluster("redis_cluster_failures_tolerated", "unit=\"" + unit + "\"") + ")";
  }

  private static Row monitoring() {
    return Row.collapsed(
        "Can this page be believed?",
        Panel.stat("Exporters", 4, 7)
            .asks(
                "How many exporters report this cluster, and how many have refused their new"
                    + " configuration?",
                "the number of exporters that you run; none.",
                "Fewer: RedisClusterExporterDown; none: RedisClusterMonitoringLost. Refused: the"
                    + " log has the errors, and the configuration before stays in use.")
            .unit(Unit.COUNT)
            .levels(Levels.from(1, Colour.PAGE))
            .series("refused", Word.none(), Levels.below(1, Colour.TICKET))
            .show(
                "up",
                "count(max by (instance) ("
                    + cluster("redis_cluster_exporter_scrape_duration_seconds")
                    + ")) or vector(0)")
            .show(
                "refused",
                "sum(1 - max by (instance) ("
                    + cluster("redis_cluster_exporter_config_last_reload_successful")
                    + "))"),
        Panel.stat("Questions refused", 4, 7)
            .asks(
                "Does a node refuse commands of the exporter?",
                "none.",
                "See docs/acl.md for the missing grant, and RedisClusterCollectorFailing.")
            .unit(Unit.COUNT)
            .words(Word.none())
            .levels(Levels.below(1, Colour.TICKET))
            .show(
                "refused",
                "sum(1 - " + least(cluster("redis_cluster_exporter_collector_success")) + ")"),
        Panel.lines("Time of a scrape", 5, 7)
            .asks(
                "How long do scrapes take?",
                "some milliseconds.",
                "The dashboard of each node says how long it is waited for: RedisClusterNodeSlow.")
            .unit(Unit.SECONDS)
            .show(
                "{{instance}}",
                "max by (instance) ("
                    + cluster("redis_cluster_exporter_scrape_duration_seconds")
                    + ")"),
        exporters(),
        Panel.lines("Faults met while asking nodes", 6, 7)
            .asks(
                "Why are metrics missing on this dashboard?",
                "0.",
                "The README explains each stage and code.")
            .unit(Unit.PER_SECOND)
            .show(
                "{{stage}} {{code}}",
                rate(cluster("redis_cluster_exporter_probe_errors_total")) + " > 0")
            .show(
                "all", "sum(" + rate(cluster("redis_cluster_exporter_probe_errors_total")) + ")"));
  }

  /** Their page has the series of the JVM, which belong to no cluster. */
  private static Panel exporters() {
    String here =
        " and on (instance) max by (instance) ("
            + cluster("redis_cluster_exporter_scrape_duration_seconds")
            + ")";
    return Panel.lines("Memory of the exporters", 5, 7)
        .asks(
            "Is the memory of the exporters large enough?",
            "the heap goes up and down; collecting garbage takes less than 5 % of the time.",
            "More: give the exporter a larger heap with JAVA_OPTS, for instance -Xmx512m.")
        .unit(Unit.RATIO)
        .show(
            "{{instance}} heap",
            "max by (instance) (jvm_memory_used_bytes{area=\"heap\"}) / max by (instance)"
                + " (jvm_memory_max_bytes{area=\"heap\"})"
                + here)
        .show(
            "{{instance}} garbage",
            "sum by (instance) (rate(jvm_gc_collection_seconds_sum[$__rate_interval]))" + here);
  }

  /** A vector of nodes by shard, of its primary only. */
  static String ofPrimaries(String vector) {
    return withShard(vector, PRIMARY, "shard!=\"\"");
  }
}
