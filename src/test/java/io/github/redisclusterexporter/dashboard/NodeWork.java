package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.node;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** What a node is asked, what it holds, and for whom. */
final class NodeWork {
  private static final String BUCKETS = node("redis_cluster_command_latency_seconds_bucket");

  private NodeWork() {}

  static Row commands() {
    return Row.open(
        "Commands",
        Panel.lines("Commands by kind", 8, 8)
            .asks(
                "What is it asked?",
                "as on the other nodes of its role.",
                "The ten most frequent are shown.")
            .unit(Unit.PER_SECOND)
            .show("{{cmd}}", "topk(10, " + rate(node("redis_cluster_command_calls_total")) + ")"),
        Panel.lines("Time by command", 8, 8)
            .asks(
                "Which command takes the thread's time?",
                "far below 100 % together, which is all of it.",
                "The first to look at when the main thread is busy.")
            .unit(Unit.RATIO)
            .stacked()
            .show(
                "{{cmd}}",
                "topk(10, " + rate(node("redis_cluster_command_duration_seconds_total")) + ")"),
        Panel.lines("Slowest in a hundred by command", 8, 8)
            .asks(
                "Which command is slow?",
                "far below the limit. Redis 7.0 and later.",
                "The alert is about all commands together.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .show("{{cmd}}", "topk(10, " + slowest(BUCKETS, "cmd, le") + " >= 0)"),
        CommonPanels.latency(BUCKETS),
        Panel.lines("Slow log", 8, 8)
            .asks(
                "How many commands are slow enough for the slow log?",
                "near 0.",
                "SLOWLOG GET 10 shows them; each one stops all others.")
            .unit(Unit.PER_SECOND)
            .limits("RedisClusterSlowCommands")
            .show(
                "slow commands", "max(" + rate(node("redis_cluster_slowlog_entries_total")) + ")"),
        Panel.lines("Failed and refused", 8, 8)
            .asks(
                "Do commands fail, or are they refused before they run?",
                "0, but for redirects.",
                "Errors by kind, below, says with which words.")
            .unit(Unit.PER_SECOND)
            .show("failed", "sum(" + rate(node("redis_cluster_command_failed_calls_total")) + ")")
            .show(
                "refused", "sum(" + rate(node("redis_cluster_command_rejected_calls_total")) + ")")
            .show("error replies", "max(" + rate(node("redis_cluster_error_replies_total")) + ")"));
  }

  static Row memory() {
    return Row.collapsed(
        "Memory and keys",
        Panel.lines("Memory by kind", 8, 8)
            .asks(
                "What takes the memory?",
                "used below the limit, resident not far above it.",
                "Not counted: replicas' and files' buffers, which the limit leaves out.")
            .unit(Unit.BYTES)
            .colour("limit", Colour.PAGE)
            .show("used", "max(" + node("redis_cluster_memory_bytes") + ")")
            .show("dataset", "max(" + node("redis_cluster_memory_dataset_bytes") + ")")
            .show("resident", "max(" + node("redis_cluster_memory_rss_bytes") + ")")
            .show("peak", "max(" + node("redis_cluster_memory_peak_bytes") + ")")
            .show("not counted", "max(" + node("redis_cluster_memory_not_counted_bytes") + ")")
            .show("limit", "max(" + node("redis_cluster_memory_max_bytes") + ") > 0"),
        Panel.lines("Fragmentation", 8, 8)
            .asks(
                "How much more does the process take than Redis uses?",
                "below the limit; large on a nearly empty server, which is no fault.",
                "The alert begins with 1 GiB.")
            .limits("RedisClusterFragmentation")
            .show(
                "resident by used",
                "max(" + node("redis_cluster_memory_fragmentation_ratio") + ")"),
        Panel.lines("Keys", 8, 8)
            .asks(
                "How many keys, and how many with a time to live?",
                "as on its primary or replica.",
                "Far fewer after a restart: RedisClusterDatasetLost.")
            .show("keys in db {{db}}", "max by (db) (" + node("redis_cluster_keys") + ")")
            .show(
                "of these expiring, db {{db}}",
                "max by (db) (" + node("redis_cluster_keys_expiring") + ")"),
        Panel.lines("Expired and evicted", 12, 7)
            .asks(
                "How many keys end, by their time or for lack of memory?",
                "none evicted, but by caches.",
                "Evicted without being a cache: data is lost, look at maxmemory-policy.")
            .unit(Unit.PER_SECOND)
            .show("expired", "max(" + rate(node("redis_cluster_expired_keys_total")) + ")")
            .show("evicted", "max(" + rate(node("redis_cluster_evicted_keys_total")) + ")"),
        Panel.lines("Found and not found", 12, 7)
            .asks(
                "Is what is asked for there?",
                "few that are not found, in a cache.",
                "More than before: keys were evicted, or have expired together.")
            .unit(Unit.PER_SECOND)
            .show("found", "max(" + rate(node("redis_cluster_keyspace_hits_total")) + ")")
            .show("not found", "max(" + rate(node("redis_cluster_keyspace_misses_total")) + ")"));
  }

  static Row clients() {
    return Row.collapsed(
        "Clients and network",
        Panel.lines("Connections by kind", 8, 8)
            .asks(
                "Who is connected?",
                "steady; blocked ones are workers that wait for tasks.",
                "Clients that only grow: a pool that leaks.")
            .show("clients", "max(" + node("redis_cluster_connected_clients") + ")")
            .show("blocked", "max(" + node("redis_cluster_blocked_clients") + ")")
            .show("replicas", "max(" + node("redis_cluster_connected_replicas") + ")")
            .show("bus", "max(" + node("redis_cluster_bus_connections") + ")"),
        Panel.lines("New and refused connections", 8, 8)
            .asks(
                "Do clients keep their connections?",
                "few new ones, none refused.",
                "Many new: no pool. Refused: RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .show("new", "max(" + rate(node("redis_cluster_connections_received_total")) + ")")
            .show("refused", "max(" + rate(node("redis_cluster_rejected_connections_total")) + ")"),
        Panel.lines("Network", 8, 8)
            .asks(
                "How much goes in and out?",
                "below what the host's network can do.",
                "Far more out than in: large answers, or a replica that is copied.")
            .unit(Unit.BYTES_PER_SECOND)
            .show("in", "max(" + rate(node("redis_cluster_network_input_bytes_total")) + ")")
            .show("out", "max(" + rate(node("redis_cluster_network_output_bytes_total")) + ")"),
        Panel.lines("Bus messages", 12, 8)
            .asks(
                "What do the nodes tell each other?",
                "pings and pongs.",
                "Messages of failures, requests and votes go with failovers.")
            .unit(Unit.PER_SECOND)
            .show("{{direction}} {{type}}", rate(node("redis_cluster_bus_messages_total"))),
        Panel.lines("Errors by kind", 12, 8)
            .asks(
                "Which errors does it answer with?",
                "none, or MOVED to clients that have just connected.",
                "CLUSTERDOWN, OOM, MISCONF and LOADING are its own fault.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show("{{error}}", rate(node("redis_cluster_errors_total"))));
  }
}
