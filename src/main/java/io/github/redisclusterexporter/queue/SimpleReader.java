package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads a key without consumer groups: a list, a set or a sorted set.
 *
 * <p>When the elements of a list are JSON objects with the time they were added, its age is that of
 * the next element to be taken. When the scores of a sorted set are times, members that are due are
 * waiting, the others are scheduled, and the lowest score is the oldest. These times come from
 * clients, so they are compared with the clock of the exporter.
 */
record SimpleReader(QueueDefinition queue, QueueType type, Instant now)
    implements QueueRead.TypeReader {
  private static final long BULLMQ_FACTOR = 4096;
  private static final double MILLIS = 1000;

  @Override
  public List<Command> commands() {
    return Stream.of(Optional.of(length()), due(), oldest()).flatMap(Optional::stream).toList();
  }

  @Override
  public QueueRead.Outcome read(QueueReplies replies) {
    long length = ReplyShapes.count(replies.get(length()));
    Optional<Long> due = due().map(replies::get).map(ReplyShapes::count);
    long depth = due.orElse(length);
    Optional<Duration> age =
        depth == 0 ? Optional.empty() : oldest().map(replies::get).flatMap(this::age);
    // The set may change between the two counts.
    OptionalLong scheduled =
        due.isPresent() ? OptionalLong.of(Math.max(0, length - depth)) : OptionalLong.empty();
    return new QueueRead.Outcome(
        new Measured<>(QueueValues.simple(type, length, scheduled, Backlog.simple(depth, age))),
        QueueReadPlan.of(type, List.of()));
  }

  private Command length() {
    return switch (type) {
      case LIST -> QueueCommand.LLEN.with(queue.key());
      case ZSET -> QueueCommand.ZCARD.with(queue.key());
      default -> QueueCommand.SCARD.with(queue.key());
    };
  }

  private Optional<Command> due() {
    long millis = now.toEpochMilli();
    return scoreUnit()
        .map(
            unit ->
                switch (unit) {
                  case SECONDS -> BigDecimal.valueOf(millis, 3).toPlainString();
                  // The lowest twelve bits are a counter that keeps jobs of one millisecond in
                  // order.
                  case BULLMQ -> Long.toString((millis + 1) * BULLMQ_FACTOR - 1);
                  case MILLISECONDS, NONE -> Long.toString(millis);
                })
        .map(until -> QueueCommand.ZCOUNT.with(queue.key(), "-inf", until));
  }

  private Optional<Command> oldest() {
    return listAge()
        .map(age -> age.oldest() == ListAge.End.HEAD ? "0" : "-1")
        .map(index -> QueueCommand.LINDEX.with(queue.key(), index))
        .or(
            () ->
                scoreUnit()
                    .map(unit -> QueueCommand.ZRANGE.with(queue.key(), "0", "0", "WITHSCORES")));
  }

  private Optional<Duration> age(Reply oldest) {
    if (type == QueueType.LIST) {
      return oldest instanceof Reply.Text text
          ? listAge()
              .flatMap(age -> JsonField.member(text.text(), age.field()))
              .flatMap(time -> EntryAge.age(time, now))
          : Optional.empty();
    }
    List<Reply> memberAndScore = ReplyShapes.many(oldest);
    if (memberAndScore.size() != 2) {
      return Optional.empty();
    }
    double score = score(ReplyShapes.text(memberAndScore.get(1)));
    return scoreUnit()
        .map(
            unit ->
                switch (unit) {
                  case SECONDS -> score * MILLIS;
                  case BULLMQ -> score / BULLMQ_FACTOR;
                  case MILLISECONDS, NONE -> score;
                })
        .flatMap(millis -> EntryAge.age(millis, now));
  }

  private static double score(String text) {
    // Servers write infinity as inf, which is not a time.
    if (text.endsWith("inf")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MalformedReplyException("a score is not a number", e);
    }
  }

  /** Where the elements have a time; empty when they have none, and for another type. */
  private Optional<ListAge> listAge() {
    return type == QueueType.LIST ? queue.rules().listAge() : Optional.empty();
  }

  /** In which unit the scores are times; empty when they are not, and for another type. */
  private Optional<ScoreUnit> scoreUnit() {
    return Optional.of(queue.rules().score())
        .filter(unit -> type == QueueType.ZSET && unit != ScoreUnit.NONE);
  }
}
