package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.ofPrimaries;
import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** What the clients do, and what it fills. */
final class OverviewLoad {
  private OverviewLoad() {}

  static Row traffic() {
    String commands = ofPrimaries(rate(cluster("redis_cluster_commands_processed_total")));
    String byShard = Queries.withShortShards("sum by (shard) (" + commands + ")");
    return Row.collapsed(
        "Traffic",
        Panel.lines("Commands by shard", 12, 8)
            .asks(
                "Which shards have the load?",
                "similar on all shards; commands of primaries are counted.",
                "One far above the others has a hot key, or too many slots.")
            .unit(Unit.PER_SECOND)
            .show("{{shard}}", byShard),
        Panel.lines("Slowest commands in a hundred", 12, 8)
            .asks(
                "How long do the slowest one percent of the commands take, on the server?",
                "far below the limit. Redis 7.0 and later.",
                "Which command it is, the dashboard of the node says.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .show(
                "{{node}}",
                slowest(cluster("redis_cluster_command_latency_seconds_bucket"), "node, le")
                    + " >= 0"),
        Panel.lines("Errors by kind", 8, 8)
            .asks(
                "Which errors do clients get?",
                "none, or MOVED for clients that have just connected; ASK while slots are moved.",
                "CLUSTERDOWN, OOM, MISCONF and LOADING are the servers' fault. Much MOVED for long:"
                    + " a client that does not renew its map.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show(
                "{{error}}",
                "sum by (error) (" + rate(cluster("redis_cluster_errors_total")) + ") > 0"),
        Panel.lines("Clients by name", 7, 8)
            .asks(
                "Which applications hold the connections?",
                "as many for each name as its instances need.",
                "A name that grows without more work: its connection pool leaks. Needs"
                    + " collectors.client-names, and clients that call CLIENT SETNAME.")
            .unit(Unit.COUNT)
            .empty("not collected")
            .show("{{name}}", best(cluster("redis_cluster_clients"))),
        slots());
  }

  private static Panel slots() {
    String bytes = "redis_cluster_slot_network_bytes_total";
    return Panel.table("Busiest slots", 9, 8)
        .asks(
            "Does one slot cause the load of its shard?",
            "no slot differs much from the next one.",
            "CLUSTER GETKEYSINSLOT SLOT 10, sent to its primary, lists keys of the slot: one of"
                + " them is the hot or the large one. Needs collectors.slot-stats.")
        .empty("not collected")
        .highestFirst("processor")
        .columns(
            Column.label("slot").width(65),
            Column.value(
                    "processor",
                    "round("
                        + bySlot(rate(cluster("redis_cluster_slot_cpu_seconds_total")))
                        + ", 0.0001)")
                .unit(Unit.RATIO)
                .width(95),
            Column.value("in", bySlot(rate(cluster(bytes, "direction=\"input\""))))
                .unit(Unit.BYTES_PER_SECOND)
                .width(90),
            Column.value("out", bySlot(rate(cluster(bytes, "direction=\"output\""))))
                .unit(Unit.BYTES_PER_SECOND)
                .width(90),
            Column.value("keys", bySlot(cluster("redis_cluster_slot_keys"))).width(75),
            Column.value("memory", bySlot(cluster("redis_cluster_slot_memory_bytes")))
                .unit(Unit.BYTES)
                .width(90));
  }

  private static String bySlot(String vector) {
    return "max by (slot) (" + vector + ")";
  }

  static Row capacity() {
    return Row.collapsed(
        "Capacity",
        Panel.lines("Memory by limit", 12, 8)
            .asks(
                "Which node reaches its memory limit first?",
                "below the thresholds, except for caches; empty without maxmemory.",
                "The alerts are for nodes that can evict nothing.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
            .empty("no maxmemory")
            .show("{{node}}", cluster("redis_cluster:memory_used:ratio")),
        Panel.lines("Memory by limit in four hours", 12, 8)
            .asks(
                "How full will it be in four hours, with the growth of the last three hours?",
                "as now.",
                "Find what grows: keys and memory on the dashboard of the node.")
            .unit(Unit.RATIO)
            .max(2)
            .limits("RedisClusterMemoryFillingUp")
            .empty("no maxmemory")
            .show(
                "{{node}}",
                "predict_linear(" + cluster("redis_cluster:memory_used:ratio") + "[3h], 4 * 3600)"),
        Panel.lines("Connections by limit", 8, 8)
            .asks(
                "Which node reaches its connection limit first?",
                "far below the limit; clients, replicas and the bus count together.",
                "Who holds them: Clients by name under Traffic, or CLIENT LIST on that node.")
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
        Panel.lines("Evicted keys, refused connections", 8, 8)
            .asks(
                "Does a node evict keys for lack of memory, or refuse connections because of"
                    + " maxclients?",
                "none; caches evict.",
                "A cache that evicts as many keys an hour as it holds is too small. Refused clients"
                    + " get errors: see RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show("{{node}} evicts", rate(cluster("redis_cluster_evicted_keys_total")) + " > 0")
            .show(
                "{{node}} refuses",
                rate(cluster("redis_cluster_rejected_connections_total")) + " > 0"));
  }

  static Row keys() {
    return Row.collapsed(
        "Keys and key groups",
        Panel.table("Named keys", 9, 8)
            .asks(
                "How large is each key that is configured under keys, and when does it expire?",
                "measured, and of the usual size.",
                "Larger than before: nothing removes its elements.")
            .empty("no keys are configured")
            .columns(
                Column.label("key"),
                Column.label("type").width(75),
                Column.value("measured", "max by (key) (" + cluster("redis_cluster_key_up") + ")")
                    .words(Word.good("yes", "no", Colour.TICKET))
                    .width(85),
                Column.value(
                        "size", "max by (key, type) (" + cluster("redis_cluster_key_size") + ")")
                    .width(75),
                Column.value(
                        "memory",
                        "max by (key) (" + cluster("redis_cluster_key_memory_bytes") + ")")
                    .unit(Unit.BYTES)
                    .width(85),
                Column.value(
                        "expires in",
                        "max by (key) (" + cluster("redis_cluster_key_ttl_seconds") + ")")
                    .unit(Unit.SECONDS)
                    .width(95)),
        Panel.table("Key groups", 8, 8)
            .asks(
                "How many keys does each group have, and are the numbers recent?",
                "counted completely; not older than some key-groups.interval.",
                "Not complete: a primary was down, or slots were moved; the values of the last"
                    + " complete pass stay.")
            .empty("no key groups are configured")
            .highestFirst("memory")
            .columns(
                Column.label("group"),
                Column.value("keys", group("redis_cluster_key_group_keys")).width(75),
                Column.value("memory", group("redis_cluster_key_group_memory_bytes"))
                    .unit(Unit.BYTES)
                    .width(85),
                Column.value("complete", group("redis_cluster_key_group_complete"))
                    .words(Word.good("yes", "no", Colour.TICKET))
                    .width(85),
                Column.value(
                        "age",
                        "time() - " + group("redis_cluster_key_group_last_pass_timestamp_seconds"))
                    .unit(Unit.SECONDS)
                    .width(85)),
        Panel.lines("Memory by key group", 7, 8)
            .asks(
                "Which group of keys grows?",
                "as the data of its owner grows.",
                "Ask the owner of the group for a limit or a time to live. A straight rise: keys"
                    + " without a time to live.")
            .unit(Unit.BYTES)
            .empty("no key groups are configured")
            .show("{{group}}", group("redis_cluster_key_group_memory_bytes")));
  }

  private static String group(String metric) {
    return "max by (group) (" + cluster(metric) + ")";
  }
}
