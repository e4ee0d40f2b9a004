package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact values on real servers, for what libraries and people do with queues. */
@ParameterizedClass
@MethodSource("servers")
@Tag("smoke")
class QueueReadIT {
  private static final Instant NOW = Replying.NOW;
  @Parameter RedisServer server;

  private final List<QueueDriver> drivers = new ArrayList<>();

  /** Closed by JUnit when its tests are done. */
  static Stream<RedisServer> servers() {
    return RedisBinary.versions().map(RedisServer::start);
  }

  @BeforeEach
  void flush() {
    run("FLUSHALL");
  }

  @AfterEach
  void close() {
    drivers.forEach(QueueDriver::close);
  }

  private QueueDriver queues(String... items) {
    QueueDriver driver = QueueDriver.of(server, NOW, Map.of(), items);
    drivers.add(driver);
    return driver;
  }

  private void run(String... words) {
    server.command(words);
  }

  private boolean counts() {
    return server.binary().isAtLeast(7);
  }

  /** An id that the server would have made that many seconds ago. */
  private static String id(long secondsAgo) {
    return NOW.minusSeconds(secondsAgo).toEpochMilli() + "-0";
  }

  /** One entry a second, the last one now. */
  private void add(String stream, int oldest, int youngest) {
    for (int ago = oldest; ago >= youngest; ago--) {
      run("XADD", stream, id(ago), "task", "secret");
    }
  }

  private void take(String stream, int count) {
    run("XREADGROUP", "GROUP", "g", "worker", "COUNT", "" + count, "STREAMS", stream, ">");
  }

  /** As the server has it. */
  private long lag(String stream) {
    List<?> groups = (List<?>) Objects.requireNonNull(server.command("XINFO", "GROUPS", stream));
    List<?> group = (List<?>) Objects.requireNonNull(groups.get(0));
    return (Long) Objects.requireNonNull(group.get(group.indexOf("lag") + 1));
  }

