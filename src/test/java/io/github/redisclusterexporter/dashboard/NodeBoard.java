package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.node;

import java.util.List;

/** One node. */
final class NodeBoard {
  static final String ID = "redis-cluster-node";

  private static final List<Word> YES_NO = Word.good("yes", "no", Colour.TICKET);

  private static final List<Word> FLAGGED =
      List.of(new Word("0", "no", Colour.GOOD), new Word("1", "yes", Colour.TICKET));

  private NodeBoard() {}

  /** Where a click on the address of a node leads to. */
  static String address() {
    return Board.address(ID, "&var-node=${__value.raw}");
  }

  static Board board() {
    return new Board(
        ID,
        "Redis Cluster / Node",
        "Why is this node slow, full, isolated or lagging?",
        List.of(
            Variable.CLUSTER,
            new Variable(
                "node",
                "Node",
                "Its address, as the cluster announces it.",
                "label_values(redis_cluster_node_up{redis_cluster=\"$redis_cluster\"}, node)",
                false)),
        List.of(
            Annotation.failovers(),
            Annotation.restarts(node("redis_cluster_uptime_seconds")),
            Annotation.pages("node=\"$node\"")),
        List.of(
            now(),
            NodeWork.commands(),
            NodeWork.memory(),
            NodeWork.clients(),
            replication(),
            disk(),
            monitoring()));
  }

  private static Row now() {
    return Row.open(
        "Status",
        Panel.stat("State", 3, 4)
            .asks(
                "Which role does the node have, and does it answer?",
                "primary or replica.",
                "Down: RedisClusterNodeDown. Suspected: other nodes do not reach it"
                    + " (RedisClusterPartialPartition).")
            .words(NodeState.WORDS)
            .show("now", NodeState.query("node=\"$node\"")),
        Panel.stat("Version", 3, 4)
            .asks(
                "Which version does the node run?",
                "the same on all nodes.",
                "A different version for hours: an upgrade was not finished.")
            .names()
            .empty("not known")
            .show(
                "{{version}}",
                "max by (version) (" + node("redis_cluster_node_info", "version!=\"\"") + ")"),
        Panel.stat("Uptime", 3, 4)
            .asks(
                "How long has the node been running?",
                "longer than 15 minutes.",
                "An unexpected restart: the process crashed, or the kernel killed it because memory"
                    + " was full.")
            .unit(Unit.SECONDS)
            .levels(Levels.from(900, Colour.TICKET))
            .empty("down")
            .show("uptime", "max(" + node("redis_cluster_uptime_seconds") + ")"),
        Panel.stat("Failure flags", 3, 4)
            .asks(
                "How many other nodes flag the node as suspected (pfail) or failed (fail)?",
                "none.",
                "If the node answers the exporter: see RedisClusterPartialPartition.")
            .unit(Unit.COUNT)
            .words(Word.none())
            .levels(Levels.below(1, Colour.TICKET))
            .show("nodes", "sum(" + least(node("redis_cluster_node_flagged")) + ")"),
        Panel.gauge("Memory usage", 4, 4)
            .asks(
                "Which share of maxmemory is used?",
                "below the thresholds, except for caches.",
                "Not known without maxmemory. Only memory that the server compares with maxmemory"
                    + " is counted.")
            .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
            .empty("not known")
            .show("of limit", "max(" + node("redis_cluster:memory_used:ratio") + ")"),
        Panel.gauge("Connection usage", 4, 4)
            .asks(
                "Which share of the connection limit is used?",
                "far below the threshold.",
                "CLIENT LIST shows who holds the connections.")
            .limits("RedisClusterConnectionsNearLimit")
            .empty("not known")
            .show("of limit", "max(" + Queries.connections(Queries::node) + ")"),
        Panel.gauge("Main thread usage", 4, 4)
            .asks(
                "How busy is the thread that executes commands?",
                "far below the threshold.",
                "The panel Execution time by command shows which command keeps it busy.")
            .limits("RedisClusterMainThreadBusy")
            .empty("not known")
            .show("busy", "max(" + Queries.mainThread(Queries::node) + ")"),
        Panel.timeline("Role and failure flags", 16, 7)
            .asks(
                "When was the node down, loading or suspected, and did it report the cluster as"
                    + " ok?",
                "one role, the cluster is ok, and no flags.",
                "Restarts and failovers are marked on all panels.")
            .words(YES_NO)
            .words("state", NodeState.WORDS)
            .wordsOf("/flagged.*/", FLAGGED)
            .show("state", NodeState.query("node=\"$node\""))
            .show("reports cluster ok", "max by (node) (" + node("redis_cluster_node_state") + ")")
            .show(
                "flagged as {{flag}}",
                "clamp_max(max by (flag) (" + node("redis_cluster_node_flagged") + "), 1)"),
        Panel.timeline("Writes blocked", 8, 7)
            .asks(
                "Does the node reject writes, and for which reason?",
                "no; replicas do not accept writes and are not shown.",
                "RedisClusterWritesBlocked says what to do for each reason.")
            .words(List.of(new Word("0", "no", Colour.GOOD), new Word("1", "blocked", Colour.PAGE)))
            .empty("not a primary")
            .show(
                "{{reason}}",
                "max by (reason) (" + node("redis_cluster_node_writes_blocked") + ")"));
  }

