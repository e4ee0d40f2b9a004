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
            "How many commands do clients send?",
            "similar to other days at the same time.",
            "The row Traffic shows the load of each shard. Commands of primaries are counted.")
        .unit(Unit.PER_SECOND)
        .plain()
        .sparkline()
        .show(
            "commands",
            "sum(" + ofPrimaries(rate(cluster("redis_cluster_commands_processed_total"))) + ")");
  }

  static Panel latency() {
    return Panel.stat("Latency p99", 3, HEIGHT)
        .asks(
            "What is the 99th percentile of the command latency, measured on the servers?",
            "similar to other days. Redis 7.0 and later.",
            "The row Traffic shows the latency of each node; see RedisClusterLatencyHigh.")
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
    return Panel.stat("Highest memory usage", 4, HEIGHT)
        .asks(
            "Which share of its memory limit does the node with the highest usage use?",
            "below the thresholds, except for caches.",
            "The row Capacity shows which node it is, and how fast its usage grows.")
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
            "How many client connections do all nodes have?",
            "constant.",
            "Growth without more commands: a connection pool leaks.")
        .plain()
        .sparkline()
        .show("clients", "sum(" + best(cluster("redis_cluster_connected_clients")) + ")");
  }

  static Panel keys() {
    return Panel.stat("Keys", 3, HEIGHT)
        .asks(
            "How many keys do all primaries store?",
            "the number changes slowly.",
            "A sudden drop: keys were deleted, or a shard has lost its data"
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
    return Panel.stat("Hit ratio", 3, HEIGHT)
        .asks(
            "Which share of the lookups finds its key?",
            "for a cache, near 100 %.",
            "Lower than before: keys were evicted, or have expired together.")
        .unit(Unit.RATIO)
        .plain()
        .sparkline()
        .empty("no lookups")
        .show("hits", hits + " / (" + hits + " + " + misses + " > 0)");
  }

  static Panel network() {
    return Panel.stat("Network", 4, HEIGHT)
        .asks(
            "How much data do clients send and receive?",
            "below the capacity of the network.",
            "The dashboard of each node shows its network traffic.")
        .unit(Unit.BYTES_PER_SECOND)
        .plain()
        .sparkline()
        .show("in", "sum(" + rate(cluster("redis_cluster_network_input_bytes_total")) + ")")
        .show("out", "sum(" + rate(cluster("redis_cluster_network_output_bytes_total")) + ")");
  }
}
