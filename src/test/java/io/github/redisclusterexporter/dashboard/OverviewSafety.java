package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.OverviewBoard.LAG;
import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.grown;
import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.withShard;

/** Past failovers, replication lag and persistence. */
final class OverviewSafety {
  private OverviewSafety() {}

  static Row failovers() {
    String durations = "redis_cluster_failover_duration_seconds";
    return Row.collapsed(
        "Failovers",
        Promotions.panel(),
        Panel.bars("Failovers by type", 6, 7)
            .asks(
                "How many failovers of each type were there in the selected time range?",
                "only manual failovers.",
                "Automatic: a primary failed. Forced and takeover: an operator requested it in an"
                    + " emergency. Several automatic failovers in half an hour:"
                    + " RedisClusterFailoverStorm; overloaded hosts and network problems are the"
                    + " usual causes.")
            .unit(Unit.COUNT)
            .show(
                "{{type}}",
                "round(" + grown(cluster("redis_cluster_failovers_total"), "$__range") + ")"),
        Panel.stat("Failover duration", 6, 7)
            .asks(
                "How long was a shard not served during the failovers of the selected time range?",
                "the node timeout plus one or two seconds.",
                "Longer: no replica could take over, or the primaries did not agree. The upper"
                    + " bound is the bound of a histogram bucket.")
            .unit(Unit.SECONDS)
            .empty("none measured")
            .show(
                "mean",
                grown(cluster(durations + "_sum"), "$__range")
                    + " / ("
                    + grown(cluster(durations + "_count"), "$__range")
                    + " > 0)")
            .show(
                "upper bound",
                "histogram_quantile(1, sum by (le) ("
                    + grown(cluster(durations + "_bucket"), "$__range")
                    + ")) >= 0"));
  }

  static Row replication() {
    return Row.collapsed(
        "Replication",
        Panel.lines("Replication lag by replica", 8, 8)
            .asks(
                "How many seconds of writes would be lost if the replica took over now?",
                "below 2 s.",
                "Check the replica's disk, network and slow commands.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterReplicaLagging")
            .show("{{node}}", LAG),
        Panel.lines("Lag relative to the backlog", 8, 8)
            .asks(
                "How close is each replica to a full resynchronisation?",
                "near 0.",
                "Above 100 %, a broken link causes a full copy of the dataset: increase"
                    + " repl-backlog-size.")
            .unit(Unit.RATIO)
            .limits("RedisClusterReplicaLagging.backlog_ratio")
            .show(
                "{{node}}",
                least(cluster("redis_cluster_replication_lag_bytes"))
                    + " / on (redis_cluster, node) ("
                    + best(cluster("redis_cluster_replication_backlog_bytes"))
                    + " > 0)"),
        Panel.lines("Full resynchronisations", 8, 8)
            .asks(
                "How many full copies of its dataset does each primary send to replicas?",
                "0, except after a replica was added or was down for a long time.",
                "Repeated copies: the output buffer for replicas is too small. Each copy needs a"
                    + " fork and network bandwidth.")
            .unit(Unit.COUNT)
            .show(
                "{{node}}",
                "round("
                    + grown(cluster("redis_cluster_full_resyncs_total"), "$__rate_interval")
                    + ")"));
  }

  static Row durability() {
    return Row.collapsed(
        "Persistence",
        Panel.lines("Snapshot age by shard", 12, 8)
            .asks(
                "How old is the newest RDB snapshot of each shard?",
                "not older than your backup interval; no data before the first snapshot after a"
                    + " start.",
                "A snapshot is a backup only when it is copied to another host.")
            .unit(Unit.SECONDS)
            .limits("RedisClusterSnapshotTooOld")
            .empty("no snapshot since the start")
            .show(
                "{{shard}}",
                "time() - "
                    + Queries.withShortShards(
                        "max by (shard) ("
                            + withShard(
                                best(cluster("redis_cluster_rdb_last_save_timestamp_seconds")),
                                "shard!=\"\"")
                            + ")")),
        Panel.timeline("Persistence status", 12, 8)
            .asks(
                "Do RDB snapshots and writes of the append-only file work?",
                "ok. With more than 12 nodes, only nodes with failures are shown.",
                "Failed: check the disk of that node (RedisClusterPersistenceFailed).")
            .words(Word.good("ok", "failed", Colour.TICKET))
            .empty("no failures")
            .show("{{node}} snapshot", disk("redis_cluster_rdb_last_save_success"))
            .show("{{node}} append-only file", disk("redis_cluster_aof_last_write_success")));
  }

  private static String disk(String success) {
    return Queries.notable("min by (node) (" + cluster(success) + ")", "node", 1);
  }
}
