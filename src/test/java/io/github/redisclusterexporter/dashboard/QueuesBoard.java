package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.best;
import static io.github.redisclusterexporter.dashboard.Queries.cluster;
import static io.github.redisclusterexporter.dashboard.Queries.least;
import static io.github.redisclusterexporter.dashboard.Queries.queue;
import static io.github.redisclusterexporter.dashboard.Queries.rateWithoutFalls;

import java.util.List;

/** The task queues. */
final class QueuesBoard {
  static final String ID = "redis-queues";

  private static final String SERIES = "{{queue}} {{group}}";
  private static final String DEPTH = best(queue("redis_cluster_queue_depth"));
  private static final String LENGTH = best(queue("redis_cluster_queue_length"));
  private static final String OBJECTIVE = best(queue("redis_cluster_queue_max_age_seconds"));

  private QueuesBoard() {}

  /** Where a click on the name of a queue leads to. */
  static String address() {
    return Board.address(ID, "&var-queue=${__value.raw}");
  }

  /** By queue: 1 when its oldest task waits for longer than its objective; 0 when none waits. */
  static String late(Queries.Scope scope) {
    return oldestBy("> bool", scope);
  }

  /** Of each group of a queue with an objective: what is known of it, and 0 when nothing waits. */
  private static String oldestBy(String operator, Queries.Scope scope) {
    String objective = best(scope.of("redis_cluster_queue_max_age_seconds"));
    return best(scope.of("redis_cluster_queue_oldest_age_seconds", "state=\"waiting\""))
        + (" " + operator + " on (redis_cluster, queue) group_left () " + objective)
        + " or on (redis_cluster, queue, group) ("
        + best(scope.of("redis_cluster_queue_depth"))
        + (" == 0 and on (redis_cluster, queue) " + objective + ")");
  }

  static Board board() {
    return new Board(
        ID,
        "Redis Queues",
        "Are tasks late, for which reason (more tasks are added, fewer are processed, no workers, a"
            + " stuck task, a task that crashes its workers), and when will the backlog be empty?",
        List.of(
            Variable.CLUSTER,
            new Variable(
                "queue",
                "Queue",
                "Its name in the configuration of the exporter.",
                "label_values(redis_cluster_queue_up{redis_cluster=\"$redis_cluster\"}, queue)",
                true)),
        List.of(
            Annotation.failovers(),
            Annotation.restarts(cluster("redis_cluster_uptime_seconds")),
            Annotation.pages("component=\"redis-queue\"")),
        List.of(now(), flow(), age(), workers(), losses()));
  }

  private static Row now() {
    return Row.open(
        "Status",
        Panel.stat("Waiting tasks", 4, 4)
            .asks(
                "How many tasks wait for a worker, in all work queues?",
                "few.",
                "The table shows them by queue.")
            .empty("none measured")
            .show("tasks", "sum(" + DEPTH + " and on (redis_cluster, queue) " + of("work") + ")"),
        Panel.stat("Pending tasks", 4, 4)
            .asks(
                "How many tasks are in progress, or were abandoned by their worker?",
                "not more than your workers process at the same time; only streams with groups.",
                "The panel Oldest pending task shows their age.")
            .empty("none measured")
            .show("tasks", "sum(" + best(queue("redis_cluster_queue_pending")) + ")"),
        Panel.stat("Dead-letter tasks", 4, 4)
            .asks(
                "How many tasks are in dead-letter queues?",
                "0, or only tasks that you know.",
                "RedisQueueDeadLettersGrowing fires for new dead letters, not for their number.")
            .levels(Levels.below(1, Colour.TICKET))
            .empty("none measured")
            .show(
                "tasks",
                "sum(" + LENGTH + " and on (redis_cluster, queue) " + of("dead_letter") + ")"),
        Panel.stat("Queues measured", 4, 4)
            .asks(
                "Can each queue be measured?",
                "100 %.",
                "Below 100 %: the table shows which queue; see RedisQueueUnmeasured.")
            .unit(Unit.RATIO)
            .levels(Levels.from(1, Colour.TICKET))
            .empty("none measured")
            .show("queues", "avg(" + best(queue("redis_cluster_queue_up")) + ")"),
        Panel.stat("Groups without consumers", 4, 4)
            .asks(
                "How many groups have waiting tasks and no consumer?",
                "none.",
                "Start the workers, or check which queue they read: RedisQueueStalled.")
            .words(Word.none())
            .levels(Levels.below(1, Colour.PAGE))
            .empty("none measured")
            .show(
                "groups",
                "sum(("
                    + best(queue("redis_cluster_queue_consumers"))
                    + " == bool 0) * ("
                    + DEPTH
                    + " > bool 0) and on (redis_cluster, queue) "
                    + of("work")
                    + ")"),
        Panel.stat("Pattern matches", 4, 4)
            .asks(
                "How many queues match the configured patterns?",
                "the expected number, and none above the limit.",
                "Above the limit: raise max-keys, or use a more specific pattern.")
            .unit(Unit.COUNT)
            .empty("no patterns")
            .series("above the limit", Word.none(), Levels.below(1, Colour.TICKET))
            .show("found", "sum(" + best(cluster("redis_cluster_queue_pattern_keys")) + ")")
            .show(
                "above the limit",
                "sum(" + least(cluster("redis_cluster_queue_pattern_keys_over_limit")) + ")"),
        Panel.bars("Oldest task age relative to max-age", 24, 5)
            .asks(
                "Is the oldest waiting task of a queue older than max-age?",
                "below 100 %, and 0 % if no task waits; queues without max-age are not shown.",
                "Above 100 %, RedisQueueOldestTaskTooOld fires.")
            .unit(Unit.RATIO)
            .max(1)
            .levels(
                new Levels(
                    Colour.GOOD,
                    List.of(new Levels.Step(0.5, Colour.TICKET), new Levels.Step(1, Colour.PAGE))))
            .empty("none measured")
            .show(SERIES, oldestBy("/", Queries::queue)),
        queues());
  }

