package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.queue.Replying.NOW;
import static io.github.redisclusterexporter.queue.Replying.queue;
import static io.github.redisclusterexporter.queue.Replying.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyResult.Redirected;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueTypesTest {
  private final Replying server = new Replying();

  private static QueueDefinition timed(ScoreUnit unit) {
    return queue(rules(QueueType.ZSET, Optional.empty(), unit));
  }

  private static QueueDefinition aged(ListAge.End oldest) {
    return queue(
        rules(QueueType.LIST, Optional.of(new ListAge(oldest, "enqueued_at")), ScoreUnit.NONE));
  }

  private static QueueRules rules(QueueType type, Optional<ListAge> age, ScoreUnit unit) {
    QueueRules rules = QueueRules.of(0, type).withScore(unit);
    return age.map(rules::withListAge).orElse(rules);
  }

  static List<String> versions() {
    return CapturedReplies.VERSIONS;
  }

  private static Reply captured(String version, String command) {
    return Resp.decode(CapturedReplies.read(version, "primary", command));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStreamOnRealServers(String version) {
    Reply pending = captured(version, "xpending_tasks-high_task_workers_-_+_1");
    Reply groups = captured(version, "xinfo_groups_tasks-high");
    StreamId delivered = StreamInfo.ConsumerGroup.parse(groups).get(0).delivered();
    boolean counted = version.equals("redis-6.2.11");
    server
        .on("XINFO STREAM k", captured(version, "xinfo_stream_tasks-high"))
        .on("XINFO GROUPS k", groups)
        .on("XPENDING k task_workers - + 1", pending)
        .on(
            "XRANGE k (" + delivered + " + COUNT " + (counted ? 100 : 8),
            Collections.nCopies(7, List.of(Replying.id(60), List.of())));
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
  void aRealReplicaRedirects(String version) {
    byte[] moved = CapturedReplies.read(version, "replica", "xinfo_stream_tasks-high");
    Reply.Refused error = (Reply.Refused) Resp.decode(moved);
    server.on("XINFO GROUPS k", error).on("XINFO STREAM k", error);
    assertThat(server.result(queue(QueueType.STREAM), QueueReadPlan.NONE))
        .isInstanceOfSatisfying(
            Redirected.class,
            redirected -> {
              assertThat(redirected.kind()).isEqualTo(Redirected.Kind.MOVED);
              assertThat(redirected.slot())
                  .isEqualTo(
                      new QueueDefinition("q", "tasks:high", QueueRules.of(0, QueueType.STREAM))
                          .slot());
              assertThat(redirected.host()).isEqualTo("127.0.0.1");
            });
  }

  @Test
  void theDepthOfListsAndSetsIsTheirLength() {
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

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 90",
    "MILLISECONDS, 90",
    "ZULU, 90",
    "OFFSET, 90",
    "LOCAL, ",
    "null, ",
    "5.5.5, ",
    "+999999999-12-31T23:59:59-18:00, "
  })
  void theAgeOfAListInAText(String form, Long expected) {
    Instant then = NOW.minusSeconds(90);
    String text =
        switch (form) {
          case "SECONDS" -> Long.toString(then.getEpochSecond());
          case "MILLISECONDS" -> Long.toString(then.toEpochMilli());
          case "ZULU" -> then.toString();
          case "OFFSET" -> then.atOffset(ZoneOffset.ofHours(5)).toString();
          case "LOCAL" -> then.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
          default -> form;
        };
    server.on("LLEN k", 3).on("LINDEX k -1", "{\"enqueued_at\":\"" + text + "\"}");
    assertThat(server.backlog(aged(ListAge.End.TAIL)).oldestWaiting())
        .isEqualTo(Optional.ofNullable(expected).map(Duration::ofSeconds));
  }

  @Test
  void theAgeOfAListInMilliseconds() {
    long at = NOW.minusSeconds(90).toEpochMilli();
    server.on("LLEN k", 3).on("LINDEX k 0", "{\"enqueued_at\":" + at + "}");
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting())
        .contains(Duration.ofSeconds(90));
    server.on("LINDEX k 0", new Reply.Nil());
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"not JSON", "{\"enqueued_at\":null}", "{\"enqueued_at\":5.5.5}", "{\"at\":5}"})
  void aListWithoutTimesHasNoAge(String element) {
    server.on("LLEN k", 3).on("LINDEX k 0", element);
    assertThat(server.backlog(aged(ListAge.End.HEAD)).oldestWaiting()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 1795341600.000, 1795341510.5",
    "MILLISECONDS, 1795341600000, 1795341510500",
    "BULLMQ, 7353719193604095, 7353718827008017",
  })
  void dueMembersByScoreUnit(ScoreUnit unit, String now, String score) {
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
  void membersThatAreNotDueHaveNoAge() {
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
  void theTypeIsReadOnce() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    QueueRead first = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE);
    assertThat(server.asked).containsExactly(List.of("TYPE k"), List.of("LLEN k"));
    QueueRead second = server.read(queue(QueueType.AUTO), first.nextPlan());
    assertThat(server.asked).containsExactly(List.of("LLEN k"));
    assertThat(second.result()).isEqualTo(first.result());
  }

  @Test
  void aKeyThatChangedItsTypeIsReadWithItsNewType() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    QueueReadPlan list = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).nextPlan();
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
  void anotherTypeThanConfiguredFailsTheRead() {
    server.on("LLEN k", refused(Fault.READ_WRONG_TYPE, "WRONGTYPE Operation against"));
    Unavailable<QueueValues> wrongType = new Unavailable<>(Fault.READ_WRONG_TYPE);
    assertThat(server.result(queue(QueueType.LIST), QueueReadPlan.NONE)).isEqualTo(wrongType);
    server.on("TYPE k", "hash");
    assertThat(server.result(queue(QueueType.AUTO), QueueReadPlan.NONE)).isEqualTo(wrongType);
  }

  @Test
  void anyRedirectionRedirectsTheRead() {
    server
        .on("XINFO GROUPS k", List.of())
        .on("XINFO STREAM k", refused(Fault.READ_REDIRECTED, "ASK 1594 :7001"));
    assertThat(server.result(queue(QueueType.STREAM), QueueReadPlan.NONE))
        .isEqualTo(new Redirected<>(Redirected.Kind.ASK, 1594, "", 7001));
    server
        .on("XINFO GROUPS k", refused(Fault.READ_WRONG_TYPE, "WRONGTYPE x"))
        .on("XINFO STREAM k", refused(Fault.READ_REDIRECTED, "MOVED 1594 ::1:7001"));
    assertThat(server.result(queue(QueueType.STREAM), QueueReadPlan.NONE))
        .isEqualTo(new Redirected<>(Redirected.Kind.MOVED, 1594, "::1", 7001));
  }

  @Test
  void aRedirectionInTheSecondRoundTripRedirectsTheRead() {
    server
        .on("TYPE k", "list")
        .on("LLEN k", refused(Fault.READ_REDIRECTED, "MOVED 1594 10.0.0.1:7001"));
    assertThat(server.result(queue(QueueType.AUTO), QueueReadPlan.NONE))
        .isEqualTo(new Redirected<>(Redirected.Kind.MOVED, 1594, "10.0.0.1", 7001));
  }

  @ParameterizedTest
  @CsvSource({
    "READ_NO_PERMISSION, NOPERM this user has no permissions to access one of the keys",
    "READ_CLUSTER_DOWN, CLUSTERDOWN The cluster is down",
    "READ_REDIRECTED, TRYAGAIN Multiple keys request during rehashing of slot",
    "READ_REDIRECTED, MOVED nonsense",
    "READ_LOADING, LOADING Redis is loading",
  })
  void anyOtherErrorFailsTheRead(Fault fault, String message) {
    server.on("ZCARD k", 5).on("ZCOUNT k -inf 1795341600.000", 5);
    server.on("ZRANGE k 0 0 WITHSCORES", refused(fault, message));
    assertThat(server.result(timed(ScoreUnit.SECONDS), QueueReadPlan.NONE))
        .isEqualTo(new Unavailable<>(fault));
  }

  @Test
  void aLostReplyFailsTheRead() {
    server.on("XINFO GROUPS k", List.of());
    server.on("XINFO STREAM k", new Reply.Lost(Fault.READ_CLOSED));
    assertThat(server.result(queue(QueueType.STREAM), QueueReadPlan.NONE))
        .isEqualTo(new Unavailable<>(Fault.READ_CLOSED));
  }

  @Test
  void aMalformedReplyFailsTheRead() {
    server.on("LLEN k", "three");
    assertThat(server.result(queue(QueueType.LIST), QueueReadPlan.NONE))
        .isEqualTo(new Unavailable<>(Fault.PARSE_MALFORMED));
    server.on("XINFO GROUPS k", List.of()).on("XINFO STREAM k", List.of("length", 5));
    assertThat(server.result(queue(QueueType.STREAM), QueueReadPlan.NONE))
        .isEqualTo(new Unavailable<>(Fault.PARSE_MALFORMED));
  }

  @Test
  void aFailedReadKeepsThePlan() {
    server.on("TYPE k", "list").on("LLEN k", 3);
    QueueReadPlan list = server.read(queue(QueueType.AUTO), QueueReadPlan.NONE).nextPlan();
    server.on("LLEN k", new Reply.Lost(Fault.READ_TIMEOUT));
    assertThat(server.read(queue(QueueType.AUTO), list).nextPlan()).isSameAs(list);
  }
}
