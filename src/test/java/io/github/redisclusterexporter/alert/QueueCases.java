package io.github.redisclusterexporter.alert;

import java.util.List;

/** Cases of the alerts about queues. */
final class QueueCases {
  private static final String STREAM =
      "redis_cluster_queue_info{queue=\"tasks\",node=\"10.0.0.1:7000\",type=\"stream\",purpose=\"work\",watch=\"true\",group=\"\"}";

  private static final String LIST =
      "redis_cluster_queue_info{queue=\"mail\",node=\"10.0.0.1:7000\",type=\"list\",purpose=\"work\",watch=\"true\",group=\"\"}";

  private static final String INFO = "redis_cluster_queue_info";
  private static final String DEPTH = "redis_cluster_queue_depth{queue=\"tasks\",group=\"g\"}";
  private static final String READ =
      "redis_cluster_queue_entries_read_total{queue=\"tasks\",group=\"g\"}";

  private static final String CONSUMERS =
      "redis_cluster_queue_consumers{queue=\"tasks\",group=\"g\"}";

  private QueueCases() {}

  static List<RuleSpec> all() {
    return List.of(
        unmeasured(),
        oldestTaskTooOld(),
        stalled(),
        stalledUncounted(),
        stalledList(),
        consumerStuck(),
        poisonTask(),
        deadLettersGrowing(),
        unreadLost());
  }

  private static RuleSpec unmeasured() {
    return RuleSpec.of("RedisQueueUnmeasured")
        .label("queue", "tasks")
        .series("redis_cluster_queue_up{queue=\"tasks\"}", "1", "0")
        .series("redis_cluster_queue_up{queue=\"mail\"}", "1", "1");
  }

  private static RuleSpec age(String alert, String state, String other) {
    String age = "redis_cluster_queue_oldest_age_seconds{queue=\"tasks\",group=\"g\",state=\"%s\"}";
    return RuleSpec.of(alert)
        .label("queue", "tasks")
        .label("group", "g")
        .value("1m 1s")
        .oneIsEnough()
        .series(age.formatted(state), "1", "61")
        .series(age.formatted(other), "1", "1")
        .series("redis_cluster_queue_max_age_seconds{queue=\"tasks\"}", "60", "60")
        .silent("at its objective", spec -> spec.hurt(age.formatted(state), "60"))
        .silent(
            "when it is too old in the other state",
            spec -> spec.hurt(age.formatted(state), "1").hurt(age.formatted(other), "6000"))
        .fires(
            "at ten times its objective",
            spec -> spec.value("10m 0s").hurt(age.formatted(state), "600"))
        .fires(
            "for a queue without groups",
            spec ->
                spec.label("group", "")
                    .without("redis_cluster_queue_oldest")
                    .series(age.formatted(state).replace("group=\"g\",", ""), "1", "61"))
        .silent(
            "when one exporter tells of a longer objective",
            spec -> spec.second("redis_cluster_queue_max_age_seconds", "120", "120"));
  }

  private static RuleSpec oldestTaskTooOld() {
    return age("RedisQueueOldestTaskTooOld", "waiting", "pending");
  }

  private static RuleSpec consumerStuck() {
    return age("RedisQueueConsumerStuck", "pending", "waiting");
  }

