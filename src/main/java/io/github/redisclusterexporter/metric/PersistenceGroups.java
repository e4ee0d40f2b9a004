package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoIs;
import static io.github.redisclusterexporter.metric.InfoReaders.infoMicroseconds;
import static io.github.redisclusterexporter.metric.InfoReaders.infoOnce;
import static io.github.redisclusterexporter.metric.InfoReaders.infoRatio;
import static io.github.redisclusterexporter.metric.InfoReaders.isPositive;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;
import static io.github.redisclusterexporter.metric.InfoReaders.only;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Metrics of a node from the section Persistence of INFO, and forks from the section Stats. */
final class PersistenceGroups {
  private PersistenceGroups() {}

  static Group<Node> persistence() {
    return group("persistence")
        .gauge("redis_cluster_rdb_last_save_timestamp_seconds", info(ServerState::lastSave))
        .help(
            "When the last snapshot was saved, in seconds since 1970; absent before the first"
                + " since the server started (INFO rdb_last_save_time).")
        .gauge("redis_cluster_rdb_last_save_success", infoIs("rdb_last_bgsave_status", "ok"))
        .help(
            "1 when the last snapshot was written, 0 when that failed"
                + " (INFO rdb_last_bgsave_status).")
        .gauge("redis_cluster_rdb_changes_since_last_save", info("rdb_changes_since_last_save"))
        .help("Writes that no snapshot holds yet (INFO rdb_changes_since_last_save).")
        .gauge(
            "redis_cluster_rdb_save_in_progress", info("rdb_bgsave_in_progress", NumberKind.FLAG))
        .help("1 while a snapshot is being written (INFO rdb_bgsave_in_progress).")
        .gauge("redis_cluster_aof_enabled", info("aof_enabled", NumberKind.FLAG))
        .help("1 when the append-only file is on (INFO aof_enabled).")
        .gauge("redis_cluster_aof_last_write_success", infoIs("aof_last_write_status", "ok"))
        .help(
            "1 when the last write to the append-only file worked, 0 when it failed"
                + " (INFO aof_last_write_status).")
        .gauge("redis_cluster_aof_last_rewrite_success", infoIs("aof_last_bgrewrite_status", "ok"))
        .help(
            "1 when the last rewrite of the append-only file worked, 0 when it failed"
                + " (INFO aof_last_bgrewrite_status).")
        .gauge("redis_cluster_last_fork_seconds", lastFork())
        .help(
            "How long the last fork stopped the server, in seconds; absent before the first"
                + " (INFO latest_fork_usec).")
        .gauge("redis_cluster_rdb_last_save_duration_seconds", infoOnce("rdb_last_bgsave_time_sec"))
        .help(
            "How long the last snapshot in the background took, in seconds; absent before the first"
                + " (INFO rdb_last_bgsave_time_sec).")
        .gauge(
            "redis_cluster_rdb_last_cow_bytes",
            only(PersistenceGroups::hasSaved, info("rdb_last_cow_size")))
        .help(
            "Memory that was copied because of writes during the last snapshot in the background,"
                + " in bytes; absent before the first (INFO rdb_last_cow_size).")
        .gauge("redis_cluster_aof_current_size_bytes", withAof(info("aof_current_size")))
        .help("Where the append-only file is on: its size, in bytes (INFO aof_current_size).")
        .gauge("redis_cluster_aof_base_size_bytes", withAof(info("aof_base_size")))
        .help(
            "Where the append-only file is on: its size after the last rewrite or the start, in"
                + " bytes (INFO aof_base_size).")
        .gauge(
            "redis_cluster_aof_rewrite_in_progress",
            withAof(info("aof_rewrite_in_progress", NumberKind.FLAG)))
        .help(
            "Where the append-only file is on: 1 while it is rewritten"
                + " (INFO aof_rewrite_in_progress).")
        .counter("redis_cluster_aof_delayed_fsyncs_total", withAof(info("aof_delayed_fsync")))
        .help(
            "Where the append-only file is on: writes that had to wait for the disk"
                + " (INFO aof_delayed_fsync).")
        .gauge(
            "redis_cluster_loading_progress_ratio", whileLoading(infoRatio("loading_loaded_perc")))
        .help(
            "While the node loads its dataset: the part that is loaded; absent when the size is"
                + " unknown (INFO loading_loaded_perc).")
        .gauge(
            "redis_cluster_loading_eta_seconds",
            whileLoading(info("loading_eta_seconds", NumberKind.AMOUNT)))
        .help(
            "While the node loads its dataset: how long that will still take, in seconds; absent"
                + " when the size is unknown (INFO loading_eta_seconds).")
        .build();
  }

