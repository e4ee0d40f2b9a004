package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The task queues: what is waiting, what is stuck, how old it is. */
final class QueuesGroup {
  private static final double NANOSECONDS = 1e9;

  private QueuesGroup() {}

  static Group<QueueRow> group() {
    return Group.ofQueues("queues", Collector.CLUSTER_NODES, Collector.INFO, Collector.QUEUES)
        .gauge(
            "redis_cluster_queue_up",
            "1 when the queue was measured in this scrape; 0 when its primary did not answer or"
                + " refused, the key has another type than configured, or the configured consumer"
                + " group does not exist.",
            whole(queue -> OptionalDouble.of(queue.values().isPresent() ? 1 : 0)))
        .info(
            "redis_cluster_queue_info",
            List.of("type", "node", "purpose"),
            "What the queue is, and where it lives now.",
            QueuesGroup::info)
        .gauge(
            "redis_cluster_queue_depth",
            "Entries that wait to be handed to a worker: of a stream those not yet delivered to the"
                + " group, of a sorted set of times those that are due, of others all"
                + " (XINFO, XRANGE, LLEN, ZCOUNT, SCARD).",
            part(backlog -> OptionalDouble.of((double) backlog.depth())))
        .gauge(
            "redis_cluster_queue_depth_exact",
            "1 when the depth is exact; 0 when the server could not tell it and it is a bound.",
            part(backlog -> OptionalDouble.of(backlog.exact() ? 1 : 0)))
        .gauge(
            "redis_cluster_queue_pending",
            "Entries delivered to the group and not acknowledged (XINFO GROUPS pending).",
            part(backlog -> number(backlog.pending())))
        .gauge(
            "redis_cluster_queue_scheduled",
            "Entries of a sorted set of times that are not due yet (ZCARD less ZCOUNT).",
            whole(queue -> number(queue.values().map(QueueValues::scheduled))))
        .gauge(
            "redis_cluster_queue_length",
            "All entries that are stored, those of a stream that were done and not removed included"
                + " (XLEN, LLEN, ZCARD, SCARD).",
            whole(queue -> number(queue.values().map(values -> OptionalLong.of(values.length())))))
        .gauge(
            "redis_cluster_queue_oldest_age_seconds",
            List.of("state"),
            "Seconds since the oldest entry that waits, or is pending, was put there; absent when"
                + " there is none or nothing tells (XRANGE, XPENDING, ZRANGE, LINDEX).",
            (row, points) ->
                row.backlog()
                    .ifPresent(
                        backlog -> {
                          add(points, backlog.oldestWaiting(), "waiting");
                          add(points, backlog.oldestPending(), "pending");
                        }))
        .gauge(
            "redis_cluster_queue_oldest_pending_deliveries",
            "How often the oldest pending entry was handed out (XPENDING).",
            part(backlog -> number(backlog.oldestPendingDeliveries())))
        .gauge(
            "redis_cluster_queue_consumers",
            "Consumers that the group knows, those that left without a word included"
                + " (XINFO GROUPS consumers).",
            part(backlog -> number(backlog.consumers())))
        .counter(
            "redis_cluster_queue_entries_added_total",
            "Entries added to the stream since it was made (XINFO STREAM entries-added).",
            whole(queue -> number(queue.values().map(QueueValues::added))))
        .counter(
            "redis_cluster_queue_entries_read_total",
            "Entries delivered to the group as the server counts them (XINFO GROUPS entries-read).",
            part(backlog -> number(backlog.read())))
        .gauge(
            "redis_cluster_queue_groups_over_limit",
            "Consumer groups of a stream that have no series: those beyond the first 1000"
                + " (XINFO GROUPS).",
            whole(queue -> number(queue.values().map(QueueValues::groupsOver))))
        .gauge(
            "redis_cluster_queue_max_age_seconds",
            "How old an entry may become, from the configuration, in seconds.",
            whole(queue -> seconds(queue.definition().rules().maxAge())))
        .build();
  }

  private static Function<QueueRow, OptionalDouble> whole(
      Function<QueueFacts, OptionalDouble> reader) {
    return row -> row.backlog().isEmpty() ? reader.apply(row.queue()) : OptionalDouble.empty();
  }

  private static Function<QueueRow, OptionalDouble> part(Function<Backlog, OptionalDouble> reader) {
    return row -> row.backlog().map(reader).orElseGet(OptionalDouble::empty);
  }

  private static void info(QueueRow row, DataPoints points) {
    if (row.backlog().isEmpty()) {
      QueueFacts queue = row.queue();
      QueueType configured = queue.definition().rules().type();
      QueueType type = queue.values().map(QueueValues::type).orElse(configured);
      points.add(
          1,
          type == QueueType.AUTO ? "" : type.label(),
          queue.node().orElse(""),
          queue.definition().rules().purpose().label());
    }
  }

  private static void add(DataPoints points, Optional<Duration> age, String state) {
    seconds(age).ifPresent(value -> points.add(value, state));
  }

  private static OptionalDouble seconds(Optional<Duration> duration) {
    return duration
        .map(value -> OptionalDouble.of(value.toNanos() / NANOSECONDS))
        .orElseGet(OptionalDouble::empty);
  }

  private static OptionalDouble number(Optional<OptionalLong> number) {
    return number(number.orElseGet(OptionalLong::empty));
  }

  private static OptionalDouble number(OptionalLong number) {
    return number.isPresent()
        ? OptionalDouble.of((double) number.getAsLong())
        : OptionalDouble.empty();
  }
}
