package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.node;
import static io.github.redisclusterexporter.dashboard.Queries.rate;
import static io.github.redisclusterexporter.dashboard.Queries.slowest;

/** What a node is asked, what it holds, and for whom. */
final class NodeWork {
  private static final String BUCKETS = node("redis_cluster_command_latency_seconds_bucket");

  /** What exporters send would fill the legends of a node that has little to do. */
  private static final String OF_CLIENTS =
      "cmd!~\"info|client\\\\|list|cluster\\\\|(nodes|info|myid|slot-stats|getslotmigrations)|(latency|slowlog|commandlog|memory)\\\\|.*\"";

  private NodeWork() {}

  static Row commands() {
    return Row.open(
        "Commands",
        Panel.lines("Commands by kind", 8, 8)
            .asks(
                "Which commands does it execute?",
                "similar to other nodes with the same role.",
                "The ten most frequent are shown, without those that an exporter sends.")
            .unit(Unit.PER_SECOND)
            .empty("none but of exporters")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + rate(node("redis_cluster_command_calls_total", OF_CLIENTS))
                    + " > 0)"),
        Panel.lines("Time by command", 8, 8)
            .asks(
                "Which command uses the time of the main thread?",
                "in total far below 100 %; commands below 0.1 % are not shown.",
                "The first to look at when the main thread is busy.")
            .unit(Unit.RATIO)
            .stacked()
            .empty("none above 0.1 %")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + rate(node("redis_cluster_command_duration_seconds_total"))
                    + " > 0.001)"),
        Panel.lines("Slowest in a hundred by command", 8, 8)
            .asks(
                "Which command is slow?",
                "far below the limit. Redis 7.0 and later.",
                "The alert is about all commands together.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterLatencyHigh")
            .empty("not known")
            .show(
                "{{cmd}}",
                "topk(10, "
                    + slowest(
                        node("redis_cluster_command_latency_seconds_bucket", OF_CLIENTS), "cmd, le")
                    + " >= 0)"),
        Panel.heatmap("Latency of all commands", 8, 8)
            .asks(
                "How is the latency distributed?",
                "one narrow band.",
                "A second one higher up is a command of its own kind.")
            .unit(Unit.SECONDS)
            .show("{{le}}", "sum by (le) (" + rate(BUCKETS) + ")"),
        Panel.lines("Slow and large commands", 8, 8)
            .asks(
                "How many commands are slow, or have a large request or reply?",
                "near 0.",
                "SLOWLOG GET 10 shows slow ones; each one blocks all others. Large ones: Valkey 8.1"
                    + " with collectors.commandlog; COMMANDLOG GET 10 large-reply shows them.")
            .unit(Unit.PER_SECOND)
            .limits("RedisClusterLatencyHigh.slow_commands")
            .show("slow", "max(" + rate(node("redis_cluster_slowlog_entries_total")) + ")")
            .show(
                "{{type}}",
                "max by (type) ("
                    + rate(node("redis_cluster_commandlog_entries_total", "type!=\"slow\""))
                    + ")"),
        latencyEvents(),
        Panel.lines("Failed and refused commands", 12, 8)
            .asks(
                "Which commands fail, or are rejected before they run?",
                "none, except for redirects. The ten most frequent are shown.",
                "The panel Errors by kind shows with which error.")
            .unit(Unit.PER_SECOND)
            .empty("none")
            .show("{{cmd}} failed", most("redis_cluster_command_failed_calls_total"))
            .show("{{cmd}} refused", most("redis_cluster_command_rejected_calls_total")),
        Panel.lines("Errors by kind", 12, 8)
            .asks(
                "Which error replies does it send?",
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
            "What has stopped the server?",
            "no events, or some milliseconds for fork.",
            "LATENCY DOCTOR explains them: a disk that is slow, many keys that expire together,"
                + " huge pages. Needs collectors.latency-events, and latency-monitor-threshold on"
                + " the server.")
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
        Panel.lines("Memory by kind", 8, 8)
            .asks(
                "What uses the memory?",
                "used memory below the limit, resident memory not far above it.",
                "Resident far above used, with gigabytes of data: CONFIG SET activedefrag yes. Not"
                    + " counted: buffers of replicas and of the append-only file, which the limit"
                    + " does not include.")
            .unit(Unit.BYTES)
            .colour("limit", Colour.PAGE)
            .show("used", "max(" + node("redis_cluster_memory_bytes") + ")")
            .show("dataset", "max(" + node("redis_cluster_memory_dataset_bytes") + ")")
            .show("resident", "max(" + node("redis_cluster_memory_rss_bytes") + ")")
            .show("peak", "max(" + node("redis_cluster_memory_peak_bytes") + ")")
            .show("not counted", "max(" + node("redis_cluster_memory_not_counted_bytes") + ")")
            .show("limit", "max(" + node("redis_cluster_memory_max_bytes") + ") > 0"),
        Panel.lines("Memory besides keys and values", 8, 8)
            .asks(
                "What else uses memory: buffers of clients, replicas, scripts, the cluster bus?",
                "constant and small next to the dataset.",
                "Clients: large replies, or clients that do not read. Replicas: one that is slow.")
            .unit(Unit.BYTES)
            .stacked()
            .show(
                "{{component}}",
                "max by (component) (" + node("redis_cluster_memory_component_bytes") + ")"),
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
                "How many keys expire, or are evicted for lack of memory?",
                "no evictions, except for caches.",
                "Evicted without being a cache: data is lost, look at maxmemory-policy.")
            .unit(Unit.PER_SECOND)
            .show("expired", "max(" + rate(node("redis_cluster_expired_keys_total")) + ")")
            .show("evicted", "max(" + rate(node("redis_cluster_evicted_keys_total")) + ")"),
        Panel.lines("Found and not found", 12, 7)
            .asks(
                "Do look-ups find their keys?",
                "for a cache, few misses.",
                "More than before: keys were evicted, or have expired together.")
            .unit(Unit.PER_SECOND)
            .show("found", "max(" + rate(node("redis_cluster_keyspace_hits_total")) + ")")
            .show("not found", "max(" + rate(node("redis_cluster_keyspace_misses_total")) + ")"));
  }

  static Row clients() {
    return Row.collapsed(
        "Clients and network",
        Panel.lines("Connections by kind", 12, 8)
            .asks(
                "Which kinds of connections are there?",
                "constant; blocked clients are workers that wait for tasks.",
                "Clients that only grow: a pool that leaks.")
            .show("clients", "max(" + node("redis_cluster_connected_clients") + ")")
            .show("blocked", "max(" + node("redis_cluster_blocked_clients") + ")")
            .show("replicas", "max(" + node("redis_cluster_connected_replicas") + ")")
            .show("bus", "max(" + node("redis_cluster_bus_connections") + ")"),
        Panel.lines("New and refused connections", 12, 8)
            .asks(
                "Do clients keep their connections?",
                "few new connections, none refused.",
                "Many new: no pool. Refused: RedisClusterConnectionsRejected.")
            .unit(Unit.PER_SECOND)
            .show("new", "max(" + rate(node("redis_cluster_connections_received_total")) + ")")
            .show("refused", "max(" + rate(node("redis_cluster_rejected_connections_total")) + ")"),
        Panel.lines("Network", 12, 8)
            .asks(
                "How much data does it receive and send?",
                "below the capacity of the host's network.",
                "Much more sent than received: large replies, or a full copy for a replica.")
            .unit(Unit.BYTES_PER_SECOND)
            .show("in", "max(" + rate(node("redis_cluster_network_input_bytes_total")) + ")")
            .show("out", "max(" + rate(node("redis_cluster_network_output_bytes_total")) + ")"),
        Panel.lines("Clients disconnected", 12, 8)
            .asks(
                "Does the server disconnect clients because of their memory?",
                "0.",
                "A buffer over its limit: the client does not read its replies, see"
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
