package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A sorted set. Where its scores are times, what has come is waiting and the rest is scheduled, and
 * the lowest score is the oldest; those times are of the clients' clocks, which the exporter's is
 * compared with. Otherwise all of it is waiting.
 */
record SortedSetReader(QueueDefinition queue, Instant now) implements TypeReader {
  private static final long BULLMQ_FACTOR = 4096;
  private static final double MILLIS = 1000;

  @Override
  public Set<Command> commands() {
    Set<Command> commands = new LinkedHashSet<>();
    commands.add(cardinality());
    if (hasTimes()) {
      commands.add(due());
      commands.add(lowest());
    }
    return commands;
  }

  @Override
  public Result read(QueueReplies answers) {
    long length = ReplyShapes.whole(answers.get(cardinality()));
    QueueValues values =
        hasTimes()
            ? timed(length, answers)
            : values(length, OptionalLong.empty(), Backlog.simple(length, Optional.empty()));
    return new Result.Complete(new Measured(values), QueueReadPlan.of(QueueType.ZSET));
  }

  private QueueValues timed(long length, QueueReplies answers) {
    long due = ReplyShapes.whole(answers.get(due()));
    Optional<Duration> oldest =
        due == 0 ? Optional.empty() : age(ReplyShapes.many(answers.get(lowest())));
    // The two numbers are of two moments.
    return values(length, OptionalLong.of(Math.max(0, length - due)), Backlog.simple(due, oldest));
  }

  private static QueueValues values(long length, OptionalLong scheduled, Backlog backlog) {
    return new QueueValues(
        QueueType.ZSET,
        length,
        scheduled,
        OptionalLong.empty(),
        List.of(backlog),
        OptionalLong.empty());
  }

  private Optional<Duration> age(List<Reply> memberAndScore) {
    if (memberAndScore.size() != 2) {
      return Optional.empty();
    }
    double score = score(ReplyShapes.text(memberAndScore.get(1)));
    return EntryAge.age(
        switch (queue.rules().score()) {
          case SECONDS -> score * MILLIS;
          case BULLMQ -> score / BULLMQ_FACTOR;
          case MILLISECONDS, NONE -> score;
        },
        now);
  }

  private static double score(String text) {
    // Servers write infinity as inf; it is no time either way.
    if (text.endsWith("inf")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MalformedReplyException("a score is not a number", e);
    }
  }

  private boolean hasTimes() {
    return queue.rules().score() != ScoreUnit.NONE;
  }

  private Command cardinality() {
    return QueueCommand.ZCARD.with(queue.key());
  }

  private Command due() {
    long millis = now.toEpochMilli();
    String until =
        switch (queue.rules().score()) {
          case SECONDS -> BigDecimal.valueOf(millis, 3).toPlainString();
          // The lowest twelve bits are a counter that keeps jobs of one millisecond in order.
          case BULLMQ -> Long.toString((millis + 1) * BULLMQ_FACTOR - 1);
          case MILLISECONDS, NONE -> Long.toString(millis);
        };
    return QueueCommand.ZCOUNT.with(queue.key(), "-inf", until);
  }

  private Command lowest() {
    return QueueCommand.ZRANGE.with(queue.key(), "0", "0", "WITHSCORES");
  }
}
