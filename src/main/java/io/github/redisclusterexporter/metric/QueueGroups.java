package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.GroupConsumer;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Metrics of task queues, and of the patterns by which queues are found. */
final class QueueGroups {
  private static final double NANOSECONDS = 1e9;
  private static final double MILLISECONDS = 1e3;
  private static final List<String> INFO_LABELS = List.of("type", "node", "purpose", "watch");

  /**
   * A queue as a whole, or the work that is left in it for one of its consumer groups.
   *
   * @param backlog empty for the queue as a whole
   */
  record Row(QueueFacts queue, Optional<Backlog> backlog) {
    private static Stream<Row> of(QueueFacts queue) {
      return Stream.concat(
          Stream.of(new Row(queue, Optional.empty())),
          queue.values().stream()
              .flatMap(values -> values.backlogs().stream())
              .map(backlog -> new Row(queue, Optional.of(backlog))));
    }

    private List<String> labels() {
      return List.of(queue.definition().name(), backlog.flatMap(Backlog::group).orElse(""));
    }
  }

  private static final Subject<Row> QUEUES =
      new Subject<>(
          scrape -> scrape.queues().stream().flatMap(Row::of).toList(),
          Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.QUEUES),
          List.of("queue", "group"),
          Row::labels);

  private static final Subject<PatternMatches> PATTERNS =
      new Subject<>(
          ScrapeResult::patterns, Set.of(), List.of("pattern"), matches -> List.of(matches.name()));

  private QueueGroups() {}

  static Group<Row> queues() {
    return Group.of("queues", QUEUES)
        .gauge(
            "redis_cluster_queue_up",
            whole(queue -> OptionalDouble.of(queue.values().isPresent() ? 1 : 0)))
        .help(
            "1 when the queue was measured in this scrape; 0 when its primary did not answer or"
                + " refused, the key has another type than configured, or the configured consumer"
                + " group does not exist.")
        .info("redis_cluster_queue_info", INFO_LABELS, QueueGroups::addInfo)
        .help(
            "Configuration of the queue, and the node that serves its key. group: the configured"
                + " one. watch: false when nobody has to take the entries.")
        .gauge("redis_cluster_queue_depth", part(backlog -> OptionalLong.of(backlog.depth())))
        .help(
            "Entries that wait for a worker: in a stream those not yet delivered to the group, in"
                + " a sorted set of times those that are due, otherwise all (XINFO, XRANGE, LLEN,"
                + " ZCOUNT, SCARD).")
        .gauge(
            "redis_cluster_queue_depth_exact",
            part(backlog -> OptionalLong.of(backlog.exact() ? 1 : 0)))
        .help(
            "1 when the depth is exact; 0 when the server does not report it and the depth is only"
                + " a bound.")
        .gauge("redis_cluster_queue_pending", part(Backlog::pending))
        .help("Entries delivered to the group and not acknowledged (XINFO GROUPS pending).")
        .gauge("redis_cluster_queue_scheduled", values(QueueValues::scheduled))
        .help("Entries of a sorted set of times that are not due yet (ZCARD less ZCOUNT).")
        .gauge("redis_cluster_queue_length", values(values -> OptionalLong.of(values.length())))
        .help(
            "All stored entries, including entries of a stream that were processed and not removed"
                + " (XLEN, LLEN, ZCARD, SCARD).")
        .gauge(
            "redis_cluster_queue_oldest_age_seconds",
            List.of("state"),
            (row, points) -> {
              row.backlog()
                  .flatMap(Backlog::oldestWaiting)
                  .ifPresent(age -> points.add(seconds(age), "waiting"));
              row.backlog()
                  .flatMap(Backlog::oldestPending)
                  .ifPresent(age -> points.add(seconds(age), "pending"));
            })
        .help(
            "Seconds since the oldest waiting or pending entry was added; absent when there is"
                + " none or its time is not known (XRANGE, XPENDING, ZRANGE, LINDEX).")
        .gauge(
            "redis_cluster_queue_oldest_pending_deliveries", part(Backlog::oldestPendingDeliveries))
        .help("How often the oldest pending entry was delivered (XPENDING).")
        .gauge("redis_cluster_queue_consumers", part(Backlog::consumers))
        .help(
            "Consumers of the group, including those that ended and were not deleted (XINFO GROUPS"
                + " consumers).")
        .counter("redis_cluster_queue_entries_added_total", values(QueueGroups::added))
        .help("Entries added to the stream since it was created (XINFO STREAM entries-added).")
        .counter("redis_cluster_queue_entries_read_total", QueueGroups::read)
        .help(
            "Entries delivered to the group, including those that a server before 7.4 forgets in a"
                + " failover (XINFO GROUPS entries-read).")
        .gauge("redis_cluster_queue_groups_over_limit", values(QueueValues::groupsOver))
        .help(
            "Consumer groups of a stream that have no series: those beyond the first 1000"
                + " (XINFO GROUPS).")
        .gauge(
            "redis_cluster_queue_max_age_seconds",
            whole(
                queue ->
                    queue
                        .definition()
                        .rules()
                        .maxAge()
                        .map(age -> OptionalDouble.of(seconds(age)))
                        .orElseGet(OptionalDouble::empty)))
        .help("How old an entry may become, from the configuration, in seconds.")
        .build();
  }

  /**
   * The single consumers of streams. Those with the most pending entries have series.
   *
   * @param most how many of each group have series; the others are counted together
   */
  static Group<Row> consumers(int most) {
    List<String> labels = List.of("consumer");
    return Group.of(MetricGroupsConfig.QUEUE_CONSUMERS, QUEUES)
        .gauge(
            "redis_cluster_queue_consumer_pending",
            labels,
            (row, points) -> addPending(consumers(row), most, points))
        .help("Entries delivered to the consumer and not acknowledged (XINFO CONSUMERS pending).")
        .gauge(
            "redis_cluster_queue_consumer_idle_seconds",
            labels,
            (row, points) ->
                consumers(row).stream()
                    .limit(most)
                    .filter(consumer -> !isOther(consumer))
                    .forEach(
                        consumer ->
                            number("idle", consumer.idle(), points)
                                .ifPresent(
                                    idle -> points.add(idle / MILLISECONDS, consumer.name()))))
        .help(
            "Seconds since the consumer last asked for entries or claimed some"
                + " (XINFO CONSUMERS idle).")
        .build();
  }

  private static List<GroupConsumer> consumers(Row row) {
    return row.backlog().map(Backlog::singleConsumers).orElse(List.of()).stream()
        .sorted(
            Comparator.comparingLong(GroupConsumer::pending)
                .reversed()
                .thenComparingLong(GroupConsumer::idle)
                .thenComparing(GroupConsumer::name))
        .toList();
  }

  private static boolean isOther(GroupConsumer consumer) {
    return consumer.name().equals(SeriesLimit.OTHER);
  }

  private static void addPending(List<GroupConsumer> consumers, int most, DataPoints points) {
    OptionalDouble others = OptionalDouble.empty();
    boolean areReadable = true;
    for (int i = 0; i < consumers.size(); i++) {
      GroupConsumer consumer = consumers.get(i);
      OptionalDouble pending = number("pending", consumer.pending(), points);
      if (i >= most || isOther(consumer)) {
        areReadable &= pending.isPresent();
        others = OptionalDouble.of(others.orElse(0) + pending.orElse(0));
      } else {
        pending.ifPresent(value -> points.add(value, consumer.name()));
      }
    }
    if (areReadable) {
      others.ifPresent(value -> points.add(value, SeriesLimit.OTHER));
    }
  }

  private static OptionalDouble number(String what, long value, DataPoints points) {
    return points.attempt(
        () -> OptionalDouble.of(NumberKind.COUNT.check(what, (double) value)),
        OptionalDouble.empty());
  }

  /** A stream has no more entries than were added. */
  private static OptionalLong added(QueueValues values) {
    if (values.added().orElse(Long.MAX_VALUE) < values.length()) {
      throw new MalformedReplyException("a stream is longer than the number of entries added");
    }
    return values.added();
  }

  /** XGROUP accepts any number of entries read. */
  private static OptionalDouble read(Row row) {
    OptionalLong read = row.backlog().map(Backlog::read).orElseGet(OptionalLong::empty);
    OptionalLong added =
        row.queue().values().map(QueueValues::added).orElseGet(OptionalLong::empty);
    if (read.orElse(0) < 0 || read.orElse(0) > added.orElse(Long.MAX_VALUE)) {
      throw new MalformedReplyException("a group has read entries that were not added");
    }
    return read.stream().asDoubleStream().findFirst();
  }

  private static void addInfo(Row row, DataPoints points) {
    if (row.backlog().isEmpty()) {
      QueueFacts queue = row.queue();
      QueueRules rules = queue.definition().rules();
      QueueType type = queue.values().map(QueueValues::type).orElse(rules.type());
      Labels labels =
          Labels.of(
              INFO_LABELS,
              List.of(
                  type == QueueType.AUTO ? "" : type.label(),
                  queue.node().orElse(""),
                  queue.definition().purpose().label(),
                  Boolean.toString(rules.watch())));
      points.add(1, rules.group().map(group -> labels.add("group", group)).orElse(labels));
    }
  }

  /** Of a queue as a whole. */
  private static Function<Row, OptionalDouble> whole(Function<QueueFacts, OptionalDouble> reader) {
    return row -> row.backlog().isEmpty() ? reader.apply(row.queue()) : OptionalDouble.empty();
  }

  /** Of a queue as a whole that was read. */
  private static Function<Row, OptionalDouble> values(Function<QueueValues, OptionalLong> reader) {
    return whole(queue -> number(queue.values().map(reader)));
  }

  /** Of each part of the work that is left. */
  private static Function<Row, OptionalDouble> part(Function<Backlog, OptionalLong> reader) {
    return row -> number(row.backlog().map(reader));
  }

  private static OptionalDouble number(Optional<OptionalLong> number) {
    return number.stream().flatMapToLong(OptionalLong::stream).asDoubleStream().findFirst();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOSECONDS;
  }

  static Group<PatternMatches> patterns() {
    return Group.of("patterns", PATTERNS)
        .gauge(
            "redis_cluster_queue_pattern_complete",
            matches -> OptionalDouble.of(matches.complete() ? 1 : 0))
        .help(
            "1 when the last search covered all keys of all primaries; 0 before the first, and"
                + " when a primary was unreachable or refused, slots were moving or moved, or"
                + " there were too many keys (SCAN).")
        .gauge(
            "redis_cluster_queue_pattern_keys", matches -> OptionalDouble.of(matches.kept().size()))
        .help(
            "Keys that are queues because of the pattern, including queues that have become empty"
                + " since an earlier search.")
        .gauge(
            "redis_cluster_queue_pattern_keys_over_limit",
            matches -> matches.over().stream().asDoubleStream().findFirst())
        .help(
            "Keys that match but are no queues: keys beyond max-keys, and keys that are not plain"
                + " text; absent before the first search.")
        .build();
  }
}
