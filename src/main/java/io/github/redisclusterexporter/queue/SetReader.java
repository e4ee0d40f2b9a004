package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Command;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a set: the number of its members. */
record SetReader(QueueDefinition queue) implements TypeReader {

  @Override
  public Set<Command> commands() {
    return Set.of(cardinality());
  }

  @Override
  public Step read(QueueReplies replies) {
    long length = ReplyShapes.whole(replies.get(cardinality()));
    return Complete.of(
        QueueValues.simple(
            QueueType.SET, length, OptionalLong.empty(), Backlog.simple(length, Optional.empty())));
  }

  private Command cardinality() {
    return QueueCommand.SCARD.with(queue.key());
  }
}
