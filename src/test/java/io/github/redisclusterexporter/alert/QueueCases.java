package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.always;
import static io.github.redisclusterexporter.alert.Change.before;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.instead;
import static io.github.redisclusterexporter.alert.Change.label;
import static io.github.redisclusterexporter.alert.Change.later;
import static io.github.redisclusterexporter.alert.Change.lead;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

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
        .silent("at its objective", hurt(age.formatted(state), "60"))
        .silent(
            "when it is too old in the other state",
            hurt(age.formatted(state), "1"),
            hurt(age.formatted(other), "6000"))
        .fires("at ten times its objective", value("10m 0s"), hurt(age.formatted(state), "600"))
        .fires(
            "for a queue without groups",
            label("group", ""),
            without("redis_cluster_queue_oldest"),
            series(age.formatted(state).replace("group=\"g\",", ""), "1", "61"))
        .silent(
            "when one exporter tells of a longer objective",
            second("redis_cluster_queue_max_age_seconds", "120", "120"));
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
        .silent("while tasks are taken", hurt(READ, "+1"))
        .silent("when nothing waits", hurt(DEPTH, "0"))
        .silent(
            "when nothing waits now and then",
            hurt(DEPTH, "gone"),
            series(DEPTH.replace("queue_depth", "queue_length"), "3", "3"))
        .fires("for one task", value("1"), hurt(DEPTH, "1"))
        .silent("about dead letters", instead(INFO, STREAM.replace("work", "dead_letter")))
        .silent(
            "about a queue that is idle on purpose", instead(INFO, STREAM.replace("true", "false")))
        .silent(
            "about a group that nobody has ever read from",
            always(READ, "0"),
            always(CONSUMERS, "0"))
        .silent(
            "about a group without a consumer that nobody has ever read from",
            without(READ),
            always(CONSUMERS, "0"))
        .fires(
            "about a group that is configured by its name",
            always(READ, "0"),
            always(CONSUMERS, "0"),
            configuredFor("g"))
        .silent(
            "about another group than the configured one",
            always(READ, "0"),
            always(CONSUMERS, "0"),
            configuredFor("h"))
        .silent(
            "about a stream without groups",
            without(READ),
            without(CONSUMERS),
            without(DEPTH),
            series("redis_cluster_queue_depth{queue=\"tasks\"}", "0", "3"))
        .fires("about a group that has read one entry", always(READ, "1"), always(CONSUMERS, "0"))
        .fires(
            "about a group that once had workers, when all have left",
            always(READ, "100"),
            hurt(CONSUMERS, "0"))
        .fires(
            "when all workers have left, of servers that do not count what is read",
            without(READ),
            hurt(CONSUMERS, "0"),
            configuredFor("g"),
            exact("0"))
        .silent("when the depth is only a bound and workers are there", without(READ), exact("0"))
        .silent(
            "when the depth is only a bound and one exporter tells of workers",
            without(READ),
            exact("0"),
            hurt(CONSUMERS, "0"),
            second(CONSUMERS, "2", "2"))
        .fires("when the depth is exact and never falls", without(READ), exact("1"))
        .fires(
            "when all workers have left after a failover, of servers that then do not count reads",
            hurt(READ, "gone"),
            hurt(CONSUMERS, "0"))
        .silent(
            "while it is told that a task is too old",
            series(tooOld("tasks", "g", "firing"), "0", "1"))
        .fires(
            "before it is told that a task is too old",
            series(tooOld("tasks", "g", "pending"), "0", "1"))
        .fires(
            "while a task of another group is too old",
            series(tooOld("tasks", "h", "firing"), "0", "1"))
        .fires(
            "while a task of another queue is too old",
            series(tooOld("mail", "g", "firing"), "0", "1"))
        .silent("when one exporter tells of no waiting tasks", second(DEPTH, "0", "0"))
        .silent("when one exporter tells of consumers that read", second(READ, "100+5", "+5"));
  }

  private static Change configuredFor(String group) {
    return instead(INFO, STREAM.replace("group=\"\"", "group=\"" + group + "\""));
  }

  private static Change exact(String value) {
    return series(DEPTH.replace("queue_depth", "queue_depth_exact"), value, value);
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
        .fires("when the only worker has left", without(CONSUMERS), series(CONSUMERS, "1", "0"))
        .fires("when the workers left almost a day ago", before(280), always(CONSUMERS, "2 5 0"))
        .silent(
            "when the workers left more than a day ago", before(300), always(CONSUMERS, "2 5 0"));
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
        .fires("when tasks only come in", hurt(depth, "5+0.00001"))
        .silent("when it is worked off slowly", hurt(depth, "500-1"))
        .silent(
            "when it is worked off slowly, as one of two exporters tells",
            hurt(depth, "500-1"),
            second(depth, "0", "500"))
        .silent("about jobs in progress or on hold", instead(INFO, LIST.replace("true", "false")))
        .silent("about finished jobs", instead(INFO, LIST.replace("work", "log")))
        .fires(
            "for the due tasks of a sorted set as well",
            instead(INFO, LIST.replace("list", "zset")))
        .fires(
            "when an older exporter does not tell what is watched",
            instead(INFO, LIST.replace(",watch=\"true\"", "")));
  }

  private static RuleSpec poisonTask() {
    return RuleSpec.of("RedisQueuePoisonTask")
        .label("queue", "tasks")
        .label("group", "g")
        .value("5")
        .oneIsEnough()
        .series(
            "redis_cluster_queue_oldest_pending_deliveries{queue=\"tasks\",group=\"g\"}", "1", "5")
        .silent("at four deliveries", hurt("redis_cluster_queue_oldest_pending_deliveries", "4"))
        .fires("at a hundred", value("100"), hurt("redis_cluster_queue_oldest_pending", "100"));
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
        .silent("about work", instead(INFO, dead.replace("dead_letter", "work")))
        .silent("when none is added", hurt(length, "7"))
        .fires("with the larger number of two exporters", value("9"), second(length, "7", "9"))
        .silent("when some are taken away", hurt(length, "6"));
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
            always(added, "1000"),
            always(READ, "0"),
            always(length, "100"),
            hurt(added, "1010"))
        .fires(
            "about a group without readers that is configured by its name",
            lead(0),
            value("1k"),
            later("1.01k"),
            always(READ, "0"),
            always(length, "0"),
            configuredFor("g"))
        .silent(
            "about a queue that nobody has to work off",
            instead(INFO, STREAM.replace("true", "false")))
        .silent("about a log", instead(INFO, STREAM.replace("work", "log")))
        .fires("for one entry", value("1"), hurt(added, "1001"))
        .fires("about a group that has read one entry", always(READ, "1"), always(length, "999"))
        .silent("when all of it was read", hurt(READ, "910"))
        .silent("when what was added is stored", hurt(length, "110"))
        .silent(
            "when what was removed had been read",
            always(added, "1000"),
            always(READ, "900"),
            hurt(length, "100"))
        .silent(
            "when it was long ago",
            always(added, "1010"),
            always(length, "100"),
            always(READ, "900"))
        .silent("when one exporter tells of more stored entries", second(length, "110", "110"))
        .silent("when one exporter tells that more was read", second(READ, "900+0", "910"));
  }
}