  private static Panel queues() {
    String age = "redis_cluster_queue_oldest_age_seconds";
    return Panel.table("Queues and groups", 24, 9)
        .asks(
            "What is the state of each queue, and on which node is it?",
            "measured and exact, with no old tasks.",
            "Depth: tasks that wait for a worker. Pending: tasks that were delivered and not"
                + " acknowledged.")
        .lowestFirst("queue")
        .columns(
            Column.label("queue"),
            Column.label("group"),
            Column.label("type").width(80),
            Column.label("purpose").width(100),
            Column.label("node").link("Node dashboard", NodeBoard.address()).width(130),
            Column.facts(
                "max by (queue, type, purpose, node) (" + queue("redis_cluster_queue_info") + ")"),
            Column.value("measured", byGroup(queue("redis_cluster_queue_up")))
                .words(Word.good("yes", "no", Colour.TICKET))
                .width(80),
            Column.value("depth", byGroup(queue("redis_cluster_queue_depth"))).width(80),
            Column.value("exact", byGroup(queue("redis_cluster_queue_depth_exact")))
                .words(Word.good("yes", "a bound", Colour.TICKET))
                .width(75),
            Column.value("oldest waiting", byGroup(queue(age, "state=\"waiting\"")))
                .unit(Unit.SECONDS)
                .width(120),
            Column.value("max-age", byGroup(queue("redis_cluster_queue_max_age_seconds")))
                .unit(Unit.SECONDS)
                .width(85),
            Column.value("pending", byGroup(queue("redis_cluster_queue_pending"))).width(80),
            Column.value("oldest pending", byGroup(queue(age, "state=\"pending\"")))
                .unit(Unit.SECONDS)
                .width(120),
            Column.value("consumers", byGroup(queue("redis_cluster_queue_consumers"))).width(95));
  }

  private static Row flow() {
    return Row.open(
        "Throughput and depth",
        Panel.lines("Throughput", 12, 8)
            .asks(
                "Are more tasks added than delivered to workers?",
                "symmetric; delivered tasks are drawn below the axis.",
                "Only streams on Redis 7.0 and later: lists have no such counters. A gap: the"
                    + " exporter was restarted, or the stream was created again.")
            .unit(Unit.PER_SECOND)
            .signed()
            .empty("no streams")
            .show(
                "{{queue}} added",
                rateWithoutFalls(queue("redis_cluster_queue_entries_added_total")))
            .show(
                SERIES + " delivered",
                "-" + rateWithoutFalls(queue("redis_cluster_queue_entries_read_total"))),
        Panel.lines("Depth now and one day ago", 12, 8)
            .asks(
                "Do more tasks wait than usual?",
                "near the dashed line, which is the value one day ago.",
                "Far above it, and more tasks are added than delivered: add workers.")
            .dashed(".* one day ago")
            .empty("no queues")
            .show(SERIES, DEPTH)
            .show(SERIES + " one day ago", best(queue("redis_cluster_queue_depth") + " offset 1d")),
        Panel.lines("Time until empty", 12, 7)
            .asks(
                "When will the backlog be empty, at the current rates?",
                "no value: no task waits, or the number of waiting tasks is constant. More than"
                    + " six hours are not shown.",
                "No value while many tasks wait: the backlog does not shrink; add workers.")
            .unit(Unit.SECONDS)
            .empty("not shrinking")
            .show(
                SERIES,
                "("
                    + DEPTH
                    + " > 0) / (-"
                    + best("deriv(" + queue("redis_cluster_queue_depth") + "[$__rate_interval])")
                    + " > 0) < 6 * 3600"),
        Panel.lines("Scheduled tasks", 12, 7)
            .asks(
                "How many tasks are not due yet?",
                "the number of tasks that you have scheduled.",
                "Only sorted sets with times as scores. Constant growth: no process moves the due"
                    + " tasks.")
            .empty("no such queue")
            .show("{{queue}}", best(queue("redis_cluster_queue_scheduled"))));
  }

