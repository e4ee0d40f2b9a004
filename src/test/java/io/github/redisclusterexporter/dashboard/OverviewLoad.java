package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.ofPrimaries;
import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** The traffic of the clients, and the capacity that it uses. */
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
                "similar load on all shards; commands of primaries are counted.",
                "A shard far above the others has a hot key, or too many slots.")
            .unit(Unit.PER_SECOND)
            .show("{{shard}}", byShard),
        Panel.lines("Latency p99 by node", 12, 8)
            .asks(
                "What is the 99th percentile of the command latency, measured on each node?",
                "far below the threshold. Redis 7.0 and later.",
                "The dashboard of the node shows which command is slow.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .show(
                "{{node}}",
                slowest(cluster("redis_cluster_command_latency_seconds_bucket"), "node, le")
                    + " >= 0"),
        Panel.lines("Errors by type", 8, 8)
            .asks(
                "Which errors do clients get?",
                "none, or MOVED for clients that have just connected; ASK while slots are moved.",
                "CLUSTERDOWN, OOM, MISCONF and LOADING are caused by the servers. Many MOVED errors"
                    + " for a long time: a client does not refresh its slot map.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show(
                "{{error}}",
                "sum by (error) (" + rate(cluster("redis_cluster_errors_total")) + ") > 0"),
        Panel.lines("Clients by name", 7, 8)
            .asks(
                "Which applications hold the connections?",
                "each name has as many connections as its instances need.",
                "Growth without more commands: a connection pool leaks. This panel needs"
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
            "Does a single slot cause the load of its shard?",
            "the load of the slots is similar.",
            "CLUSTER GETKEYSINSLOT SLOT 10, sent to the primary of the slot, lists keys of the"
                + " slot; one of them is the hot or large key. This panel needs"
                + " collectors.slot-stats.")
        .empty("not collected")
        .highestFirst("CPU")
        .columns(
            Column.label("slot").width(65),
            Column.value(
                    "CPU",
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
        Panel.lines("Memory usage by node", 12, 8)
            .asks(
                "Which node is nearest to its memory limit?",
                "below the thresholds, except for caches; no data without maxmemory.",
                "The alerts fire only for nodes that cannot evict keys.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
            .empty("no maxmemory")
            .show("{{node}}", cluster("redis_cluster:memory_used:ratio")),
        Panel.lines("Memory usage forecast", 12, 8)
            .asks(
                "What will the memory usage be in four hours, if the growth of the last three hours"
                    + " continues?",
                "near the present usage.",
                "The dashboard of the node shows what grows, under Memory and keys.")
            .unit(Unit.RATIO)
            .max(2)
            .limits("RedisClusterMemoryFillingUp")
            .empty("no maxmemory")
            .show(
                "{{node}}",
                "predict_linear(" + cluster("redis_cluster:memory_used:ratio") + "[3h], 4 * 3600)"),
        Panel.lines("Connection usage by node", 8, 8)
            .asks(
                "Which node is nearest to its connection limit?",
                "far below the threshold; clients, replicas and the cluster bus are counted.",
                "Clients by name in the row Traffic, or CLIENT LIST on that node, shows who holds"
                    + " the connections.")
            .unit(Unit.RATIO)
            .limits("RedisClusterConnectionsNearLimit")
            .show("{{node}}", Queries.connections(Queries::cluster)),
        Panel.lines("Main thread usage by node", 8, 8)
            .asks(
                "On which node is the main thread, which executes all commands, busy?",
                "far below the threshold.",
                "The dashboard of the node shows which command uses the time.")
            .unit(Unit.RATIO)
            .limits("RedisClusterMainThreadBusy")
            .show("{{node}}", Queries.mainThread(Queries::cluster)),
        Panel.lines("Evicted keys and rejected connections", 8, 8)
            .asks(
                "Does a node evict keys because memory is full, or reject connections because of"
                    + " maxclients?",
                "none; caches evict keys.",
                "A cache that evicts as many keys per hour as it holds is too small. Rejected"
                    + " clients get errors: see RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show(
                "{{node}} evicted keys", rate(cluster("redis_cluster_evicted_keys_total")) + " > 0")
            .show(
                "{{node}} rejected connections",
                rate(cluster("redis_cluster_rejected_connections_total")) + " > 0"));
  }

  static Row keys() {
    return Row.collapsed(
        "Keys and key groups",
        Panel.table("Named keys", 9, 8)
            .asks(
                "How large is each configured key (keys in the configuration), and when does it"
                    + " expire?",
                "each key is measured and has its usual size.",
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
                "How many keys does each group have, and how old are the numbers?",
                "complete, and not older than a few times key-groups.interval.",
                "Not complete: a primary was down, or slots were moved; the values are those of the"
                    + " last complete pass.")
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
                "memory grows only with the data of the application.",
                "Ask the owner of the group for a limit or a time to live. Linear growth: keys have"
                    + " no time to live.")
            .unit(Unit.BYTES)
            .empty("no key groups are configured")
            .show("{{group}}", group("redis_cluster_key_group_memory_bytes")));
  }

  private static String group(String metric) {
    return "max by (group) (" + cluster(metric) + ")";
  }
}
