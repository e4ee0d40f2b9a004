package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.RandomLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a server replies, a read ends, and never with an exception. */
@Order(1)
class QueueAnyReplyTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "none",
          "stream",
          "list",
          "zset",
          "set",
          "0-0",
          "5-1",
          "-",
          "x",
          "nan",
          "inf",
          "1e9",
          "{\"at\":",
          "{\"at\":1e99}",
          "18446744073709551615-18446744073709551615");
  private static final List<String> FIELDS =
      List.of(
          "name",
          "consumers",
          "pending",
          "last-delivered-id",
          "entries-read",
          "lag",
          "length",
          "last-generated-id",
          "first-entry",
          "entries-added");
  private static final List<Reply> ERRORS =
      List.of(
          new Reply.Lost(Fault.READ_CLOSED),
          new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR no such key"),
          new Reply.Refused(Fault.READ_NO_GROUP, "NOGROUP x"),
          new Reply.Refused(Fault.READ_REDIRECTED, "MOVED x"),
          new Reply.Refused(Fault.READ_REDIRECTED, "ASK 1 :x"),
          new Reply.Refused(Fault.READ_WRONG_TYPE, "WRONGTYPE x"),
          new Reply.Refused(Fault.READ_ERROR_REPLY, ""));

  private final Random random = new Random(20_261_122);

  @ParameterizedTest
  @Tag("random")
  @EnumSource
  void everyReadEnds(QueueType type) {
    QueueDefinition queue =
        Replying.queue(
            QueueRules.of(0, type)
                .withListAge(new ListAge(ListAge.End.TAIL, "at"))
                .withScore(ScoreUnit.SECONDS));
    QueueReadPlan plan = QueueReadPlan.NONE;
    for (int i = RandomLoop.attempts(20_000); i > 0; i--) {
      QueueRead read = new QueueRead(queue, plan, Replying.NOW, false, 0);
      int roundTrips = 0;
      while (read.result().isEmpty()) {
        assertThat(++roundTrips).isLessThanOrEqualTo(4);
        read.accept(read.commands().stream().map(this::answer).toList(), Optional.of(Replying.NOW));
      }
      plan = read.nextPlan();
    }
  }

  /** Mostly of the right shape, or nothing but the shape would ever be tested. */
  private Reply answer(Command command) {
    if (random.nextInt(20) == 0) {
      return any(3);
    }
    return switch (command.words().get(0)) {
      case "TYPE" -> text();
      case "XINFO" ->
          command.words().get(1).equals("STREAM")
              ? fields()
              : many(random.nextInt(3), this::fields);
      case "XRANGE", "XPENDING" -> many(random.nextInt(3), () -> any(2));
      case "ZRANGE" -> many(2, this::text);
      default -> any(1);
    };
  }

  private Reply fields() {
    List<Reply> pairs = new ArrayList<>();
    for (String field : FIELDS) {
      pairs.add(new Reply.Text(field));
      boolean id = field.endsWith("-id") || field.equals("name");
      pairs.add(
          random.nextInt(10) == 0
              ? any(1)
              : id ? text() : field.equals("first-entry") ? many(1, this::text) : any(0));
    }
    return new Reply.Array(pairs);
  }

  private Reply any(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 2)) {
      case 0, 1 -> new Reply.Int(random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(9));
      case 2 -> new Reply.Nil();
      case 3 -> ERRORS.get(random.nextInt(ERRORS.size()));
      case 4 -> many(random.nextInt(4), () -> any(depth - 1));
      default -> text();
    };
  }

  private Reply text() {
    return new Reply.Text(TEXTS.get(random.nextInt(TEXTS.size())));
  }

  private static Reply many(int count, Supplier<Reply> element) {
    List<Reply> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(element.get());
    }
    return new Reply.Array(elements);
  }
}