  /** A stream whose group reads nothing. */
  private static RuleSpec stalled() {
    return RuleSpec.of("RedisQueueStalled")
        .finds("10.0.0.1:7000")
        .label("queue", "tasks")
        .label("group", "g")
        .value("3")
        .before(24)
        .lead(300)
        .blur(1)
        .lasts(900)
        .linger(15)
        .bridgesNothing()
        .series(DEPTH, "0", "3")
        .series(READ, "100+5", "+0")
        .series(CONSUMERS, "2", "2")
        .series(STREAM, "1", "1")
        .optional("redis_cluster_queue_consumers", "redis_cluster_queue_entries_read_total")
        .silent("while tasks are taken", spec -> spec.hurt(READ, "+1"))
        .silent("when nothing waits", spec -> spec.hurt(DEPTH, "0"))
        .silent(
            "when nothing waits now and then",
            spec ->
                spec.hurt(DEPTH, "gone")
                    .series(DEPTH.replace("queue_depth", "queue_length"), "3", "3"))
        .fires("for one task", spec -> spec.value("1").hurt(DEPTH, "1"))
        .silent(
            "about dead letters",
            spec -> spec.without(INFO).series(STREAM.replace("work", "dead_letter"), "1", "1"))
        .silent(
            "about a queue that is idle on purpose",
            spec -> spec.without(INFO).series(STREAM.replace("true", "false"), "1", "1"))
        .silent(
            "about a group that nobody has ever read from",
            spec -> spec.always(READ, "0").always(CONSUMERS, "0"))
        .silent(
            "about a group without a consumer that nobody has ever read from",
            spec -> spec.without(READ).always(CONSUMERS, "0"))
        .fires(
            "about a group that is configured by its name",
            spec ->
                spec.always(READ, "0")
                    .always(CONSUMERS, "0")
                    .without(INFO)
                    .series(STREAM.replace("group=\"\"", "group=\"g\""), "1", "1"))
        .silent(
            "about another group than the configured one",
            spec ->
                spec.always(READ, "0")
                    .always(CONSUMERS, "0")
                    .without(INFO)
                    .series(STREAM.replace("group=\"\"", "group=\"h\""), "1", "1"))
        .silent(
            "about a stream without groups",
            spec ->
                spec.without(READ)
                    .without(CONSUMERS)
                    .without(DEPTH)
                    .series("redis_cluster_queue_depth{queue=\"tasks\"}", "0", "3"))
        .fires(
            "about a group that has read one entry",
            spec -> spec.always(READ, "1").always(CONSUMERS, "0"))
        .fires(
            "about a group that once had workers, when all have left",
            spec -> spec.always(READ, "100").hurt(CONSUMERS, "0"))
        .fires(
            "when all workers have left, of servers that do not count what is read",
            spec ->
                spec.without(READ)
                    .hurt(CONSUMERS, "0")
                    .without(INFO)
                    .series(STREAM.replace("group=\"\"", "group=\"g\""), "1", "1")
                    .series(DEPTH.replace("queue_depth", "queue_depth_exact"), "0", "0"))
        .silent(
            "when the depth is only a bound and workers are there",
            spec ->
                spec.without(READ)
                    .series(DEPTH.replace("queue_depth", "queue_depth_exact"), "0", "0"))
        .silent(
            "when the depth is only a bound and one exporter tells of workers",
            spec ->
                spec.without(READ)
                    .series(DEPTH.replace("queue_depth", "queue_depth_exact"), "0", "0")
                    .hurt(CONSUMERS, "0")
                    .second(CONSUMERS, "2", "2"))
        .fires(
            "when the depth is exact and never falls",
            spec ->
                spec.without(READ)
                    .series(DEPTH.replace("queue_depth", "queue_depth_exact"), "1", "1"))
        .fires(
            "when all workers have left after a failover, of servers that then do not count reads",
            spec -> spec.hurt(READ, "gone").hurt(CONSUMERS, "0"))
        .silent(
            "while it is told that a task is too old",
            spec -> spec.series(tooOld("tasks", "g", "firing"), "0", "1"))
        .fires(
            "before it is told that a task is too old",
            spec -> spec.series(tooOld("tasks", "g", "pending"), "0", "1"))
        .fires(
            "while a task of another group is too old",
            spec -> spec.series(tooOld("tasks", "h", "firing"), "0", "1"))
        .fires(
            "while a task of another queue is too old",
            spec -> spec.series(tooOld("mail", "g", "firing"), "0", "1"))
        .silent("when one exporter tells of no waiting tasks", spec -> spec.second(DEPTH, "0", "0"))
        .silent(
            "when one exporter tells of consumers that read",
            spec -> spec.second(READ, "100+5", "+5"));
  }

  private static String tooOld(String queue, String group, String state) {
    return "ALERTS{queue=\"%s\",group=\"%s\",alertname=\"RedisQueueOldestTaskTooOld\",alertstate=\"%s\"}"
        .formatted(queue, group, state);
  }

  /** A stream of Redis 6.2, which does not count what is read, and whose workers leave. */
  private static RuleSpec stalledUncounted() {
    return RuleSpec.of("RedisQueueStalled")
        .finds("10.0.0.1:7000")
        .every(300)
        .variant("of a server that does not count reads")
        .label("queue", "tasks")
        .label("group", "g")
        .value("3")
        .before(4)
        .lead(300)
        .blur(1)
        .lasts(1800)
        .linger(300)
        .bridgesNothing()
        .series(DEPTH, "0", "3")
        .series(CONSUMERS, "2", "0")
        .series(STREAM, "1", "1")
        .fires(
            "when the only worker has left",
            spec -> spec.without(CONSUMERS).series(CONSUMERS, "1", "0"))
        .fires(
            "when the workers left almost a day ago",
            spec -> spec.before(280).always(CONSUMERS, "2 5 0"))
        .silent(
            "when the workers left more than a day ago",
            spec -> spec.before(300).always(CONSUMERS, "2 5 0"));
  }

