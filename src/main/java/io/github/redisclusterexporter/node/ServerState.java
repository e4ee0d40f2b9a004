package io.github.redisclusterexporter.node;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The state of a server that only several fields of INFO show together. */
public final class ServerState {
  /**
   * The fields of INFO that count error replies begin with it; the first word of the error follows.
   */
  public static final String ERROR_COUNT = "errorstat_";

  private static final double MICROSECONDS = 1e6;

  /** What Redis and Valkey count instead of new prefixes when there are too many. */
  private static final List<String> STOPPED_COUNTING =
      List.of("ERRORSTATS_DISABLED", "ERRORSTATS_OVERFLOW");

  /** A reason for which a primary that is up refuses writes. */
  public enum WriteBlock {
    /** The last snapshot failed; only if save and stop-writes-on-bgsave-error are on. */
    SAVE_FAILED,
    AOF_WRITE_FAILED,
    /** None of the replicas that min-replicas-to-write requires is connected. */
    REPLICAS_MISSING,
    MEMORY_FULL;

    /** The value of the {@code reason} label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private ServerState() {}

  /** Whether the server copies the data of another one; also of an active replica of KeyDB. */
  public static boolean isReplicating(Info info) {
    return info.text("role").filter(role -> !role.equals("master")).isPresent();
  }

  /**
   * Whether an error that INFO does not list did not happen. Servers before 6.2 do not count errors
   * by prefix, and newer ones stop counting new prefixes after 128.
   */
  public static boolean countsAllErrors(Info info) {
    return info.text("total_error_replies").isPresent()
        && STOPPED_COUNTING.stream().allMatch(error -> info.text(ERROR_COUNT + error).isEmpty());
  }

  /**
   * Why a primary refuses writes.
   *
   * @throws MalformedReplyException when a number is impossible
   */
  public static Set<WriteBlock> writeBlocks(Info info) {
    Set<WriteBlock> blocks = EnumSet.allOf(WriteBlock.class);
    blocks.removeIf(reason -> !isBlocked(info, reason));
    return blocks;
  }

  /**
   * Whether a primary refuses writes for this reason.
   *
   * @throws MalformedReplyException when a number is impossible
   */
  public static boolean isBlocked(Info info, WriteBlock reason) {
    return switch (reason) {
      case SAVE_FAILED -> info.is("rdb_last_bgsave_status", "ok").orElse(1) == 0;
      case AOF_WRITE_FAILED ->
          info.number("aof_enabled", NumberKind.FLAG).orElse(0) == 1
              && info.is("aof_last_write_status", "ok").orElse(1) == 0;
      // INFO has the field only if min-replicas-to-write is set, and does not have its value.
      case REPLICAS_MISSING ->
          info.number("min_slaves_good_slaves", NumberKind.CONNECTIONS).orElse(1) == 0;
      case MEMORY_FULL -> isMemoryFull(info);
    };
  }

  private static boolean isMemoryFull(Info info) {
    double max = info.number("maxmemory", NumberKind.COUNT).orElse(0);
    double counted =
        info.number("used_memory", NumberKind.COUNT).orElse(0)
            - info.number("mem_not_counted_for_evict", NumberKind.COUNT).orElse(0);
    return max > 0 && counted > max && !canEvict(info);
  }

  private static boolean canEvict(Info info) {
    String policy = info.text("maxmemory_policy").orElse("");
    return policy.startsWith("volatile-")
        ? info.composed("db").values().stream()
            .anyMatch(database -> database.number("expires").orElse(0) > 0)
        : !policy.equals("noeviction");
  }

  /**
   * When the last snapshot was saved, in seconds since 1970. Empty before the first one: until then
   * the server reports its own start time.
   *
   * @throws MalformedReplyException when a number is impossible, or later than the server's clock
   */
  public static OptionalDouble lastSave(Info info) {
    OptionalDouble saved = info.number("rdb_last_save_time");
    OptionalDouble now = info.number("server_time_usec");
    OptionalDouble uptime = info.number("uptime_in_seconds");
    if (saved.isEmpty() || now.isEmpty() || uptime.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (saved.getAsDouble() > now.getAsDouble() / MICROSECONDS + 1) {
      throw new MalformedReplyException("rdb_last_save_time is later than the server's clock");
    }
    double started = Math.floor(now.getAsDouble() / MICROSECONDS) - uptime.getAsDouble();
    // Both are whole seconds of a clock, which may tick between the two readings.
    boolean isStartTime = saved.getAsDouble() <= started + 1;
    boolean hasSaved = info.number("rdb_saves").orElse(0) > 0;
    return isStartTime && !hasSaved ? OptionalDouble.empty() : saved;
  }

  /**
   * Whether slots are moving to or from this node in a way that CLUSTER NODES does not show. Redis
   * 8.4 counts such migrations. Valkey 9 shows the process that sends the keys, and the memory of
   * the connections between the two nodes, which it measures about once per second.
   *
   * @throws MalformedReplyException when a number is impossible
   */
  public static boolean isMovingSlotsAtomically(NodeReport report) {
    return isPositive(report.clusterInfo(), "cluster_slot_migration_active_tasks")
        || isPositive(report.info(), "slot_migration_fork_in_progress")
        || isPositive(report.info(), "mem_cluster_slot_export")
        || isPositive(report.info(), "mem_cluster_slot_import");
  }

  private static boolean isPositive(Optional<Info> info, String field) {
    return info.map(fields -> fields.number(field, NumberKind.COUNT))
            .orElseGet(OptionalDouble::empty)
            .orElse(0)
        > 0;
  }
}
