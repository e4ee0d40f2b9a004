package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.queue.Replying.NOW;
import static io.github.redisclusterexporter.queue.Replying.queue;
import static io.github.redisclusterexporter.queue.Replying.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.QueueReading.Redirected;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QueueProbeTest {
  private final Replying server = new Replying();

  private static QueueDefinition timed(ScoreUnit unit) {
    return queue(rules(QueueType.ZSET, Optional.empty(), unit));
  }

  private static QueueDefinition aged(ListAge.End oldest) {
    return queue(
        rules(QueueType.LIST, Optional.of(new ListAge(oldest, "enqueued_at")), ScoreUnit.NONE));
  }

  private static QueueRules rules(QueueType type, Optional<ListAge> age, ScoreUnit unit) {
    return new QueueRules(
        0, type, Optional.empty(), QueuePurpose.WORK, Optional.empty(), age, unit);
  }

  static List<String> versions() {
    return CapturedReplies.VERSIONS;
  }

  private static Reply captured(String version, String command) {
    return Resp.decode(CapturedReplies.read(version, "primary", command));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatRealServersSayOfAStream(String version) {
    Reply pending = captured(version, "xpending_tasks-high_task_workers_-_+_1");
    Reply groups = captured(version, "xinfo_groups_tasks-high");
    StreamId delivered = StreamInfo.ConsumerGroup.parse(groups).get(0).delivered();
    boolean counted = version.equals("redis-6.2.11");
    server
        .on("XINFO STREAM k", captured(version, "xinfo_stream_tasks-high"))
        .on("XINFO GROUPS k", groups)
        .on("XPENDING k task_workers - + 1", pending)
        .on(
            "XRANGE k (" + delivered + " + COUNT " + (counted ? 100 : 1),
            counted
                ? List.of(
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()),
                    List.of(Replying.id(60), List.of()))
                : List.of(List.of(Replying.id(60), List.of())));
    QueueValues values = server.values(queue(QueueType.STREAM), QueueReadPlan.NONE);
    assertThat(values.length()).isEqualTo(12);
    assertThat(values.added()).isEqualTo(counted ? OptionalLong.empty() : OptionalLong.of(12));
    Backlog backlog = values.backlogs().get(0);
    assertThat(backlog.group()).contains("task_workers");
    assertThat(backlog.depth()).isEqualTo(7);
    assertThat(backlog.exact()).isTrue();
    assertThat(backlog.pending()).hasValue(5);
    assertThat(backlog.consumers()).hasValue(1);
    assertThat(backlog.read()).isEqualTo(counted ? OptionalLong.empty() : OptionalLong.of(5));
    assertThat(backlog.oldestWaiting()).contains(Duration.ofMinutes(1));
    assertThat(backlog.oldestPendingDeliveries()).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatARealReplicaSays(String version) {
    byte[] moved = CapturedReplies.read(version, "replica", "xinfo_stream_tasks-high");
    Reply.Refused error = (Reply.Refused) Resp.decode(moved);
    server.on("XINFO GROUPS k", error).on("XINFO STREAM k", error);
    assertThat(server.read(queue(QueueType.STREAM), QueueReadPlan.NONE).reading())
        .isInstanceOfSatisfying(
            Redirected.class,
            redirected -> {
              assertThat(redirected.kind()).isEqualTo(Redirected.Kind.MOVED);
              assertThat(redirected.slot()).isEqualTo(Slots.of("tasks:high"));
              assertThat(redirected.host()).isEqualTo("127.0.0.1");
            });
  }

  @Test
  void listsAndSetsAreAsDeepAsTheyAreLong() {
    server.on("LLEN k", 3).on("SCARD k", 4).on("ZCARD k", 5);
    assertThat(server.values(queue(QueueType.LIST), QueueReadPlan.NONE).length()).isEqualTo(3);
    assertThat(server.backlog(queue(QueueType.LIST)))
        .isEqualTo(Backlog.simple(3, Optional.empty()));
    assertThat(server.backlog(queue(QueueType.SET))).isEqualTo(Backlog.simple(4, Optional.empty()));
    assertThat(server.backlog(queue(QueueType.ZSET)))
        .isEqualTo(Backlog.simple(5, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"90, 90", "90000, ", "-3, 0"})
  void theAgeOfAListInSeconds(double ago, Long expected) {
    double at = NOW.getEpochSecond() - ago * (expected == null ? 1e6 : 1);
    server.on("LLEN k", 3).on("LINDEX k -1", "{\"enqueued_at\":" + at + "}");
    assertThat(server.backlog(aged(ListAge.End.TAIL)).oldestWaiting())
        .isEqualTo(Optional.ofNullable(expected).map(Duration::ofSeconds));
  }

  @Test
  void theAgeOfAListInMilliseconds() {
    long at = NOW.minusSeconds(90).toEpochMilli();
    server.on("LLEN k", 3).on("LINDEX k 0", "{\"enqueued_at\":" + at + "}");
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting())
        .contains(Duration.ofSeconds(90));
    server.on("LINDEX k 0", "not JSON");
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting()).isEmpty();
    server.on("LINDEX k 0", new Reply.Nil());
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 1795341600.000, 1795341510.5",
    "MILLISECONDS, 1795341600000, 1795341510500",
    "BULLMQ, 7353719193604095, 7353718827008017",
  })
  void whatIsDueByTheUnitOfTheScore(ScoreUnit unit, String now, String score) {
    server
        .on("ZCARD k", 5)
        .on("ZCOUNT k -inf " + now, 2)
        .on("ZRANGE k 0 0 WITHSCORES", List.of("member", score));
    QueueValues values = server.values(timed(unit), QueueReadPlan.NONE);
    assertThat(values.length()).isEqualTo(5);
    assertThat(values.scheduled()).hasValue(3);
    assertThat(values.backlogs())
        .containsExactly(Backlog.simple(2, Optional.of(Duration.ofMillis(89_500))));
  }

  @Test
  void whatIsNotDueHasNoAge() {
    server
        .on("ZCARD k", 5)
        .on("ZCOUNT k -inf 1795341600.000", 0)
        .on("ZRANGE k 0 0 WITHSCORES", List.of("member", "1795341700"));
    assertThat(server.backlog(timed(ScoreUnit.SECONDS)))
        .isEqualTo(Backlog.simple(0, Optional.empty()));
    server
        .on("ZCOUNT k -inf 1795341600.000", 1)
        .on("ZRANGE k 0 0 WITHSCORES", List.of("member", "-inf"));
    assertThat(server.backlog(timed(ScoreUnit.SECONDS)))
        .isEqualTo(Backlog.simple(1, Optional.empty()));
  }

  @Test
  void theTypeIsAskedForOnce() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    Step.Done first = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE);
    assertThat(server.asked).containsExactly(List.of("TYPE k"), List.of("LLEN k"));
    Step.Done second = server.read(queue(QueueType.AUTO), first.memory());
    assertThat(server.asked).containsExactly(List.of("LLEN k"));
    assertThat(second.reading()).isEqualTo(first.reading());
  }

  @Test
  void aKeyThatChangedItsTypeIsReadAsWhatItIsNow() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    QueueReadPlan list = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).memory();
    server
        .on("TYPE k", "set")
        .on("LLEN k", refused(Fault.READ_WRONG_TYPE, "WRONGTYPE Operation against"))
        .on("SCARD k", 4);
    assertThat(server.values(queue(QueueType.AUTO), list).type()).isEqualTo(QueueType.SET);
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void aKeyThatDoesNotExistIsEmpty() {
    server.on("TYPE k", "none");
    assertThat(server.values(queue(QueueType.AUTO), QueueReadPlan.NONE))
        .isEqualTo(
            new QueueValues(
                QueueType.AUTO,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(Backlog.simple(0, Optional.empty())),
                OptionalLong.empty()));
  }

  @Test
  void anotherTypeThanConfiguredIsNoQueue() {
    server.on("LLEN k", refused(Fault.READ_WRONG_TYPE, "WRONGTYPE Operation against"));
    Unavailable wrongType = new Unavailable(Fault.READ_WRONG_TYPE);
    assertThat(server.read(queue(QueueType.LIST), QueueReadPlan.NONE).reading())
        .isEqualTo(wrongType);
    server.on("TYPE k", "hash");
    assertThat(server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).reading())
        .isEqualTo(wrongType);
  }

  @Test
  void aRedirectionAnywhereTakesTheWholeReading() {
    server
        .on("XINFO GROUPS k", List.of())
        .on("XINFO STREAM k", refused(Fault.READ_REDIRECTED, "ASK 1594 :7001"));
    assertThat(server.read(queue(QueueType.STREAM), QueueReadPlan.NONE).reading())
        .isEqualTo(new Redirected(Redirected.Kind.ASK, 1594, "", 7001));
    server
        .on("XINFO GROUPS k", refused(Fault.READ_WRONG_TYPE, "WRONGTYPE x"))
        .on("XINFO STREAM k", refused(Fault.READ_REDIRECTED, "MOVED 1594 ::1:7001"));
    assertThat(server.read(queue(QueueType.STREAM), QueueReadPlan.NONE).reading())
        .isEqualTo(new Redirected(Redirected.Kind.MOVED, 1594, "::1", 7001));
  }

  @Test
  void aRedirectionOfTheSecondRoundTakesTheFirstWithIt() {
    server
        .on("TYPE k", "list")
        .on("LLEN k", refused(Fault.READ_REDIRECTED, "MOVED 1594 10.0.0.1:7001"));
    assertThat(server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).reading())
        .isEqualTo(new Redirected(Redirected.Kind.MOVED, 1594, "10.0.0.1", 7001));
  }

  @ParameterizedTest
  @CsvSource({
    "READ_NO_PERMISSION, NOPERM this user has no permissions to access one of the keys",
    "READ_CLUSTER_DOWN, CLUSTERDOWN The cluster is down",
    "READ_REDIRECTED, TRYAGAIN Multiple keys request during rehashing of slot",
    "READ_REDIRECTED, MOVED nonsense",
    "READ_LOADING, LOADING Redis is loading",
  })
  void anyOtherErrorIsOfTheWholeQueue(Fault fault, String message) {
    server.on("ZCARD k", 5).on("ZCOUNT k -inf 1795341600.000", 5);
    server.on("ZRANGE k 0 0 WITHSCORES", refused(fault, message));
    assertThat(server.read(timed(ScoreUnit.SECONDS), QueueReadPlan.NONE).reading())
        .isEqualTo(new Unavailable(fault));
  }

  @Test
  void aLostReplyIsOfTheWholeQueue() {
    server.on("XINFO GROUPS k", List.of());
    server.on("XINFO STREAM k", new Reply.Lost(Fault.READ_CLOSED));
    assertThat(server.read(queue(QueueType.STREAM), QueueReadPlan.NONE).reading())
        .isEqualTo(new Unavailable(Fault.READ_CLOSED));
  }

  @Test
  void anUnreadableReplyIsOfTheWholeQueue() {
    server.on("LLEN k", "three");
    assertThat(server.read(queue(QueueType.LIST), QueueReadPlan.NONE).reading())
        .isEqualTo(new Unavailable(Fault.PARSE_MALFORMED));
    server.on("XINFO GROUPS k", List.of()).on("XINFO STREAM k", List.of("length", 5));
    assertThat(server.read(queue(QueueType.STREAM), QueueReadPlan.NONE).reading())
        .isEqualTo(new Unavailable(Fault.PARSE_MALFORMED));
  }

  @Test
  void whatWasLearnedSurvivesAFailedReading() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    QueueReadPlan list = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).memory();
    server.on("LLEN k", new Reply.Lost(Fault.READ_TIMEOUT));
    assertThat(server.read(queue(QueueType.AUTO), list).memory()).isSameAs(list);
  }

  @Test
  void askingGoesBeforeEachCommand() {
    List<Command> commands = List.of(Command.of("LLEN", "k"), Command.of("LINDEX", "k", "0"));
    assertThat(Asking.before(commands).stream().map(Command::toString))
        .containsExactly("ASKING", "LLEN k", "ASKING", "LINDEX k 0");
    Reply ok = new Reply.Text("OK");
    assertThat(Asking.without(List.of(ok, new Reply.Whole(3), ok, new Reply.Nil())))
        .containsExactly(new Reply.Whole(3), new Reply.Nil());
  }
}
