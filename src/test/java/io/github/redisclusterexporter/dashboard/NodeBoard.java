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
        "Now",
        Panel.stat("State", 3, 4)
            .asks(
                "What is its role, and does it answer?",
                "primary or replica.",
                "Down: RedisClusterNodeDown. Suspected: other nodes do not reach it"
                    + " (RedisClusterPartialPartition).")
            .words(NodeState.WORDS)
            .show("now", NodeState.query("node=\"$node\"")),
        Panel.stat("Version", 3, 4)
            .asks(
                "Which version of Redis is it?",
                "the same on all nodes.",
                "Another one for hours: an upgrade was not finished.")
            .names()
            .empty("not known")
            .show(
                "{{version}}",
                "max by (version) (" + node("redis_cluster_node_info", "version!=\"\"") + ")"),
        Panel.stat("Uptime", 3, 4)
            .asks(
                "How long has it been running?",
                "long.",
                "If it is unexpectedly short: the process crashed, or was killed for lack of"
                    + " memory.")
            .unit(Unit.SECONDS)
            .levels(Levels.from(900, Colour.TICKET))
            .empty("down")
            .show("uptime", "max(" + node("redis_cluster_uptime_seconds") + ")"),
        Panel.stat("Flagged", 3, 4)
            .asks(
                "How many other nodes flag it as suspected or failed?",
                "none.",
                "If it answers the exporter: see RedisClusterPartialPartition.")
            .unit(Unit.COUNT)
            .words(Word.none())
            .levels(Levels.below(1, Colour.TICKET))
            .show("by", "sum(" + least(node("redis_cluster_node_flagged")) + ")"),
        Panel.gauge("Memory", 4, 4)
            .asks(
                "How full is it, by the memory that the server compares with maxmemory?",
                "below the thresholds, except for caches.",
                "Not known without maxmemory.")
            .limits("RedisClusterMemoryNearLimit", "RedisClusterMemoryExhausted")
            .empty("not known")
            .show("of limit", "max(" + node("redis_cluster:memory_used:ratio") + ")"),
        Panel.gauge("Connections", 4, 4)
            .asks(
                "How much of its connection limit is used?", "few.", "Who holds them: CLIENT LIST.")
            .limits("RedisClusterConnectionsNearLimit")
            .empty("not known")
            .show("of limit", "max(" + Queries.connections(Queries::node) + ")"),
        Panel.gauge("Main thread", 4, 4)
            .asks(
                "How busy is the thread that executes commands?",
                "far below the limit.",
                "The panel Time by command shows what keeps it busy.")
            .limits("RedisClusterMainThreadBusy")
            .empty("not known")
            .show("busy", "max(" + Queries.mainThread(Queries::node) + ")"),
        Panel.timeline("What it was, and what others thought", 16, 7)
            .asks(
                "When was it down, loading or suspected, and did it report the cluster as ok?",
                "one role, and ok.",
                "Restarts and failovers are marked on all panels.")
            .words(YES_NO)
            .words("state", NodeState.WORDS)
            .wordsOf("/flagged.*/", FLAGGED)
            .show("state", NodeState.query("node=\"$node\""))
            .show(
                "finds the cluster ok", "max by (node) (" + node("redis_cluster_node_state") + ")")
            .show(
                "flagged as {{flag}}",
                "clamp_max(max by (flag) (" + node("redis_cluster_node_flagged") + "), 1)"),
        Panel.timeline("Writes refused", 8, 7)
            .asks(
                "Does it refuse writes, and why?",
                "no; a replica takes no writes.",
                "What to do for each reason: RedisClusterWritesBlocked.")
            .words(List.of(new Word("0", "no", Colour.GOOD), new Word("1", "refused", Colour.PAGE)))
            .empty("not a primary")
            .show(
                "{{reason}}",
                "max by (reason) (" + node("redis_cluster_node_writes_blocked") + ")"));
  }

  private static Row replication() {
    return Row.collapsed(
        "Replication",
        Panel.lines("Lag in seconds", 8, 8)
            .asks(
                "How many seconds is its data behind that of the primary?",
                "below 2 s; a primary has no lag.",
                "Check its disk, its network and its slow commands.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterReplicaLagging")
            .empty("not a replica")
            .show("lag", "min(" + node("redis_cluster_replication_lag_seconds") + ")"),
        Panel.lines("Lag and backlog in bytes", 8, 8)
            .asks(
                "Can it catch up after a broken link without a full copy?",
                "the lag is far below the backlog; a primary has no lag.",
                "From half of it on: RedisClusterReplicaLagging.")
            .unit(Unit.BYTES)
            .show("lag", "min(" + node("redis_cluster_replication_lag_bytes") + ")")
            .show("backlog", "max(" + node("redis_cluster_replication_backlog_bytes") + ")"),
        Panel.timeline("Link to the primary", 8, 8)
            .asks(
                "Is the link up?",
                "yes; a primary has no such link.",
                "No, and no copy under way for minutes: RedisClusterReplicaLinkDown.")
            .words(YES_NO)
            .empty("not a replica")
            .show("linked", "max(" + node("redis_cluster_replication_link_up") + ")")
            .show(
                "no copy under way",
                "1 - max(" + node("redis_cluster_replication_sync_in_progress") + ")"));
  }

  private static Row disk() {
    return Row.collapsed(
        "Disk",
        Panel.timeline("Writing to disk", 8, 7)
            .asks(
                "Do writes to disk work?",
                "yes; a disabled append-only file is never written.",
                "No: look at the disk (RedisClusterPersistenceFailed).")
            .words(YES_NO)
            .show("snapshot worked", "min(" + node("redis_cluster_rdb_last_save_success") + ")")
            .show(
                "append-only file works",
                "min(" + node("redis_cluster_aof_last_write_success") + ")")
            .show(
                "its rewrite worked",
                "min(" + node("redis_cluster_aof_last_rewrite_success") + ")"),
        Panel.lines("Writes that no snapshot holds", 8, 7)
            .asks(
                "How many writes would be lost without the append-only file?",
                "it returns to 0 with each snapshot.",
                "If it only grows, nothing is saved: RedisClusterSnapshotTooOld.")
            .show("writes", "max(" + node("redis_cluster_rdb_changes_since_last_save") + ")"),
        Panel.lines("Stopped by a fork", 8, 7)
            .asks(
                "How long did the last fork for a snapshot, a rewrite or a full copy stop the"
                    + " server?",
                "some milliseconds for each gigabyte.",
                "Longer: disable transparent huge pages, or use smaller nodes.")
            .unit(Unit.SECONDS)
            .empty("no fork yet")
            .show("last fork", "max(" + node("redis_cluster_last_fork_seconds") + ")"));
  }

  private static Row monitoring() {
    return Row.collapsed(
        "Can this page be believed?",
        Panel.lines("Time of a probe", 12, 6)
            .asks(
                "How long does each exporter wait for this node?",
                "some milliseconds.",
                "As long as the timeout: the node hangs, or its address is unreachable.")
            .unit(Unit.SECONDS)
            .show(
                "{{instance}}",
                "max by (instance) ("
                    + node("redis_cluster_exporter_probe_duration_seconds")
                    + ")"),
        Panel.timeline("Questions", 12, 6)
            .asks(
                "Does it refuse commands of the exporter?",
                "ok.",
                "See docs/acl.md for the missing grant, and RedisClusterCollectorFailing.")
            .words(Word.good("ok", "refused", Colour.TICKET))
            .show(
                "{{collector}}",
                "min by (collector) (" + node("redis_cluster_exporter_collector_success") + ")"));
  }
}
