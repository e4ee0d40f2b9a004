package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a list. When its elements are JSON objects with the time they were added, its age is that
 * of the next element to be taken.
 */
record ListReader(QueueDefinition queue, Instant now) implements TypeReader {

  @Override
  public Set<Command> commands() {
    Set<Command> commands = new LinkedHashSet<>();
    commands.add(length());
    queue.rules().listAge().map(this::next).ifPresent(commands::add);
    return commands;
  }

  @Override
  public Step read(QueueReplies replies) {
    long length = ReplyShapes.whole(replies.get(length()));
    Optional<Duration> oldest =
        queue.rules().listAge().flatMap(age -> age(replies.get(next(age)), age.field()));
    return Complete.of(
        QueueValues.simple(
            QueueType.LIST, length, OptionalLong.empty(), Backlog.simple(length, oldest)));
  }

  private Optional<Duration> age(Reply next, String field) {
    if (!(next instanceof Reply.Text text)) {
      return Optional.empty();
    }
    OptionalDouble time = JsonField.member(text.text(), field);
    return time.isPresent()
        ? EntryAge.ageOfSecondsOrMilliseconds(time.getAsDouble(), now)
        : Optional.empty();
  }

  private Command length() {
    return QueueCommand.LLEN.with(queue.key());
  }

  private Command next(ListAge age) {
    return QueueCommand.LINDEX.with(queue.key(), age.oldest() == ListAge.End.HEAD ? "0" : "-1");
  }
}
