package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.queue.Replying.id;
import static io.github.redisclusterexporter.queue.Replying.map;
import static io.github.redisclusterexporter.queue.Replying.queue;
import static io.github.redisclusterexporter.queue.Replying.refused;
import static io.github.redisclusterexporter.queue.Replying.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.queue.StreamInfo.ConsumerGroup;
import io.github.redisclusterexporter.queue.UndeliveredEntries.Trust;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule about the depth of a stream, on scripted replies. */
class QueueStreamTest {
  private static final Reply NIL = new Reply.Nil();
  private static final QueueDefinition QUEUE = queue(QueueType.STREAM);

  private final Replying server = new Replying();

  private static Object entry(String id) {
    return List.of(id, List.of("payload", "secret"));
  }

  private Replying withStream(long length, String last, Object first, long added) {
    return server.on(
        "XINFO STREAM k",
        map(
            "length",
            length,
            "last-generated-id",
            last,
            "entries-added",
            added,
            "groups",
            1,
            "first-entry",
            first,
            "last-entry",
            first));
  }

  private Replying withGroup(long pending, String delivered, Object read, Object lag) {
    return server.on(
        "XINFO GROUPS k",
        List.of(
            map(
                "name",
                "g",
                "consumers",
                2,
                "pending",
                pending,
                "last-delivered-id",
                delivered,
                "entries-read",
                read,
                "lag",
                lag)));
  }

  private Replying withOldGroup(String delivered) {
    return server.on(
        "XINFO GROUPS k",
        List.of(map("name", "g", "consumers", 2, "pending", 0, "last-delivered-id", delivered)));
  }

  private static List<Object> waiting(String... ids) {
    return Stream.of(ids).map(QueueStreamTest::entry).toList();
  }

