package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
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
 * Reads a sorted set. When its scores are times, members that are due are waiting, the others are
 * scheduled, and the lowest score is the oldest. Those times come from clients, so they are
 * compared with the clock of the exporter. Otherwise all members are waiting.
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
  public Step read(QueueReplies replies) {
    long length = ReplyShapes.whole(replies.get(cardinality()));
    if (!hasTimes()) {
      Backlog all = Backlog.simple(length, Optional.empty());
      return Complete.of(QueueValues.simple(QueueType.ZSET, length, OptionalLong.empty(), all));
    }
    long due = ReplyShapes.whole(replies.get(due()));
    Optional<Duration> oldest =
        due == 0 ? Optional.empty() : age(ReplyShapes.many(replies.get(lowest())));
    // The set may change between the two counts.
    OptionalLong scheduled = OptionalLong.of(Math.max(0, length - due));
    return Complete.of(
        QueueValues.simple(QueueType.ZSET, length, scheduled, Backlog.simple(due, oldest)));
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
