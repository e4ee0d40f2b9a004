package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server with scripted replies, which records the commands it receives. */
final class Replying {
  /** The time of every clock. */
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final Map<String, Reply> replies = new HashMap<>();
  final List<List<String>> asked = new ArrayList<>();

  static QueueDefinition queue(QueueType type) {
    return queue(QueueRules.of(0, type));
  }

  static QueueDefinition queue(QueueRules rules) {
    return new QueueDefinition("name", "k", rules);
  }

  static QueueDefinition stream(String group) {
    return queue(QueueRules.of(0, QueueType.STREAM).withGroup(Optional.of(group)));
  }

  /** An id that was made that many seconds before {@link #NOW}. */
  static String id(long secondsAgo) {
    return NOW.minusSeconds(secondsAgo).toEpochMilli() + "-0";
  }

  Replying on(String command, Object reply) {
    replies.put(command, reply(reply));
    return this;
  }

  static Reply.Refused refused(Fault fault, String message) {
    return new Reply.Refused(fault, message);
  }

  static Object map(Object... namesAndValues) {
    return List.of(namesAndValues);
  }

  private static Reply reply(Object value) {
    if (value instanceof Reply reply) {
      return reply;
    }
    if (value instanceof String text) {
      return new Reply.Text(text);
    }
    if (value instanceof Number number) {
      return new Reply.Int(number.longValue());
    }
    return new Reply.Array(((List<?>) value).stream().map(Replying::reply).toList());
  }

  /** A read that is done. */
  QueueRead read(QueueDefinition queue, QueueReadPlan plan) {
    asked.clear();
    QueueRead read = new QueueRead(queue, plan, NOW, false, 0);
    while (read.result().isEmpty()) {
      List<Command> commands = read.commands();
      asked.add(commands.stream().map(Command::toString).toList());
      read.accept(commands.stream().map(this::answer).toList(), Optional.of(NOW));
    }
    return read;
  }

  KeyResult<QueueValues> result(QueueDefinition queue, QueueReadPlan plan) {
    return read(queue, plan).result().orElseThrow();
  }

  QueueValues values(QueueDefinition queue, QueueReadPlan plan) {
    return ((KeyResult.Measured<QueueValues>) result(queue, plan)).values();
  }

  Backlog backlog(QueueDefinition queue) {
    return values(queue, QueueReadPlan.NONE).backlogs().get(0);
  }

  private Reply answer(Command command) {
    Reply reply = replies.get(command.toString());
    if (reply == null) {
      throw new AssertionError("no reply is scripted for " + command);
    }
    return reply;
  }
}