  private static List<Object> entries(int count) {
    List<Object> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(id(50 - i)));
    }
    return entries;
  }

  private static Trust lagAfter(QueueReadPlan plan) {
    StreamId latest = new StreamId(Long.MAX_VALUE, 0);
    return plan.lagOf(
        new ConsumerGroup("g", 0, 0, latest, OptionalLong.of(Long.MAX_VALUE), OptionalLong.of(0)));
  }

  private static Object consumer(String name, long pending, long idle) {
    return map("name", name, "pending", pending, "idle", idle);
  }

  private static QueueDefinition withConsumers() {
    return Replying.queue(QueueRules.of(0, QueueType.STREAM).withConsumers());
  }

  @Test
  void singleConsumersAreReadWithTheSamePipelineTheNextTime() {
    withStream(0, id(10), NIL, 8);
    withGroup(0, id(10), 8, 0);
    server.on("XINFO CONSUMERS k g", List.of(consumer("a", 3, 1500), consumer("b", -1, 0)));
    server.on("XPENDING k g - + 1", List.of());
    server.on("XRANGE k (" + id(10) + " + COUNT 1", List.of());
    QueueRead first = server.read(withConsumers(), QueueReadPlan.NONE);
    List<GroupConsumer> expected =
        List.of(new GroupConsumer("a", 3, 1500), new GroupConsumer("b", -1, 0));

    QueueValues values = server.values(withConsumers(), first.nextPlan());
    assertThat(values.backlogs()).hasSize(1);
    assertThat(values.backlogs().get(0).singleConsumers()).isEqualTo(expected);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void singleConsumersAreNotAskedForByDefault() {
    withStream(0, id(10), NIL, 8);
    withGroup(0, id(10), 8, 0);

    assertThat(server.backlog(QUEUE).singleConsumers()).isEmpty();
    assertThat(server.asked.toString()).doesNotContain("XINFO CONSUMERS");
  }

  @Test
  void aGroupWithVeryManyConsumersIsNotAskedForThem() {
    withStream(0, id(10), NIL, 8);
    server.on(
        "XINFO GROUPS k",
        List.of(map("name", "g", "consumers", 1001, "pending", 0, "last-delivered-id", id(10))));

    assertThat(server.backlog(withConsumers()).singleConsumers()).isEmpty();
    assertThat(server.asked.toString()).doesNotContain("XINFO CONSUMERS");
  }

  @Test
  void aMalformedListOfConsumersMakesTheQueueUnavailable() {
    withStream(0, id(10), NIL, 8);
    withGroup(0, id(10), 8, 0);
    server.on("XINFO CONSUMERS k g", List.of(map("name", "a", "pending", "many")));

    assertThat(server.result(withConsumers(), QueueReadPlan.NONE))
        .isEqualTo(new KeyResult.Unavailable<>(Fault.PARSE_MALFORMED));
  }

  @Test
  void anEmptyStreamHasNothingWaiting() {
    withStream(0, id(10), NIL, 8);
    withGroup(0, id(50), 1, 7);
    assertThat(server.backlog(QUEUE))
        .isEqualTo(
            new Backlog(
                Optional.of("g"),
                0,
                true,
                OptionalLong.of(0),
                OptionalLong.of(2),
                OptionalLong.of(1),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of()));
  }

  @Test
  void aGroupAtTheLastIdHasNothingWaitingWhateverItsLag() {
    withStream(3, id(10), entry(id(30)), 8);
    withGroup(0, id(10), 3, 5);
    assertThat(server.backlog(QUEUE).depth()).isZero();
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void aGroupBeforeTheFirstEntryHasAllEntriesWaiting() {
    withStream(3, id(10), entry(id(30)), 8);
    withGroup(0, "0-0", NIL, NIL);
    Backlog backlog = server.backlog(QUEUE);
    assertThat(backlog.depth()).isEqualTo(3);
    assertThat(backlog.exact()).isTrue();
    assertThat(backlog.oldestWaiting()).contains(Duration.ofSeconds(30));
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void theLagIsTheDepthOfAGroupInTheMiddle() {
    withStream(5, id(10), entry(id(60)), 5);
    withGroup(0, id(50), 2, 3);
    server.on("XRANGE k (" + id(50) + " + COUNT 4", waiting(id(40), id(30), id(10)));
    Backlog backlog = server.backlog(QUEUE);
    assertThat(backlog.depth()).isEqualTo(3);
    assertThat(backlog.exact()).isTrue();
    assertThat(backlog.oldestWaiting()).contains(Duration.ofSeconds(40));
  }

  @Test
  void nothingIsWaitingWhenNoEntryFollowsTheLastDeliveredId() {
    withStream(5, id(10), entry(id(60)), 9);
    withGroup(0, id(50), 2, 3);
    server.on("XRANGE k (" + id(50) + " + COUNT 4", List.of());
    assertThat(server.backlog(QUEUE).depth()).isZero();
  }

  @Test
  void withoutALagTheEntriesAreCounted() {
    withStream(180, id(-60), entry(id(60)), 180);
    withGroup(0, id(50), NIL, NIL);
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(7));
    assertThat(server.backlog(QUEUE).depth()).isEqualTo(7);
    assertThat(server.backlog(QUEUE).exact()).isTrue();
    withOldGroup(id(50));
    assertThat(server.backlog(QUEUE).depth()).isEqualTo(7);
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(100));
    assertThat(server.backlog(QUEUE).depth()).isEqualTo(100);
    assertThat(server.backlog(QUEUE).exact()).isFalse();
  }

  @Test
  void entriesAddedAfterXinfoStreamAreNotCounted() {
    // Ten of the hundred entries existed at XINFO STREAM; some of them may be delivered since.
    withStream(12, id(41), entry(id(60)), 12);
    withOldGroup(id(51));
    server.on("XRANGE k (" + id(51) + " + COUNT 100", entries(100));
    Backlog backlog = server.backlog(QUEUE);
    assertThat(backlog.depth()).isEqualTo(10);
    assertThat(backlog.exact()).isTrue();
    assertThat(backlog.oldestWaiting()).contains(Duration.ofSeconds(50));

    // All waiting entries were deleted before they were counted.
    withStream(12, id(50), entry(id(60)), 12);
    server.on("XRANGE k (" + id(51) + " + COUNT 100", List.of(entry(id(30))));
    assertThat(server.backlog(QUEUE).depth()).isZero();
    assertThat(server.backlog(QUEUE).oldestWaiting()).isEmpty();
  }

  @Test
  void groupsBeyondTheLimitAreOnlyCounted() {
    withStream(1, id(10), entry(id(10)), 1);
    List<Object> groups = new ArrayList<>();
    for (int i = 0; i < 1003; i++) {
      groups.add(map("name", "g" + i, "consumers", 0, "pending", 0, "last-delivered-id", id(10)));
    }
    server.on("XINFO GROUPS k", groups);
    QueueValues values = server.values(QUEUE, QueueReadPlan.NONE);
    assertThat(values.backlogs()).hasSize(1000);
    assertThat(values.groupsOver()).hasValue(3);
    QueueValues only = server.values(stream("g1002"), QueueReadPlan.NONE);
    assertThat(only.backlogs()).hasSize(1);
    assertThat(only.groupsOver()).hasValue(0);
  }

  @Test
  void aLagThatWasWrongIsNotUsedUntilItIsRightAgain() {
    withStream(3, id(10), entry(id(30)), 8);
    withGroup(0, id(10), 3, 5);
    QueueReadPlan planWithWrongLag = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();

    server.on("XPENDING k g - + 1", List.of());
    withStream(6, id(0), entry(id(30)), 11);
    withGroup(0, id(10), 3, 8);
    server.on("XRANGE k (" + id(10) + " + COUNT 100", entries(3));
    QueueValues values = server.values(QUEUE, planWithWrongLag);
    assertThat(values.backlogs().get(0).depth()).isEqualTo(3);
    assertThat(values.backlogs().get(0).exact()).isTrue();
    assertThat(server.asked).hasSize(1);

    withStream(500, id(-60), entry(id(30)), 600);
    withGroup(0, id(10), 3, 600);
    server.on("XRANGE k (" + id(10) + " + COUNT 100", entries(100));
    Backlog bound = server.values(QUEUE, planWithWrongLag).backlogs().get(0);
    assertThat(bound.depth()).isEqualTo(499);
    assertThat(bound.exact()).isFalse();

    withGroup(0, id(-60), 600, 0);
    QueueReadPlan next = server.read(QUEUE, planWithWrongLag).nextPlan();
    assertThat(lagAfter(next)).isEqualTo(Trust.RIGHT);
  }

  @Test
  void entriesAreCountedWhenTheLagIsNegative() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(50), 100, -90);
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(5));

    Backlog backlog = server.backlog(QUEUE);

    assertThat(backlog.depth()).isEqualTo(5);
    assertThat(backlog.exact()).isTrue();
  }

  @Test
  void aLagThatIsTooHighIsFoundByTheCount() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(50), 2, 8);
    server.on("XRANGE k (" + id(50) + " + COUNT 9", entries(5));

    QueueRead read = server.read(QUEUE, QueueReadPlan.NONE);

    assertThat(backlog(read).depth()).isEqualTo(5);
    assertThat(backlog(read).exact()).isTrue();
    assertThat(lagAfter(read.nextPlan())).isEqualTo(Trust.WRONG);
  }

  @Test
  void aLagThatIsTooLowIsFoundByTheCount() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(50), 9, 1);
    server.on("XRANGE k (" + id(50) + " + COUNT 2", entries(2));
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(5));

    QueueRead read = server.read(QUEUE, QueueReadPlan.NONE);

    assertThat(backlog(read).depth()).isEqualTo(5);
    assertThat(backlog(read).exact()).isTrue();
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void aLagOfZeroIsNotRightWhenAnEntryIsWaiting() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(50), 10, 0);
    server.on("XRANGE k (" + id(50) + " + COUNT 1", entries(1));
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(5));

    assertThat(server.backlog(QUEUE).depth()).isEqualTo(5);
  }

  @Test
  void aLargeLagIsNotExactUntilItWasComparedWithACount() {
    server.on("XPENDING k g - + 1", List.of());
    withStream(500, id(-60), entry(id(90)), 500);
    withGroup(0, id(50), 2, 498);
    server.on("XRANGE k (" + id(50) + " + COUNT 1", entries(1));
    QueueRead first = server.read(QUEUE, QueueReadPlan.NONE);
    assertThat(backlog(first).depth()).isEqualTo(498);
    assertThat(backlog(first).exact()).isFalse();

    withGroup(0, id(-58), 498, 2);
    server.on("XRANGE k (" + id(-58) + " + COUNT 3", waiting(id(-59), id(-60)));
    QueueRead counted = server.read(QUEUE, first.nextPlan());
    assertThat(backlog(counted).exact()).isTrue();

    withStream(900, id(-460), entry(id(90)), 900);
    withGroup(0, id(-60), 500, 400);
    server.on("XRANGE k (" + id(-58) + " + COUNT 1", waiting(id(-59)));
    server.on("XRANGE k (" + id(-60) + " + COUNT 1", waiting(id(-61)));
    Backlog later = backlog(server.read(QUEUE, counted.nextPlan()));
    assertThat(later.depth()).isEqualTo(400);
    assertThat(later.exact()).isTrue();
  }

  @Test
  void aNegativeLagOfAGroupThatReceivedEverythingIsWrong() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(10), 100, -90);

    assertThat(lagAfter(server.read(QUEUE, QueueReadPlan.NONE).nextPlan())).isEqualTo(Trust.WRONG);
  }

  @Test
  void aLagOfZeroAtTheEndIsNoProofUnlessAllEntriesWereRead() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(10), 2, 0);
    QueueReadPlan plan = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();

    assertThat(lagAfter(plan)).isEqualTo(Trust.UNKNOWN);
  }

  @Test
  void aGroupThatWentBackIsCountedAgain() {
    withStream(10, id(10), entry(id(60)), 10);
    withGroup(0, id(10), 10, 0);
    QueueReadPlan plan = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();
    assertThat(lagAfter(plan)).isEqualTo(Trust.RIGHT);

    server.on("XPENDING k g - + 1", List.of());
    server.on("XRANGE k (" + id(10) + " + COUNT 1", List.of());
    withGroup(0, id(50), 2, 8);
    server.on("XRANGE k (" + id(50) + " + COUNT 9", entries(5));
    assertThat(backlog(server.read(QUEUE, plan)).depth()).isEqualTo(5);
  }

  @Test
  void aGroupThatLostItsNumberOfEntriesReadInAFailoverIsNotExact() {
    withStream(9000, id(10), entry(id(60)), 9000);
    withGroup(0, id(10), 9000, 0);
    QueueReadPlan plan = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();
    assertThat(lagAfter(plan)).isEqualTo(Trust.RIGHT);

    server.on("XPENDING k g - + 1", List.of());
    server.on("XRANGE k (" + id(10) + " + COUNT 1", List.of(entry(id(0))));
    withStream(9500, id(-490), entry(id(60)), 9500);
    withGroup(0, id(10), 6268, 3232);
    Backlog backlog = backlog(server.read(QUEUE, plan));
    assertThat(backlog.exact()).isFalse();
    assertThat(backlog.read()).isEmpty();
  }

  /** The group is at the entry 9000, and 19 entries were trimmed before it read them. */
  private QueueReadPlan planBeforeFailover() {
    server.on("XPENDING k g - + 1", List.of());
    withStream(1000, id(10), entry(id(60)), 9000);
    withGroup(0, id(10), 8981, 19);
    QueueRead read = server.read(QUEUE, QueueReadPlan.NONE);
    assertThat(backlog(read).read()).hasValue(8981);
    withStream(1003, id(7), entry(id(60)), 9003);
    server.on("XRANGE k (" + id(10) + " + COUNT 100", waiting(id(9), id(8), id(7)));
    return read.nextPlan();
  }

  @Test
  void entriesReadContinueAfterAFailoverThatLostSomeOfThem() {
    QueueReadPlan plan = planBeforeFailover();
    withGroup(0, id(10), 6268, 2735);
    QueueRead after = server.read(QUEUE, plan);
    assertThat(backlog(after).read()).hasValue(8981);

    withGroup(0, id(8), 6270, 2733);
    server.on("XRANGE k (" + id(10) + " + COUNT 100", waiting(id(9), id(8), id(7)));
    server.on("XRANGE k (" + id(8) + " + COUNT 100", waiting(id(7)));
    QueueRead later = server.read(QUEUE, after.nextPlan());
    assertThat(backlog(later).read()).hasValue(8983);

    withStream(1400, id(-390), entry(id(60)), 9400);
    withGroup(0, id(7), 6271, 3129);
    server.on("XRANGE k (" + id(7) + " + COUNT 100", entries(100));
    assertThat(backlog(server.read(QUEUE, later.nextPlan())).read()).hasValue(8984);
  }

  @Test
  void entriesReadContinueAfterAFailoverThatLostTheirNumber() {
    QueueReadPlan plan = planBeforeFailover();
    withGroup(0, id(10), NIL, NIL);
    QueueRead after = server.read(QUEUE, plan);
    assertThat(backlog(after).read()).hasValue(8981);

    // At the end of the stream the server sets its number to that of all entries.
    withGroup(0, id(7), 9003, 0);
    QueueRead later = server.read(QUEUE, after.nextPlan());
    assertThat(backlog(later).read()).hasValue(8984);
  }

  /** The new primary has forgotten 2713 entries, and the group has read two more since. */
  private QueueReadPlan planBeforeFailback() {
    QueueReadPlan plan = planBeforeFailover();
    withGroup(0, id(10), 6268, 2735);
    plan = server.read(QUEUE, plan).nextPlan();
    withGroup(0, id(8), 6270, 2733);
    server.on("XRANGE k (" + id(8) + " + COUNT 100", waiting(id(7)));
    return server.read(QUEUE, plan).nextPlan();
  }

  @Test
  void entriesReadContinueAfterAFailbackToThePrimaryThatHasThem() {
    QueueReadPlan plan = planBeforeFailback();
    withGroup(0, id(8), 8981, 22);
    QueueRead after = server.read(QUEUE, plan);
    assertThat(backlog(after).read()).hasValue(8983);

    withGroup(0, id(7), 8982, 0);
    assertThat(backlog(server.read(QUEUE, after.nextPlan())).read()).hasValue(8984);
  }

  @Test
  void entriesReadAreUnknownAfterAFailbackUntilTheEntriesAreCounted() {
    QueueReadPlan plan = planBeforeFailback();
    withStream(1400, id(-390), entry(id(60)), 9400);
    withGroup(0, id(8), 8981, 419);
    server.on("XRANGE k (" + id(8) + " + COUNT 100", entries(100));
    QueueRead after = server.read(QUEUE, plan);
    assertThat(backlog(after).read()).isEmpty();

    withGroup(0, id(-390), 9379, 0);
    assertThat(backlog(server.read(QUEUE, after.nextPlan())).read()).hasValue(9381);
  }

  @Test
  void entriesReadOfAGroupThatWentBackAreThoseOfTheServer() {
    QueueReadPlan plan = planBeforeFailover();
    withGroup(0, id(50), 2, 7);
    server.on("XRANGE k (" + id(10) + " + COUNT 1", waiting(id(9)));
    server.on("XRANGE k (" + id(50) + " + COUNT 8", entries(7));
    assertThat(backlog(server.read(QUEUE, plan)).read()).hasValue(2);
  }

  @Test
  void numbersOfNothingMakeTheQueueUnavailable() {
    KeyResult<QueueValues> malformed = new KeyResult.Unavailable<>(Fault.PARSE_MALFORMED);
    withStream(-1, id(10), entry(id(60)), 10);
    withGroup(0, id(10), 10, 0);
    assertThat(server.result(QUEUE, QueueReadPlan.NONE)).isEqualTo(malformed);

    withStream(10, id(10), entry(id(60)), 10);
    withGroup(-4, id(10), 10, 0);
    assertThat(server.result(QUEUE, QueueReadPlan.NONE)).isEqualTo(malformed);

    server.on("LLEN k", -3L);
    assertThat(server.result(queue(QueueType.LIST), QueueReadPlan.NONE)).isEqualTo(malformed);
  }

  private static Backlog backlog(QueueRead read) {
    KeyResult.Measured<QueueValues> measured =
        (KeyResult.Measured<QueueValues>) read.result().orElseThrow();
    return measured.values().backlogs().get(0);
  }

  @Test
  void entriesAreCountedWhenTheLagExceedsTheLength() {
    withStream(3, id(10), entry(id(60)), 11);
    withGroup(0, id(50), 2, 9);
    server.on("XRANGE k (" + id(50) + " + COUNT 100", entries(2));
    assertThat(server.backlog(QUEUE).depth()).isEqualTo(2);
  }

  @Test
  void theOldestPendingEntryHasAnAgeAndDeliveries() {
    withStream(3, id(10), entry(id(60)), 3);
    withGroup(4, id(10), 3, 0);
    server.on("XPENDING k g - + 1", List.of(List.of(id(90), "worker", 5, 7)));
    Backlog backlog = server.backlog(QUEUE);
    assertThat(backlog.pending()).hasValue(4);
    assertThat(backlog.oldestPending()).contains(Duration.ofSeconds(90));
    assertThat(backlog.oldestPendingDeliveries()).hasValue(7);
  }

  @Test
  void idsThatAreNoTimesHaveNoAge() {
    withStream(3, "7-0", entry("3-0"), 3);
    withGroup(1, "0-0", 0, 3);
    server.on("XPENDING k g - + 1", List.of(List.of("1-0", "worker", 5, 7)));
    Backlog backlog = server.backlog(QUEUE);
    assertThat(backlog.oldestWaiting()).isEmpty();
    assertThat(backlog.oldestPending()).isEmpty();
    assertThat(backlog.oldestPendingDeliveries()).hasValue(7);
  }

  @Test
  void theDepthOfAStreamWithoutGroupsIsItsLength() {
    withStream(3, id(10), entry(id(60)), 3);
    server.on("XINFO GROUPS k", List.of());
    assertThat(server.backlog(QUEUE))
        .isEqualTo(Backlog.simple(3, Optional.of(Duration.ofMinutes(1))));
  }

  @Test
  void theNextReadTakesOneRoundTrip() {
    withStream(5, id(10), entry(id(60)), 5);
    withGroup(1, id(50), 2, 3);
    server.on("XPENDING k g - + 1", List.of(List.of(id(60), "worker", 5, 1)));
    server.on("XRANGE k (" + id(50) + " + COUNT 4", waiting(id(40), id(30), id(10)));
    QueueReadPlan plan = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();
    assertThat(server.asked)
        .containsExactly(
            List.of("XINFO GROUPS k", "XINFO STREAM k"),
            List.of("XPENDING k g - + 1", "XRANGE k (" + id(50) + " + COUNT 4"));
    server.on("XRANGE k (" + id(50) + " + COUNT 1", List.of(entry(id(40))));
    server.read(QUEUE, plan);
    assertThat(server.asked)
        .containsExactly(
            List.of(
                "XINFO GROUPS k",
                "XINFO STREAM k",
                "XPENDING k g - + 1",
                "XRANGE k (" + id(50) + " + COUNT 1"));

    withGroup(1, id(40), 3, 2);
    server.on("XRANGE k (" + id(40) + " + COUNT 1", List.of(entry(id(30))));
    assertThat(server.values(QUEUE, plan).backlogs().get(0).oldestWaiting())
        .contains(Duration.ofSeconds(30));
    assertThat(server.asked.get(1)).containsExactly("XRANGE k (" + id(40) + " + COUNT 1");

    withGroup(1, id(10), 5, 0);
    server.read(QUEUE, plan);
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void onlyTheConfiguredGroupIsRead() {
    withStream(3, id(10), entry(id(60)), 3);
    withGroup(0, id(10), 3, 0);
    assertThat(server.values(stream("g"), QueueReadPlan.NONE).backlogs()).hasSize(1);
    assertThat(server.result(stream("other"), QueueReadPlan.NONE))
        .isEqualTo(new KeyResult.Unavailable<>(Fault.READ_NO_GROUP));
    server.on("XINFO GROUPS k", List.of());
    assertThat(server.result(stream("g"), QueueReadPlan.NONE))
        .isEqualTo(new KeyResult.Unavailable<>(Fault.READ_NO_GROUP));
  }

  @Test
  void aMissingKeyIsEmptyAndTheNextReadCausesNoErrorReply() {
    Reply.Refused noKey = refused(Fault.READ_ERROR_REPLY, "ERR no such key");
    server.on("XINFO STREAM k", noKey).on("XINFO GROUPS k", noKey).on("TYPE k", "none");
    QueueRead read = server.read(stream("g"), QueueReadPlan.NONE);
    QueueValues missing =
        new QueueValues(
            QueueType.STREAM,
            0,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(Backlog.nothing("g")),
            OptionalLong.empty());
    assertThat(read.result().orElseThrow()).isEqualTo(new KeyResult.Measured<>(missing));
    assertThat(server.values(stream("g"), read.nextPlan())).isEqualTo(missing);
    assertThat(server.asked).containsExactly(List.of("TYPE k"));
  }

  @Test
  void aKeyDeletedBetweenTwoCommandsIsEmpty() {
    withGroup(0, id(10), 3, 0);
    server.on("XINFO STREAM k", refused(Fault.READ_ERROR_REPLY, "ERR no such key"));
    assertThat(server.backlog(QUEUE).depth()).isZero();
  }

  @Test
  void aGroupDestroyedBetweenTwoCommandsIsOmitted() {
    withStream(3, id(10), entry(id(60)), 3);
    withGroup(1, id(10), 3, 0);
    server.on("XPENDING k g - + 1", refused(Fault.READ_NO_GROUP, "NOGROUP No such key 'k' or"));
    assertThat(server.values(QUEUE, QueueReadPlan.NONE).backlogs()).isEmpty();
    assertThat(server.result(stream("g"), QueueReadPlan.NONE))
        .isEqualTo(new KeyResult.Unavailable<>(Fault.READ_NO_GROUP));
  }

  @Test
  void plannedGroupsThatAreGoneCauseNoFailure() {
    withStream(3, id(10), entry(id(60)), 3);
    withGroup(1, id(10), 3, 0);
    server.on("XPENDING k g - + 1", List.of());
    QueueReadPlan plan = server.read(QUEUE, QueueReadPlan.NONE).nextPlan();
    server.on("XINFO GROUPS k", List.of());
    server.on("XRANGE k (" + id(10) + " + COUNT 1", List.of());
    server.on("XPENDING k g - + 1", refused(Fault.READ_NO_GROUP, "NOGROUP No such"));
    assertThat(server.values(QUEUE, plan).backlogs())
        .containsExactly(Backlog.simple(3, Optional.of(Duration.ofMinutes(1))));
  }
}
