package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.ofPrimaries;
import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.rate;

/** The cluster in a few numbers. */
final class OverviewTotals {
  private static final int HEIGHT = 3;

  private OverviewTotals() {}

  static Panel commands() {
    return Panel.stat("Commands", 4, HEIGHT)
        .asks(
            "How much work is it?",
            "as at the same time of other days.",
            "The load of each shard is under Traffic. Commands of primaries are counted.")
        .unit(Unit.PER_SECOND)
        .plain()
        .sparkline()
        .show(
            "commands",
            "sum(" + ofPrimaries(rate(cluster("redis_cluster_commands_processed_total"))) + ")");
  }

  static Panel latency() {
    return Panel.stat("Slowest 1 %", 3, HEIGHT)
        .asks(
            "How long do the slowest one percent of the commands take, on the server?",
            "as on other days. Redis 7.0 and later.",
            "The latency of each node is under Traffic; see RedisClusterLatencyHigh.")
        .unit(Unit.SECONDS)
        .plain()
        .sparkline()
        .empty("not known")
        .show(
            "p99",
            Queries.slowest(cluster("redis_cluster_command_latency_seconds_bucket"), "le")
                + " >= 0");
  }

  static Panel memory() {
    return Panel.stat("Memory of the fullest node", 4, HEIGHT)
        .asks(
            "How full is the node that is nearest to its memory limit?",
            "below the thresholds, except for caches.",
            "Which node it is, and how fast it grows, is under Capacity.")
        .unit(Unit.RATIO)
        .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
        .plain()
        .sparkline()
        .empty("no maxmemory")
        .show("of limit", "max(" + cluster("redis_cluster:memory_used:ratio") + ")");
  }

  static Panel clients() {
    return Panel.stat("Clients", 3, HEIGHT)
        .asks(
            "How many connections do clients have, on all nodes together?",
            "constant.",
            "Growth without more work: a connection pool that leaks.")
        .plain()
        .sparkline()
        .show("clients", "sum(" + best(cluster("redis_cluster_connected_clients")) + ")");
  }

  static Panel keys() {
    return Panel.stat("Keys", 3, HEIGHT)
        .asks(
            "How many keys are stored, on all primaries together?",
            "changes slowly.",
            "A sudden fall: keys were deleted, or a shard has lost its data"
                + " (RedisClusterDatasetLost).")
        .plain()
        .sparkline()
        .show(
            "keys",
            "sum("
                + ofPrimaries("sum without (db) (" + best(cluster("redis_cluster_keys")) + ")")
                + ")");
  }

  static Panel hits() {
    String hits = "sum(" + rate(cluster("redis_cluster_keyspace_hits_total")) + ")";
    String misses = "sum(" + rate(cluster("redis_cluster_keyspace_misses_total")) + ")";
    return Panel.stat("Keys found", 3, HEIGHT)
        .asks(
            "Which share of the look-ups finds its key?",
            "for a cache, near 100 %.",
            "Lower than before: keys were evicted, or have expired together.")
        .unit(Unit.RATIO)
        .plain()
        .sparkline()
        .empty("no look-ups")
        .show("found", hits + " / (" + hits + " + " + misses + " > 0)");
  }

  static Panel network() {
    return Panel.stat("Network", 4, HEIGHT)
        .asks(
            "How much data do clients send and receive?",
            "below the capacity of the network.",
            "The dashboard of each node has its own.")
        .unit(Unit.BYTES_PER_SECOND)
        .plain()
        .sparkline()
        .show("in", "sum(" + rate(cluster("redis_cluster_network_input_bytes_total")) + ")")
        .show("out", "sum(" + rate(cluster("redis_cluster_network_output_bytes_total")) + ")");
  }
}
