package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.node;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** The commands, the memory and the clients of a node. */
final class NodeWork {
  private static final String BUCKETS = node("redis_cluster_command_latency_seconds_bucket");

  /** What exporters send would fill the legends of a node that has little to do. */
  private static final String OF_CLIENTS =
      "cmd!~\"info|client\\\\|list|cluster\\\\|(nodes|info|myid|slot-stats|getslotmigrations)|(latency|slowlog|commandlog|memory)\\\\|.*\"";

  private NodeWork() {}

  static Row commands() {
    return Row.open(
        "Commands",
        Panel.lines("Calls by command", 8, 8)
            .asks(
                "Which commands does the node execute?",
                "similar to other nodes with the same role.",
                "The ten most frequent commands are shown, without those that exporters send.")
            .unit(Unit.PER_SECOND)
            .empty("only exporter commands")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + rate(node("redis_cluster_command_calls_total", OF_CLIENTS))
                    + " > 0)"),
        Panel.lines("Execution time by command", 8, 8)
            .asks(
                "Which command uses the time of the main thread?",
                "in total far below 100 %; commands below 0.1 % are not shown.",
                "Check this panel first when the main thread is busy.")
            .unit(Unit.RATIO)
            .stacked()
            .empty("none above 0.1 %")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + rate(node("redis_cluster_command_duration_seconds_total"))
                    + " > 0.001)"),
        Panel.lines("Latency p99 by command", 8, 8)
            .asks(
                "What is the 99th percentile of the latency of each command?",
                "far below the threshold. Redis 7.0 and later.",
                "The alert compares the latency of all commands together.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .empty("not known")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + slowest(
                        node("redis_cluster_command_latency_seconds_bucket", OF_CLIENTS), "cmd, le")
                    + " >= 0)"),
        Panel.heatmap("Latency distribution", 8, 8)
            .asks(
                "How is the latency of all commands distributed?",
                "a single narrow band.",
                "A second band at a higher latency: one type of command is slow.")
            .unit(Unit.SECONDS)
            .show("{{le}}", "sum by (le) (" + rate(BUCKETS) + ")"),
        Panel.lines("Slow and large commands", 8, 8)
            .asks(
                "How many commands are slow, or have a large request or reply?",
                "near 0.",
                "SLOWLOG GET 10 lists slow commands; each one blocks all others. Large requests and"
                    + " replies need Valkey 8.1 and collectors.commandlog; COMMANDLOG GET 10"
                    + " large-reply lists them.")
            .unit(Unit.PER_SECOND)
            .limits("RedisClusterLatencyHigh.slow_commands")
            .show("slow", "max(" + rate(node("redis_cluster_slowlog_entries_total")) + ")")
            .show(
                "{{type}}",
                "max by (type) ("
                    + rate(node("redis_cluster_commandlog_entries_total", "type!=\"slow\""))
                    + ")"),
        latencyEvents(),
        Panel.lines("Failed and rejected commands", 12, 8)
            .asks(
                "Which commands fail, or are rejected before they run?",
                "none, except for redirects. The ten most frequent commands are shown.",
                "The panel Errors by type shows the errors.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show("{{cmd}} failed", most("redis_cluster_command_failed_calls_total"))
            .show("{{cmd}} rejected", most("redis_cluster_command_rejected_calls_total")),
        Panel.lines("Errors by type", 12, 8)
            .asks(
                "Which error replies does the node send?",
                "none, or MOVED for clients that have just connected.",
                "CLUSTERDOWN, OOM, MISCONF and LOADING are caused by the server.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show("{{error}}", rate(node("redis_cluster_errors_total")) + " > 0"));
  }

  private static String most(String counter) {
    return "topk(10, " + rate(node(counter)) + " > 0)";
  }

  private static Panel latencyEvents() {
    String event = "redis_cluster_latency_event_";
    return Panel.table("Latency events", 8, 8)
        .asks(
            "Which events blocked the server?",
            "no events, or some milliseconds for fork.",
            "LATENCY DOCTOR explains them: a slow disk, many keys that expire together, huge"
                + " pages. This panel needs collectors.latency-events, and"
                + " latency-monitor-threshold on the server.")
        .empty("none collected")
        .highestFirst("when")
        .columns(
            Column.label("event"),
            Column.value("last", byEvent(event + "last_seconds")).unit(Unit.SECONDS).width(75),
            Column.value("longest", byEvent(event + "max_seconds")).unit(Unit.SECONDS).width(80),
            Column.value("when", byEvent(event + "timestamp_seconds") + " * 1000")
                .unit(Unit.TIME)
                .width(170));
  }

  private static String byEvent(String metric) {
    return "max by (event) (" + node(metric) + ")";
  }

  static Row memory() {
    return Row.collapsed(
        "Memory and keys",
        Panel.lines("Memory by type", 8, 8)
            .asks(
                "What uses the memory?",
                "used memory is below the limit, resident memory is not far above used memory.",
                "Resident memory far above used memory, with gigabytes of data: CONFIG SET"
                    + " activedefrag yes. Not counted: buffers of replicas and of the append-only"
                    + " file, which maxmemory does not include.")
            .unit(Unit.BYTES)
            .colour("limit", Colour.PAGE)
            .show("used", "max(" + node("redis_cluster_memory_bytes") + ")")
            .show("dataset", "max(" + node("redis_cluster_memory_dataset_bytes") + ")")
            .show("resident", "max(" + node("redis_cluster_memory_rss_bytes") + ")")
            .show("peak", "max(" + node("redis_cluster_memory_peak_bytes") + ")")
            .show("not counted", "max(" + node("redis_cluster_memory_not_counted_bytes") + ")")
            .show("limit", "max(" + node("redis_cluster_memory_max_bytes") + ") > 0"),
        Panel.lines("Memory overhead by component", 8, 8)
            .asks(
                "How much memory do buffers of clients and replicas, scripts and the cluster bus"
                    + " use?",
                "constant, and small compared with the dataset.",
                "Growth of clients: large replies, or clients that do not read them. Growth of"
                    + " replicas: a replica is slow.")
            .unit(Unit.BYTES)
            .stacked()
            .show(
                "{{component}}",
                "max by (component) (" + node("redis_cluster_memory_component_bytes") + ")"),
        Panel.lines("Keys", 8, 8)
            .asks(
                "How many keys does the node hold, and how many have a time to live?",
                "the same as on its primary or replica.",
                "Far fewer after a restart: RedisClusterDatasetLost.")
            .show("db {{db}} keys", "max by (db) (" + node("redis_cluster_keys") + ")")
            .show(
                "db {{db}} keys with a time to live",
                "max by (db) (" + node("redis_cluster_keys_expiring") + ")"),
        Panel.lines("Expired and evicted keys", 12, 7)
            .asks(
                "How many keys expire, or are evicted because memory is full?",
                "no evictions, except for caches.",
                "Evictions on a node that is not a cache: data is lost; check maxmemory-policy.")
            .unit(Unit.PER_SECOND)
            .show("expired", "max(" + rate(node("redis_cluster_expired_keys_total")) + ")")
            .show("evicted", "max(" + rate(node("redis_cluster_evicted_keys_total")) + ")"),
        Panel.lines("Keyspace hits and misses", 12, 7)
            .asks(
                "Do lookups find their keys?",
                "for a cache, few misses.",
                "More than before: keys were evicted, or have expired together.")
            .unit(Unit.PER_SECOND)
            .show("hits", "max(" + rate(node("redis_cluster_keyspace_hits_total")) + ")")
            .show("misses", "max(" + rate(node("redis_cluster_keyspace_misses_total")) + ")"));
  }

  static Row clients() {
    return Row.collapsed(
        "Clients and network",
        Panel.lines("Connections by type", 12, 8)
            .asks(
                "Which types of connections are open?",
                "constant; blocked clients are workers that wait for tasks.",
                "Clients that only grow in number: a connection pool leaks.")
            .show("clients", "max(" + node("redis_cluster_connected_clients") + ")")
            .show("blocked", "max(" + node("redis_cluster_blocked_clients") + ")")
            .show("replicas", "max(" + node("redis_cluster_connected_replicas") + ")")
            .show("cluster bus", "max(" + node("redis_cluster_bus_connections") + ")"),
        Panel.lines("New and rejected connections", 12, 8)
            .asks(
                "Do clients keep their connections open?",
                "few new connections, no rejected ones.",
                "Many new connections: a client has no pool. Rejected:"
                    + " RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .show("new", "max(" + rate(node("redis_cluster_connections_received_total")) + ")")
            .show(
                "rejected", "max(" + rate(node("redis_cluster_rejected_connections_total")) + ")"),
        Panel.lines("Network", 12, 8)
            .asks(
                "How much data does the node receive and send?",
                "below the capacity of the host's network.",
                "Much more sent than received: large replies, or a full copy for a replica.")
            .unit(Unit.BYTES_PER_SECOND)
            .show("in", "max(" + rate(node("redis_cluster_network_input_bytes_total")) + ")")
            .show("out", "max(" + rate(node("redis_cluster_network_output_bytes_total")) + ")"),
        Panel.lines("Disconnected clients", 12, 8)
            .asks(
                "Does the server disconnect clients because they use too much memory?",
                "0.",
                "A buffer exceeded its limit: the client does not read its replies; see"
                    + " client-output-buffer-limit. Evicted: see maxmemory-clients.")
            .unit(Unit.PER_SECOND)
            .show(
                "{{reason}}",
                "max by (reason) ("
                    + rate(node("redis_cluster_client_disconnections_total"))
                    + ") or max by (reason) (label_replace("
                    + rate(node("redis_cluster_evicted_clients_total"))
                    + ", \"reason\", \"evicted\", \"\", \"\"))"));
  }
}