  private static Row replication() {
    return Row.collapsed(
        "Replication",
        Panel.lines("Replication lag", 8, 8)
            .asks(
                "How many seconds is the data of this replica behind its primary?",
                "below 2 s; a primary has no lag.",
                "Check the disk, the network and the slow commands of the node.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterReplicaLagging")
            .empty("not a replica")
            .show("lag", "min(" + node("redis_cluster_replication_lag_seconds") + ")"),
        Panel.lines("Replication lag and backlog size", 8, 8)
            .asks(
                "Can the replica continue after a broken link without a full copy?",
                "the lag is far below the backlog; a primary has no lag.",
                "Above half of the backlog: RedisClusterReplicaLagging.")
            .unit(Unit.BYTES)
            .show("lag", "min(" + node("redis_cluster_replication_lag_bytes") + ")")
            .show("backlog", "max(" + node("redis_cluster_replication_backlog_bytes") + ")"),
        Panel.timeline("Replication link", 8, 8)
            .asks(
                "Is the link to the primary up?",
                "yes; a primary has no such link.",
                "If the link is down for minutes and no full copy is in progress:"
                    + " RedisClusterReplicaLinkDown.")
            .words(YES_NO)
            .empty("not a replica")
            .show("link up", "max(" + node("redis_cluster_replication_link_up") + ")")
            .show(
                "no full copy in progress",
                "1 - max(" + node("redis_cluster_replication_sync_in_progress") + ")"));
  }

  private static Row disk() {
    return Row.collapsed(
        "Persistence",
        Panel.timeline("Persistence status", 8, 7)
            .asks(
                "Do RDB snapshots and writes of the append-only file work?",
                "yes; the two AOF values stay yes while the append-only file is disabled.",
                "No: check the disk (RedisClusterPersistenceFailed).")
            .words(YES_NO)
            .show("RDB snapshot", "min(" + node("redis_cluster_rdb_last_save_success") + ")")
            .show("AOF write", "min(" + node("redis_cluster_aof_last_write_success") + ")")
            .show("AOF rewrite", "min(" + node("redis_cluster_aof_last_rewrite_success") + ")"),
        Panel.lines("Changes since the last snapshot", 8, 7)
            .asks(
                "How many writes would a crash lose without an append-only file?",
                "the number returns to 0 with each snapshot.",
                "If it only grows, no snapshots are saved: RedisClusterSnapshotTooOld.")
            .show("changes", "max(" + node("redis_cluster_rdb_changes_since_last_save") + ")"),
        Panel.lines("Fork duration", 8, 7)
            .asks(
                "How long did the last fork for a snapshot, a rewrite or a full copy block the"
                    + " server?",
                "some milliseconds per gigabyte of memory.",
                "Longer: disable transparent huge pages, or use smaller nodes.")
            .unit(Unit.SECONDS)
            .empty("no fork yet")
            .show("last fork", "max(" + node("redis_cluster_last_fork_seconds") + ")"));
  }

  private static Row monitoring() {
    return Row.collapsed(
        "Exporter health",
        Panel.lines("Probe duration", 12, 6)
            .asks(
                "How long does each exporter wait for this node?",
                "some milliseconds.",
                "Near the timeout: the node hangs, or its address is unreachable.")
            .unit(Unit.SECONDS)
            .show(
                "{{instance}}",
                "max by (instance) ("
                    + node("redis_cluster_exporter_probe_duration_seconds")
                    + ")"),
        Panel.timeline("Collector status", 12, 6)
            .asks(
                "Which collectors fail because the node rejects their commands?",
                "ok.",
                "See docs/acl.md for the missing permission, and RedisClusterCollectorFailing.")
            .words(Word.good("ok", "failing", Colour.TICKET))
            .show(
                "{{collector}}",
                "min by (collector) (" + node("redis_cluster_exporter_collector_success") + ")"));
  }
}