  private static Row age() {
    String oldest = "redis_cluster_queue_oldest_age_seconds";
    return Row.open(
        "Task age",
        Panel.lines("Oldest waiting task", 12, 8)
            .asks(
                "How long has the oldest task waited for a worker?",
                "below max-age, the dashed line.",
                "Above it: no workers, stuck workers or too few workers; see"
                    + " RedisQueueOldestTaskTooOld.")
            .unit(Unit.SECONDS)
            .dashed(".* max-age")
            .empty("no waiting tasks")
            .show(SERIES, best(queue(oldest, "state=\"waiting\"")))
            .show("{{queue}} max-age", OBJECTIVE),
        Panel.lines("Oldest pending task", 12, 8)
            .asks(
                "How long ago was the oldest pending task added?",
                "below max-age.",
                "Above it: the worker died or hangs (RedisQueueConsumerStuck).")
            .unit(Unit.SECONDS)
            .empty("no pending tasks")
            .show(SERIES, best(queue(oldest, "state=\"pending\""))));
  }

  private static Row workers() {
    return Row.open(
        "Workers",
        Panel.lines("Consumers", 12, 7)
            .asks(
                "How many consumers does each group have?",
                "the number of your workers; killed workers stay in the group.",
                "0 while tasks wait: RedisQueueStalled.")
            .empty("no groups")
            .show(SERIES, best(queue("redis_cluster_queue_consumers"))),
        Panel.lines("Pending tasks by group", 12, 7)
            .asks(
                "How many tasks were delivered to workers and not acknowledged?",
                "constant and small.",
                "Growth: workers hang, or do not acknowledge tasks (RedisQueueStalled).")
            .empty("no groups")
            .show(SERIES, best(queue("redis_cluster_queue_pending"))),
        consumers(),
        Panel.lines("Deliveries of the oldest pending task", 12, 8)
            .asks(
                "Is a task delivered repeatedly?",
                "1, or 2 after a worker was lost.",
                "More: the task crashes its workers; move it to the dead-letter queue.")
            .limits("RedisQueuePoisonTask")
            .empty("no pending tasks")
            .show(SERIES, best(queue("redis_cluster_queue_oldest_pending_deliveries"))));
  }

  private static Panel consumers() {
    String by = "max by (queue, group, consumer) (";
    return Panel.table("Consumer details", 12, 8)
        .asks(
            "Which worker hangs, or was killed?",
            "idle is not longer than a worker waits for a task or processes one.",
            "For a worker that does not return: XAUTOCLAIM gives its pending tasks to another"
                + " worker, then XGROUP DELCONSUMER removes it. This panel needs"
                + " collectors.queue-consumers.")
        .empty("not collected")
        .highestFirst("idle")
        .columns(
            Column.label("queue"),
            Column.label("group"),
            Column.label("consumer"),
            Column.value("pending", by + queue("redis_cluster_queue_consumer_pending") + ")")
                .width(80),
            Column.value("idle", by + queue("redis_cluster_queue_consumer_idle_seconds") + ")")
                .unit(Unit.SECONDS)
                .width(95));
  }

  private static Row losses() {
    return Row.open(
        "Failed and lost tasks",
        Panel.lines("Dead-letter queue length", 8, 8)
            .asks(
                "Do tasks fail permanently?",
                "constant.",
                "Each increase is a failed task: see RedisQueueDeadLettersGrowing.")
            .empty("no such queue")
            .show("{{queue}}", LENGTH + " and on (redis_cluster, queue) " + of("dead_letter")),
        Panel.lines("Unread entries trimmed", 8, 8)
            .asks(
                "Are tasks removed from a stream before a worker reads them?",
                "0.",
                "Growth: the stream is trimmed before the group has read it"
                    + " (RedisQueueUnreadLost).")
            .unit(Unit.COUNT)
            .empty("no streams")
            .show(SERIES, "clamp_min(" + queue("redis_cluster:queue_unread_lost:entries") + ", 0)"),
        Panel.lines("Stored entries", 8, 8)
            .asks(
                "How many entries does each key have, including processed ones?",
                "constant, or below MAXLEN.",
                "If a stream only grows, set MAXLEN in the producers.")
            .empty("no queues")
            .show("{{queue}}", LENGTH));
  }

  /** The queues that are there for this. */
  private static String of(String purpose) {
    return "max by (redis_cluster, queue) ("
        + queue("redis_cluster_queue_info", "purpose=\"" + purpose + "\"")
        + ")";
  }

  private static String byGroup(String vector) {
    return "max by (queue, group) (" + vector + ")";
  }
}
