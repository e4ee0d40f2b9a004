package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;
import static io.github.redisclusterexporter.metric.NodeReaders.infoIs;
import static io.github.redisclusterexporter.metric.NodeReaders.number;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import java.util.OptionalDouble;

/** What is on disk. */
final class PersistenceGroup {
  private static final double MICROSECONDS = 1e6;

  private PersistenceGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("persistence", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_rdb_last_save_timestamp_seconds",
            "When the last snapshot was saved, in seconds since 1970; absent before the first"
                + " since the server started (INFO rdb_last_save_time).",
            node -> number(node, PersistenceGroup::lastSave))
        .gauge(
            "redis_cluster_rdb_last_save_success",
            "1 when the last snapshot was written, 0 when that failed"
                + " (INFO rdb_last_bgsave_status).",
            infoIs("rdb_last_bgsave_status", "ok"))
        .gauge(
            "redis_cluster_rdb_changes_since_last_save",
            "Writes that no snapshot holds yet (INFO rdb_changes_since_last_save).",
            info("rdb_changes_since_last_save"))
        .gauge(
            "redis_cluster_rdb_save_in_progress",
            "1 while a snapshot is being written (INFO rdb_bgsave_in_progress).",
            info("rdb_bgsave_in_progress"))
        .gauge(
            "redis_cluster_aof_enabled",
            "1 when the append-only file is on (INFO aof_enabled).",
            info("aof_enabled"))
        .gauge(
            "redis_cluster_aof_last_write_success",
            "1 when the last write to the append-only file worked, 0 when it failed"
                + " (INFO aof_last_write_status).",
            infoIs("aof_last_write_status", "ok"))
        .gauge(
            "redis_cluster_aof_last_rewrite_success",
            "1 when the last rewrite of the append-only file worked, 0 when it failed"
                + " (INFO aof_last_bgrewrite_status).",
            infoIs("aof_last_bgrewrite_status", "ok"))
        .build();
  }

  /** The server starts with its start time in this field, as if it had saved then. */
  private static OptionalDouble lastSave(Info info) {
    OptionalDouble saved = info.number("rdb_last_save_time");
    OptionalDouble now = info.number("server_time_usec");
    OptionalDouble uptime = info.number("uptime_in_seconds");
    if (saved.isEmpty() || now.isEmpty() || uptime.isEmpty()) {
      return OptionalDouble.empty();
    }
    double started = Math.floor(now.getAsDouble() / MICROSECONDS) - uptime.getAsDouble();
    // Both are whole seconds read off a clock that ticks in between.
    boolean isStartTime = saved.getAsDouble() <= started + 1;
    boolean hasSaved = info.number("rdb_saves").orElse(0) > 0;
    return isStartTime && !hasSaved ? OptionalDouble.empty() : saved;
  }
}