  private static Function<Node, OptionalDouble> lastFork() {
    return only(
        isPositive("total_forks").or(isPositive("latest_fork_usec")),
        infoMicroseconds("latest_fork_usec"));
  }

  private static boolean hasSaved(Info info) {
    return info.readable("rdb_last_bgsave_time_sec").isPresent();
  }

  private static Function<Node, OptionalDouble> withAof(Function<Node, OptionalDouble> reader) {
    return only(info -> info.is("aof_enabled", "1").orElse(0) == 1, reader);
  }

  /** Without the size of what it loads, the server writes 0. */
  private static Function<Node, OptionalDouble> whileLoading(
      Function<Node, OptionalDouble> reader) {
    return only(isPositive("loading_total_bytes").or(isPositive("loading_rdb_used_mem")), reader);
  }

  /** What the server forks for, and what that costs. */
  static Group<Node> forks() {
    return group("forks")
        .counter("redis_cluster_forks_total", info("total_forks"))
        .help("Forks of the server process (INFO total_forks).")
        .counter("redis_cluster_rdb_saves_total", info("rdb_saves"))
        .help("Snapshots since the server started (INFO rdb_saves).")
        .counter("redis_cluster_aof_rewrites_total", info("aof_rewrites"))
        .help("Rewrites of the append-only file since the server started (INFO aof_rewrites).")
        .gauge(
            "redis_cluster_aof_rewrite_consecutive_failures",
            info("aof_rewrites_consecutive_failures"))
        .help(
            "Rewrites of the append-only file that failed since the last one that worked"
                + " (INFO aof_rewrites_consecutive_failures).")
        .gauge(
            "redis_cluster_aof_last_rewrite_duration_seconds",
            infoOnce("aof_last_rewrite_time_sec"))
        .help(
            "How long the last rewrite of the append-only file took, in seconds; absent before the"
                + " first (INFO aof_last_rewrite_time_sec).")
        .gauge(
            "redis_cluster_aof_last_cow_bytes",
            only(isPositive("aof_last_cow_size"), info("aof_last_cow_size")))
        .help(
            "Memory that was copied because of writes during the last rewrite of the append-only"
                + " file, in bytes; absent before the first (INFO aof_last_cow_size).")
        .gauge("redis_cluster_aof_pending_fsyncs", withAof(info("aof_pending_bio_fsync")))
        .help(
            "Where the append-only file is on: calls of fsync that wait for the disk"
                + " (INFO aof_pending_bio_fsync).")
        .gauge("redis_cluster_rdb_save_elapsed_seconds", infoOnce("rdb_current_bgsave_time_sec"))
        .help(
            "While a snapshot is written in the background: for how long, in seconds"
                + " (INFO rdb_current_bgsave_time_sec).")
        .gauge(
            "redis_cluster_aof_rewrite_elapsed_seconds", infoOnce("aof_current_rewrite_time_sec"))
        .help(
            "While the append-only file is rewritten: for how long, in seconds"
                + " (INFO aof_current_rewrite_time_sec).")
        .gauge(
            "redis_cluster_current_cow_peak_bytes",
            only(isPositive("current_cow_peak"), info("current_cow_peak")))
        .help(
            "While a forked child runs: most memory that was copied because of writes, in bytes"
                + " (INFO current_cow_peak).")
        .gauge(
            "redis_cluster_aof_rewrite_scheduled", info("aof_rewrite_scheduled", NumberKind.FLAG))
        .help(
            "1 while a rewrite of the append-only file waits until another child has ended"
                + " (INFO aof_rewrite_scheduled).")
        .gauge(
            "redis_cluster_rdb_last_load_keys",
            List.of("result"),
            labelled(
                Map.of(
                    "loaded", info("rdb_last_load_keys_loaded"),
                    "expired", info("rdb_last_load_keys_expired"))))
        .help(
            "Keys of the snapshot that was loaded last, at the start or as a full copy, by whether"
                + " they were loaded or their time was over; 0 before the first"
                + " (INFO rdb_last_load_keys_loaded, rdb_last_load_keys_expired).")
        .gauge(
            "redis_cluster_module_fork_in_progress",
            info("module_fork_in_progress", NumberKind.FLAG))
        .help("1 while a child that a module forked runs (INFO module_fork_in_progress).")
        .gauge(
            "redis_cluster_module_fork_last_cow_bytes",
            only(isPositive("module_fork_last_cow_size"), info("module_fork_last_cow_size")))
        .help(
            "Memory that was copied because of writes during the last fork of a module, in bytes;"
                + " absent before the first (INFO module_fork_last_cow_size).")
        .build();
  }
}