  /** The same for a list, whose depth is all that there is. */
  private static RuleSpec stalledList() {
    String depth = "redis_cluster_queue_depth{queue=\"mail\"}";
    return RuleSpec.of("RedisQueueStalled")
        .finds("10.0.0.1:7000")
        .every(30)
        .variant("of a list")
        .label("queue", "mail")
        .value("5")
        .before(12)
        .lead(300)
        .blur(1)
        .lasts(900)
        .linger(30)
        .bridgesNothing()
        .series(depth, "0", "5")
        .series(LIST, "1", "1")
        .fires("when tasks only come in", spec -> spec.hurt(depth, "5+0.00001"))
        .silent("when it is worked off slowly", spec -> spec.hurt(depth, "500-1"))
        .silent(
            "when it is worked off slowly, as one of two exporters tells",
            spec -> spec.hurt(depth, "500-1").second(depth, "0", "500"))
        .silent(
            "about jobs in progress or on hold",
            spec -> spec.without(INFO).series(LIST.replace("true", "false"), "1", "1"))
        .silent(
            "about finished jobs",
            spec -> spec.without(INFO).series(LIST.replace("work", "log"), "1", "1"))
        .fires(
            "for the due tasks of a sorted set as well",
            spec -> spec.without(INFO).series(LIST.replace("list", "zset"), "1", "1"))
        .fires(
            "when an older exporter does not tell what is watched",
            spec -> spec.without(INFO).series(LIST.replace(",watch=\"true\"", ""), "1", "1"));
  }

  private static RuleSpec poisonTask() {
    return RuleSpec.of("RedisQueuePoisonTask")
        .label("queue", "tasks")
        .label("group", "g")
        .value("5")
        .oneIsEnough()
        .series(
            "redis_cluster_queue_oldest_pending_deliveries{queue=\"tasks\",group=\"g\"}", "1", "5")
        .silent(
            "at four deliveries",
            spec -> spec.hurt("redis_cluster_queue_oldest_pending_deliveries", "4"))
        .fires(
            "at a hundred",
            spec -> spec.value("100").hurt("redis_cluster_queue_oldest_pending", "100"));
  }

  private static RuleSpec deadLettersGrowing() {
    String dead =
        "redis_cluster_queue_info{queue=\"dead\",node=\"10.0.0.1:7000\",type=\"list\",purpose=\"dead_letter\"}";
    String length = "redis_cluster_queue_length{queue=\"dead\"}";
    return RuleSpec.of("RedisQueueDeadLettersGrowing")
        .finds("10.0.0.1:7000")
        .every(60)
        .before(5)
        .oneIsEnough()
        .bridgesNothing()
        .label("queue", "dead")
        .value("8")
        .blur(1)
        .lasts(4500)
        .ends(3600)
        .series(length, "7+0", "8")
        .series(dead, "1", "1")
        .silent(
            "about work",
            spec -> spec.without(INFO).series(dead.replace("dead_letter", "work"), "1", "1"))
        .silent("when none is added", spec -> spec.hurt(length, "7"))
        .fires(
            "with the larger number of two exporters",
            spec -> spec.value("9").second(length, "7", "9"))
        .silent("when some are taken away", spec -> spec.hurt(length, "6"));
  }

  private static RuleSpec unreadLost() {
    String added = "redis_cluster_queue_entries_added_total{queue=\"tasks\"}";
    String length = "redis_cluster_queue_length{queue=\"tasks\"}";
    return RuleSpec.of("RedisQueueUnreadLost")
        .every(60)
        .before(20)
        .lead(120)
        .blur(1)
        .lasts(20 * 60)
        .ends(15 * 60)
        .bridgesNothing()
        .oneIsEnough()
        .label("queue", "tasks")
        .label("group", "g")
        .value("10")
        .series(added, "1000+0", "1010")
        .series(length, "100+0", "100")
        .series(READ, "900+0", "900")
        .series(STREAM, "1", "1")
        .silent(
            "about a group that has never read anything",
            spec ->
                spec.always(added, "1000")
                    .always(READ, "0")
                    .always(length, "100")
                    .hurt(added, "1010"))
        .fires(
            "about a group without readers that is configured by its name",
            spec ->
                spec.lead(0)
                    .value("1k")
                    .later("1.01k")
                    .always(READ, "0")
                    .always(length, "0")
                    .without(INFO)
                    .series(STREAM.replace("group=\"\"", "group=\"g\""), "1", "1"))
        .silent(
            "about a queue that nobody has to work off",
            spec -> spec.without(INFO).series(STREAM.replace("true", "false"), "1", "1"))
        .silent(
            "about a log",
            spec -> spec.without(INFO).series(STREAM.replace("work", "log"), "1", "1"))
        .fires("for one entry", spec -> spec.value("1").hurt(added, "1001"))
        .fires(
            "about a group that has read one entry",
            spec -> spec.always(READ, "1").always(length, "999"))
        .silent("when all of it was read", spec -> spec.hurt(READ, "910"))
        .silent("when what was added is stored", spec -> spec.hurt(length, "110"))
        .silent(
            "when what was removed had been read",
            spec -> spec.always(added, "1000").always(READ, "900").hurt(length, "100"))
        .silent(
            "when it was long ago",
            spec -> spec.always(added, "1010").always(length, "100").always(READ, "900"))
        .silent(
            "when one exporter tells of more stored entries",
            spec -> spec.second(length, "110", "110"))
        .silent(
            "when one exporter tells that more was read",
            spec -> spec.second(READ, "900+0", "910"));
  }
}