  private static Optional<Duration> seconds(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Test
  void theLifeOfATaskQueue() {
    QueueDriver queues =
        queues(
            "{ preset = streams, queue = [\"tasks:high\", \"tasks:medium\", \"tasks:low\"],",
            "  group = g, dead-letter = \"tasks:dlq\", log = \"tasks:checkpoints\" }");
    assertThat(queues.depth("tasks:high")).isZero();
    for (String stream : List.of("tasks:high", "tasks:dlq", "tasks:checkpoints")) {
      run("XGROUP", "CREATE", stream, "g", "0", "MKSTREAM");
    }
    assertThat(queues.depth("tasks:high")).isZero();

    add("tasks:high", 59, 50);
    Backlog produced = queues.backlog("tasks:high");
    assertThat(produced.depth()).isEqualTo(10);
    assertThat(produced.pending()).hasValue(0);
    assertThat(produced.oldestWaiting()).isEqualTo(seconds(59));
    assertThat(produced.oldestPending()).isEmpty();

    take("tasks:high", 4);
    Backlog taken = queues.backlog("tasks:high");
    assertThat(taken.depth()).isEqualTo(6);
    assertThat(taken.pending()).hasValue(4);
    assertThat(taken.consumers()).hasValue(1);
    assertThat(taken.oldestWaiting()).isEqualTo(seconds(55));
    assertThat(taken.oldestPending()).isEqualTo(seconds(59));
    assertThat(taken.oldestPendingDeliveries()).hasValue(1);

    run("XACK", "tasks:high", "g", id(59), id(58));
    run("XADD", "tasks:dlq", id(5), "task", "secret");
    run("XCLAIM", "tasks:high", "g", "other", "0", id(57));
    Backlog failed = queues.backlog("tasks:high");
    assertThat(failed.pending()).hasValue(2);
    assertThat(failed.consumers()).hasValue(2);
    assertThat(failed.oldestPending()).isEqualTo(seconds(57));
    assertThat(failed.oldestPendingDeliveries()).hasValue(2);
    assertThat(queues.roundTrips()).isEqualTo(1);
    assertThat(queues.depth("tasks:dlq")).isEqualTo(1);
    assertThat(queues.backlog("tasks:dlq").oldestWaiting()).isEqualTo(seconds(5));

    take("tasks:high", 100);
    Backlog drained = queues.backlog("tasks:high");
    assertThat(drained.depth()).isZero();
    assertThat(drained.pending()).hasValue(8);
    assertThat(drained.oldestWaiting()).isEmpty();
    QueueValues values = queues.values("tasks:high");
    assertThat(values.length()).isEqualTo(10);
    if (counts()) {
      assertThat(values.added()).hasValue(10);
      assertThat(values.backlogs().get(0).read()).hasValue(10);
    } else {
      assertThat(values.added()).isEmpty();
      assertThat(values.backlogs().get(0).read()).isEmpty();
    }
    assertThat(queues.depth("tasks:medium")).isZero();
    assertThat(queues.depth("tasks:checkpoints")).isZero();
  }

  @Test
  void inSteadyStateThereIsOneRoundTrip() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "0");
    take("s", 3);
    queues.backlog("s");
    assertThat(queues.roundTrips()).isEqualTo(3);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(56));
    assertThat(queues.roundTrips()).isEqualTo(1);
    add("s", 40, 40);
    assertThat(queues.depth("s")).isEqualTo(8);
    assertThat(queues.roundTrips()).isEqualTo(1);
    take("s", 100);
    assertThat(queues.depth("s")).isZero();
    assertThat(queues.roundTrips()).isEqualTo(1);
    add("s", 30, 29);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(30));
    assertThat(queues.roundTrips()).isEqualTo(1);
    take("s", 1);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(29));
    assertThat(queues.roundTrips()).isEqualTo(2);
  }

  @Test
  void aWrongNumberOfEntriesReadDoesNotMakeTheDepthWrong() {
    add("s", 59, 50);
    if (counts()) {
      for (String read : List.of("100", "2", "9", "10", "0")) {
        run("XGROUP", "CREATE", "s", "g", id(55), "ENTRIESREAD", read);
        QueueDriver queues = queues("s");
        for (int reading = 1; reading <= 3; reading++) {
          Backlog backlog = queues.backlog("s");
          assertThat(backlog.depth()).as("with ENTRIESREAD " + read).isEqualTo(5);
          assertThat(backlog.exact()).isTrue();
        }
        take("s", 1);
        assertThat(queues.depth("s")).isEqualTo(4);
        take("s", 4);
        assertThat(queues.depth("s")).isZero();
        add("s", 40, 39);
        assertThat(queues.depth("s")).isEqualTo(2);
        run("XGROUP", "DESTROY", "s", "g");
        run("XTRIM", "s", "MAXLEN", "0");
        run("DEL", "s");
        add("s", 59, 50);
      }
    }
  }

  @Test
  void aLargeBacklogIsNotExactWhileTheNumberOfEntriesReadMayBeWrong() {
    add("s", 500, 1);
    if (counts()) {
      run("XGROUP", "CREATE", "s", "g", id(251), "ENTRIESREAD", "2");
      QueueDriver queues = queues("s");
      assertThat(queues.backlog("s").exact()).isFalse();
      assertThat(queues.backlog("s").exact()).isFalse();
      take("s", 200);
      assertThat(queues.backlog("s").exact()).isFalse();
      take("s", 20);
      assertThat(queues.backlog("s").depth()).isLessThanOrEqualTo(499);
      take("s", 100);
      assertThat(queues.depth("s")).isZero();
      add("s", 0, -4);
      assertThat(queues.depth("s")).isEqualTo(5);
      assertThat(queues.backlog("s").exact()).isTrue();
    }
  }

  @Test
  void unreadEntriesThatWereTrimmedAreNotWaiting() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "0");
    take("s", 2);
    run("XTRIM", "s", "MAXLEN", "3");
    assertThat(queues.depth("s")).isEqualTo(3);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(52));
    take("s", 1);
    // Redis 7.0 counts the five that nobody was given from here on, and does so for ever.
    if (counts()) {
      assertThat(lag("s")).isEqualTo(server.binary().isAtLeast(8) ? 2 : 7);
    }
    assertThat(queues.depth("s")).isEqualTo(2);
    add("s", 40, 31);
    assertThat(queues.depth("s")).isEqualTo(12);
    take("s", 12);
    assertThat(queues.depth("s")).isZero();
    add("s", 30, 26);
    assertThat(queues.depth("s")).isEqualTo(5);
    take("s", 1);
    assertThat(queues.depth("s")).isEqualTo(4);
    run("XTRIM", "s", "MAXLEN", "0");
    assertThat(queues.depth("s")).isZero();
  }

  @Test
  void deletedEntriesAreNotWaiting() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "0");
    take("s", 3);
    assertThat(queues.depth("s")).isEqualTo(7);
    run("XDEL", "s", id(54), id(50));
    assertThat(queues.depth("s")).isEqualTo(5);
    run("XDEL", "s", id(56));
    assertThat(queues.depth("s")).isEqualTo(4);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(55));
    run("XDEL", "s", id(59), id(57));
    Backlog backlog = queues.backlog("s");
    assertThat(backlog.pending()).hasValue(3);
    assertThat(backlog.oldestPending()).isEqualTo(seconds(59));
    run("XDEL", "s", id(58), id(55), id(53), id(52), id(51));
    assertThat(queues.depth("s")).isZero();
    assertThat(queues.values("s").length()).isZero();
  }

  @Test
  void aGroupCreatedInTheMiddle() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", id(55));
    assertThat(queues.depth("s")).isEqualTo(5);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(54));
    assertThat(queues.roundTrips()).isEqualTo(1);
    take("s", 2);
    assertThat(queues.depth("s")).isEqualTo(3);
  }

  @Test
  void moreEntriesThanAreCountedGiveABound() {
    QueueDriver queues = queues("s");
    add("s", 300, 1);
    run("XGROUP", "CREATE", "s", "g", id(250));
    Backlog backlog = queues.backlog("s");
    assertThat(backlog.depth()).isEqualTo(100);
    assertThat(backlog.exact()).isFalse();
    assertThat(backlog.oldestWaiting()).isEqualTo(seconds(249));
    run("XGROUP", "SETID", "s", "g", id(100));
    assertThat(queues.depth("s")).isEqualTo(99);
  }

  @Test
  void aGroupCreatedAtTheEnd() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "$");
    assertThat(queues.depth("s")).isZero();
    add("s", 40, 39);
    assertThat(queues.depth("s")).isEqualTo(2);
    assertThat(queues.backlog("s").oldestWaiting()).isEqualTo(seconds(40));
  }

  @Test
  void aGroupThatNeverRead() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "0");
    Backlog backlog = queues.backlog("s");
    assertThat(backlog.depth()).isEqualTo(10);
    assertThat(backlog.consumers()).hasValue(0);
    assertThat(backlog.oldestWaiting()).isEqualTo(seconds(59));
  }

  @Test
  void readersThatDoNotAcknowledge() {
    QueueDriver queues = queues("s");
    add("s", 59, 50);
    run("XGROUP", "CREATE", "s", "g", "0");
    run("XREADGROUP", "GROUP", "g", "w", "COUNT", "4", "NOACK", "STREAMS", "s", ">");
    Backlog backlog = queues.backlog("s");
    assertThat(backlog.depth()).isEqualTo(6);
    assertThat(backlog.pending()).hasValue(0);
    assertThat(backlog.oldestPending()).isEmpty();
  }

  @Test
  void aStreamWithoutGroupsAndAnEmptyOne() {
    QueueDriver queues = queues("log", "empty");
    add("log", 59, 50);
    assertThat(queues.backlog("log")).isEqualTo(Backlog.simple(10, seconds(59)));
    run("XGROUP", "CREATE", "empty", "g", "$", "MKSTREAM");
    assertThat(queues.values("empty").type()).isEqualTo(QueueType.STREAM);
    assertThat(queues.depth("empty")).isZero();
    run("XADD", "empty", id(9), "a", "b");
    run("XDEL", "empty", id(9));
    assertThat(queues.depth("empty")).isZero();
  }

  @Test
  void idsThatAreNoTimes() {
    QueueDriver queues = queues("s");
    for (int i = 1; i <= 5; i++) {
      run("XADD", "s", i + "-0", "a", "b");
    }
    run("XGROUP", "CREATE", "s", "g", "0");
    take("s", 2);
    Backlog backlog = queues.backlog("s");
    assertThat(backlog.depth()).isEqualTo(3);
    assertThat(backlog.oldestWaiting()).isEmpty();
    assertThat(backlog.oldestPending()).isEmpty();
    assertThat(backlog.oldestPendingDeliveries()).hasValue(1);
  }

  @Test
  void hundredsOfGroups() {
    QueueDriver queues = queues("s");
    add("s", 59, 40);
    for (int i = 0; i < 300; i++) {
      run("XGROUP", "CREATE", "s", "group-" + i, "0");
      if (i % 20 > 0) {
        run("XREADGROUP", "GROUP", "group-" + i, "w", "COUNT", "" + i % 20, "STREAMS", "s", ">");
      }
    }
    for (int reading = 1; reading <= 2; reading++) {
      List<Backlog> backlogs = queues.values("s").backlogs();
      assertThat(backlogs).hasSize(300).allMatch(Backlog::exact);
      for (Backlog backlog : backlogs) {
        int number = Integer.parseInt(backlog.group().orElseThrow().substring("group-".length()));
        assertThat(backlog.depth()).isEqualTo(20 - number % 20);
        assertThat(backlog.pending()).hasValue(number % 20);
        assertThat(backlog.oldestWaiting()).isEqualTo(seconds(59 - number % 20));
        assertThat(backlog.oldestPending())
            .isEqualTo(number % 20 == 0 ? Optional.empty() : seconds(59));
      }
    }
    assertThat(queues.roundTrips()).isEqualTo(1);
    run("XGROUP", "DESTROY", "s", "group-7");
    assertThat(queues.values("s").backlogs()).hasSize(299);
  }

  @Test
  void keysThatAreCreatedAndDeleted() {
    QueueDriver queues = queues("q", "{ name = typed, key = q, type = stream, group = g }");
    assertThat(queues.depth("q")).isZero();
    assertThat(queues.depth("typed")).isZero();
    run("RPUSH", "q", "a", "b");
    assertThat(queues.depth("q")).isEqualTo(2);
    assertThat(queues.read("typed")).isEqualTo(new Unavailable<>(Fault.READ_WRONG_TYPE));
    run("DEL", "q");
    assertThat(queues.values("q").type()).isEqualTo(QueueType.LIST);
    assertThat(queues.depth("q")).isZero();
    assertThat(queues.roundTrips()).isEqualTo(1);
    add("q", 9, 8);
    assertThat(queues.depth("q")).isEqualTo(2);
    assertThat(queues.read("typed")).isEqualTo(new Unavailable<>(Fault.READ_NO_GROUP));
    run("XGROUP", "CREATE", "q", "g", "0");
    assertThat(queues.depth("typed")).isEqualTo(2);
    run("DEL", "q");
    assertThat(queues.depth("q")).isZero();
    assertThat(queues.depth("typed")).isZero();
    run("HSET", "q", "a", "b");
    assertThat(queues.read("q")).isEqualTo(new Unavailable<>(Fault.READ_WRONG_TYPE));
    run("DEL", "q");
    run("SADD", "q", "a", "b", "c");
    assertThat(queues.depth("q")).isEqualTo(3);
  }

  @Test
  void aKeyWithoutPermission() {
    run("RPUSH", "secret", "a");
    run("RPUSH", "open", "a");
    run("ACL", "SETUSER", "narrow", "reset", "on", ">pw", "~open", "+@all");
    QueueDriver queues =
        QueueDriver.of(
            server,
            NOW,
            Map.of("REDIS_USERNAME", "narrow", "REDIS_PASSWORD", "pw"),
            "secret",
            "open");
    drivers.add(queues);
    assertThat(queues.read("secret")).isEqualTo(new Unavailable<>(Fault.READ_NO_PERMISSION));
    assertThat(queues.depth("open")).isEqualTo(1);
  }

  @Test
  void anotherDatabase() {
    QueueDriver queues = queues("{ name = a, key = q, db = 3 }", "{ name = b, key = q }");
    run("RPUSH", "q", "1");
    run("COPY", "q", "q", "DB", "3");
    run("RPUSH", "q", "2");
    assertThat(queues.depth("a")).isEqualTo(1);
    assertThat(queues.depth("b")).isEqualTo(2);
  }

  @Test
  void bullmq() {
    QueueDriver queues = queues("{ preset = bullmq, prefix = \"{bull}\", queue = emails }");
    long now = NOW.toEpochMilli();
    String base = "{bull}:emails:";
    for (String job : List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")) {
      run("HSET", base + job, "name", "send", "data", "{}", "timestamp", "" + now, "delay", "0");
    }
    run("SET", base + "id", "10");
    run("HSET", base + "meta", "opts.maxLenEvents", "10000");
    run("XADD", base + "events", "*", "event", "waiting", "jobId", "1");
    run("LPUSH", base + "wait", "1", "2");
    run("LPUSH", base + "active", "3");
    run("ZADD", base + "prioritized", Long.toString(5 * (1L << 32) + 1), "4");
    run("ZADD", base + "delayed", "" + ((now - 30_000) * 4096 + 1), "5");
    run("ZADD", base + "delayed", "" + (now * 4096 + 4095), "6");
    run("ZADD", base + "delayed", "" + ((now + 1) * 4096), "7");
    run("ZADD", base + "failed", "" + (now - 600_000), "8");
    run("ZADD", base + "completed", "" + (now - 60_000), "9");
    run("ZADD", base + "waiting-children", "" + (now - 300_000), "10");

    assertThat(queues.depth("emails")).isEqualTo(2);
    assertThat(queues.depth("emails:paused")).isZero();
    assertThat(queues.depth("emails:prioritized")).isEqualTo(1);
    assertThat(queues.depth("emails:active")).isEqualTo(1);
    QueueValues delayed = queues.values("emails:delayed");
    assertThat(delayed.length()).isEqualTo(3);
    assertThat(delayed.scheduled()).hasValue(1);
    assertThat(delayed.backlogs()).containsExactly(Backlog.simple(2, seconds(30)));
    assertThat(queues.backlog("emails:failed")).isEqualTo(Backlog.simple(1, seconds(600)));
    assertThat(queues.backlog("emails:waiting-children"))
        .isEqualTo(Backlog.simple(1, seconds(300)));
    assertThat(queues.backlog("emails:completed")).isEqualTo(Backlog.simple(1, seconds(60)));
  }

  @Test
  void sidekiq() {
    QueueDriver queues =
        queues("{ preset = sidekiq, queue = [default, mail, texts], max-age = 1m }");
    double now = NOW.getEpochSecond();
    String job =
        "{\"retry\":true,\"queue\":\"%s\",\"class\":\"Mail\",\"args\":[{\"enqueued_at\":1}],"
            + "\"jid\":\"b4a577edbccf1d805744efa9\",\"created_at\":%s,\"enqueued_at\":%s}";
    run("SADD", "queues", "default", "mail");
    run("LPUSH", "queue:default", job.formatted("default", now - 90.5, now - 90.5));
    run("LPUSH", "queue:default", job.formatted("default", now - 10.5, now - 10.5));
    long millis = NOW.toEpochMilli();
    run("LPUSH", "queue:mail", job.formatted("mail", millis - 45_000, millis - 45_000));
    String text = "\"" + NOW.minusSeconds(15) + "\"";
    run("LPUSH", "queue:texts", job.formatted("texts", text, text));
    run("ZADD", "schedule", "" + (now + 3600.25), job.formatted("mail", now, now));
    run("ZADD", "schedule", "" + (now - 2.5), job.formatted("default", now, now));
    run("ZADD", "retry", "" + (now + 15.5), job.formatted("mail", now, now));
    run("ZADD", "dead", "" + (now - 7200), job.formatted("mail", now, now));

    assertThat(queues.backlog("default"))
        .isEqualTo(Backlog.simple(2, Optional.of(Duration.ofMillis(90_500))));
    assertThat(queues.backlog("mail")).isEqualTo(Backlog.simple(1, seconds(45)));
    assertThat(queues.backlog("texts")).isEqualTo(Backlog.simple(1, seconds(15)));
    QueueValues schedule = queues.values("sidekiq:schedule");
    assertThat(schedule.scheduled()).hasValue(1);
    assertThat(schedule.backlogs())
        .containsExactly(Backlog.simple(1, Optional.of(Duration.ofMillis(2500))));
    assertThat(queues.values("sidekiq:retry").scheduled()).hasValue(1);
    assertThat(queues.depth("sidekiq:retry")).isZero();
    assertThat(queues.backlog("sidekiq:dead")).isEqualTo(Backlog.simple(1, seconds(7200)));
    run("RPOP", "queue:mail");
    assertThat(queues.backlog("mail")).isEqualTo(Backlog.simple(0, Optional.empty()));
  }

  @Test
  void celery() {
    QueueDriver queues =
        queues(
            "{ preset = celery, queue = [celery, slow] }",
            "{ preset = celery, prefix = app_, label-prefix = app- }",
            "{ preset = celery, queue = ten, label-prefix = x-, separator = \":\","
                + " priority-steps = [0, 1, 2] }");
    String message =
        "{\"body\":\"W10=\",\"headers\":{\"task\":\"t\"},\"properties\":{\"priority\":0}}";
    run("SADD", "_kombu.binding.celery", "celery\u0006\u0016\u0006\u0016celery");
    run("LPUSH", "celery", message, message, message);
    run("LPUSH", "celery\u0006\u00163", message);
    run("LPUSH", "celery\u0006\u00169", message, message);
    run("LPUSH", "slow", message);
    run("HSET", "unacked", "tag-1", "[" + message + ",\"\",\"celery\"]");
    run("ZADD", "unacked_index", "" + (NOW.getEpochSecond() - 40.5), "tag-1");
    run("LPUSH", "app_celery", message);
    run("LPUSH", "ten", message);
    run("LPUSH", "ten:2", message, message);

    assertThat(queues.depth("celery")).isEqualTo(3);
    assertThat(queues.depth("celery:priority-3")).isEqualTo(1);
    assertThat(queues.depth("celery:priority-6")).isZero();
    assertThat(queues.depth("celery:priority-9")).isEqualTo(2);
    assertThat(queues.depth("slow")).isEqualTo(1);
    assertThat(queues.backlog("celery:unacked"))
        .isEqualTo(Backlog.simple(1, Optional.of(Duration.ofMillis(40_500))));
    assertThat(queues.depth("app-celery")).isEqualTo(1);
    assertThat(queues.depth("x-ten")).isEqualTo(1);
    assertThat(queues.depth("x-ten:priority-1")).isZero();
    assertThat(queues.depth("x-ten:priority-2")).isEqualTo(2);
    assertThat(queues.depth("app-celery:unacked")).isZero();
  }

  @Test
  void rq() {
    QueueDriver queues = queues("{ preset = rq, queue = [default, high] }");
    long now = NOW.getEpochSecond();
    run("SADD", "rq:queues", "rq:queue:default", "rq:queue:high");
    run("HSET", "rq:job:1", "status", "queued", "enqueued_at", "2026-01-01T00:00:00.000000Z");
    run("RPUSH", "rq:queue:default", "1", "2", "3");
    run("ZADD", "rq:scheduled:default", "" + (now - 20), "4");
    run("ZADD", "rq:scheduled:default", "" + (now + 20), "5");
    run("ZADD", "rq:wip:default", "" + (now + 180), "6:0b9f");
    run("ZADD", "rq:failed:default", "" + (now + 31_536_000), "7");
    run("ZADD", "rq:failed:default", "" + (now + 31_536_000), "8");
    run("ZADD", "rq:deferred:default", "-1", "9");
    run("ZADD", "rq:finished:default", "" + (now + 500), "10");

    assertThat(queues.depth("default")).isEqualTo(3);
    assertThat(queues.depth("high")).isZero();
    QueueValues scheduled = queues.values("default:scheduled");
    assertThat(scheduled.scheduled()).hasValue(1);
    assertThat(scheduled.backlogs()).containsExactly(Backlog.simple(1, seconds(20)));
    assertThat(queues.backlog("default:started")).isEqualTo(Backlog.simple(1, Optional.empty()));
    assertThat(queues.depth("default:failed")).isEqualTo(2);
    assertThat(queues.depth("default:deferred")).isEqualTo(1);
  }

  @Test
  void aListThatIsDrained() {
    QueueDriver queues = queues("q");
    run("RPUSH", "q", "a", "b");
    assertThat(queues.depth("q")).isEqualTo(2);
    run("LPOP", "q", "2");
    assertThat(queues.depth("q")).isZero();
    assertThat(queues.roundTrips()).isEqualTo(1);
  }
}
