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
        "Are all slots served, does the cluster survive the next failure, what happened, and which"
            + " alerts fire?",
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
        "Status",
        Panel.stat("Shards", 4, 4)
            .asks(
                "Is every shard served?",
                "no shard is down.",
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
                "no node is down.",
                "The table below shows which node does not; see RedisClusterNodeDown.")
            .unit(Unit.COUNT)
            .series("down", Word.none(), Levels.below(1, Colour.TICKET))
            .show("up", "sum(" + nodes + ")")
            .show("down", "count(" + nodes + ") - sum(" + nodes + ")"),
        Panel.stat("Failures tolerated", 4, 4)
            .asks(
                "How many nodes, and how many hosts, may fail without an outage, in the worst"
                    + " case?",
                "1 or more. With all nodes on one or two hosts, the blue value none for hosts is"
                    + " normal.",
                "An orange value means that the next failure can cause an outage: restart the"
                    + " missing replica, or distribute the primaries over more hosts"
                    + " (RedisClusterHostQuorumRisk).")
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
        Panel.stat("Error ratio", 4, 4)
            .asks(
                "Which share of the commands fails because of the servers (CLUSTERDOWN, OOM,"
                    + " MISCONF, LOADING and similar errors)?",
                "0.",
                "The row Traffic shows the errors by type.")
            .unit(Unit.RATIO)
            .limits(
                "RedisClusterErrorBudgetBurnSlow.factor", "RedisClusterErrorBudgetBurn.fast_factor")
            .sparkline()
            .show(
                "errors",
                "max by (redis_cluster) ("
                    + cluster("redis_cluster:error_ratio:rate5m")
                    + ") or max by (redis_cluster) ("
                    + rate(cluster("redis_cluster_commands_processed_total"))
                    + ") * 0"),
        Panel.stat("Replication lag", 4, 4)
            .asks(
                "How many seconds of writes can a failover lose at most, and how many shards have"
                    + " no replica that can take over?",
                "below 2 s; no such shard.",
                "The table of nodes shows the lag of each replica; see RedisClusterReplicaLagging"
                    + " and RedisClusterShardUnprotected.")
            .unit(Unit.SECONDS)
            .levels(Levels.upTo(Limit.of("RedisClusterReplicaLagging")))
            .series("unprotected shards", Word.none(), Levels.below(1, Colour.TICKET), Unit.COUNT)
            .empty("no replica")
            .show("max lag", "max(" + LAG + ")")
            .show(
                "unprotected shards",
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
                "protected. With more than 12 shards, only those with another state are shown.",
                "Down: no primary serves the shard (RedisClusterShardDown). Unprotected: no"
                    + " replica can take over (RedisClusterShardUnprotected).")
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
                "Which nodes were primaries, which were down, and did roles change?",
                "one primary per shard, the others are replicas. With more than 12 nodes, only"
                    + " nodes with a changed role or a problem are shown.",
                "Suspected: the node answers the exporter, but other nodes do not reach it"
                    + " (RedisClusterPartialPartition). Syncing: it receives a full copy of the"
                    + " dataset.")
            .words(NodeState.WORDS)
            .empty("no node changed")
            .show("{{node}}", Queries.notable(NodeState.query(), "node", NodeState.WELL)),
        FiringAlerts.panel(),
        Panel.bars("Slots by primary", 6, 8)
            .asks(
                "Are the slots distributed evenly, and are they served?",
                "all bars are near 16384 divided by the number of shards.",
                "Down: the slots of this primary are not served (RedisClusterShardDown). A primary"
                    + " without slots has no keys; redis-cli --cluster rebalance distributes"
                    + " slots.")
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
                "The row Failovers shows nodes, types and durations; see RedisClusterFailover.")
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
                "The dashboard Redis Queues shows which queues; see RedisQueueOldestTaskTooOld.")
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
                "Do slots move between nodes, and did a failover move all slots of a node?",
                "constant bands; a failover changes the colour of a band.",
                "Bands that change slowly: slots are migrated.")
            .unit(Unit.COUNT)
            .max(16_384)
            .stacked()
            .show("{{node}}", "max by (node) (" + cluster("redis_cluster_node_slots") + ") > 0"),
        Panel.lines("Slot coverage and migration", 12, 8)
            .asks(
                "Are slots uncovered, claimed by two primaries, or open for a migration, and do all"
                    + " nodes agree on the owners?",
                "0. Slots are open while they are migrated; views differ for some seconds after a"
                    + " failover.",
                "See RedisClusterSlotsUncovered, RedisClusterSlotsConflicting,"
                    + " RedisClusterViewDisagreement, and for slots that stay open"
                    + " RedisClusterOpenSlotsStuck. Atomic migrations need Valkey 9.0 or Redis 8.4,"
                    + " and collectors.slot-migrations.")
            .unit(Unit.COUNT)
            .colour("uncovered", Colour.PAGE)
            .colour("conflicting", Colour.UNKNOWN)
            .colour("differing views", Colour.BUSY)
            .show("uncovered", least(cluster("redis_cluster_slots_uncovered")))
            .show("conflicting", least(cluster("redis_cluster_slots_conflicting")))
            .show("migrating", least(cluster("redis_cluster_slots_migrating")))
            .show("importing", least(cluster("redis_cluster_slots_importing")))
            .show("differing views", least(cluster("redis_cluster_views")) + " - 1")
            .show(
                "atomic migrations {{state}}",
                "max by (state) (" + cluster("redis_cluster_slot_migrations") + ")"));
  }

  private static String tolerated(String unit) {
    return "max(" + cluster("redis_cluster_failures_tolerated", "unit=\"" + unit + "\"") + ")";
  }

  private static Row monitoring() {
    return Row.collapsed(
        "Exporter health",
        Panel.stat("Exporters", 4, 7)
            .asks(
                "How many exporters report this cluster, and how many failed to reload their"
                    + " configuration?",
                "the number of exporters that you run; no failed reload.",
                "Fewer: RedisClusterExporterDown; none: RedisClusterMonitoringLost. Failed reload:"
                    + " the log has the errors, and the previous configuration stays in use.")
            .unit(Unit.COUNT)
            .levels(Levels.from(1, Colour.PAGE))
            .series("reload failed", Word.none(), Levels.below(1, Colour.TICKET))
            .show(
                "up",
                "count(max by (instance) ("
                    + cluster("redis_cluster_exporter_scrape_duration_seconds")
                    + ")) or vector(0)")
            .show(
                "reload failed",
                "sum(1 - max by (instance) ("
                    + cluster("redis_cluster_exporter_config_last_reload_successful")
                    + "))"),
        Panel.stat("Failing collectors", 4, 7)
            .asks(
                "How many collectors fail because a node rejects their commands?",
                "none.",
                "See docs/acl.md for the missing permission, and RedisClusterCollectorFailing.")
            .unit(Unit.COUNT)
            .words(Word.none())
            .levels(Levels.below(1, Colour.TICKET))
            .show(
                "failing",
                "sum(1 - " + least(cluster("redis_cluster_exporter_collector_success")) + ")"),
        Panel.lines("Scrape duration", 5, 7)
            .asks(
                "How long do scrapes take?",
                "some milliseconds.",
                "The dashboard of each node shows its part of the time; see RedisClusterNodeSlow.")
            .unit(Unit.SECONDS)
            .show(
                "{{instance}}",
                "max by (instance) ("
                    + cluster("redis_cluster_exporter_scrape_duration_seconds")
                    + ")"),
        exporters(),
        Panel.lines("Probe errors", 6, 7)
            .asks(
                "Why are metrics missing on this dashboard?",
                "0.",
                "See docs/troubleshooting.md, which explains each stage and code.")
            .unit(Unit.PER_SECOND)
            .show(
                "{{stage}} {{code}}",
                rate(cluster("redis_cluster_exporter_probe_errors_total")) + " > 0")
            .show(
                "total",
                "sum(" + rate(cluster("redis_cluster_exporter_probe_errors_total")) + ")"));
  }

  /** Their page has the series of the JVM, which belong to no cluster. */
  private static Panel exporters() {
    String here =
        " and on (instance) max by (instance) ("
            + cluster("redis_cluster_exporter_scrape_duration_seconds")
            + ")";
    return Panel.lines("Exporter heap and garbage collection", 5, 7)
        .asks(
            "Is the heap of the exporters large enough?",
            "the heap usage rises and falls; garbage collection takes less than 5 % of the time.",
            "More: give the exporter a larger heap with JAVA_OPTS, for example -Xmx512m.")
        .unit(Unit.RATIO)
        .show(
            "{{instance}} heap",
            "max by (instance) (jvm_memory_used_bytes{area=\"heap\"}) / max by (instance)"
                + " (jvm_memory_max_bytes{area=\"heap\"})"
                + here)
        .show(
            "{{instance}} garbage collection",
            "sum by (instance) (rate(jvm_gc_collection_seconds_sum[$__rate_interval]))" + here);
  }

  /** A vector of nodes by shard, of its primary only. */
  static String ofPrimaries(String vector) {
    return withShard(vector, PRIMARY, "shard!=\"\"");
  }
}
