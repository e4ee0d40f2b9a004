package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.redis.Command;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A set: how many there are is all that it tells. */
record SetReader(QueueDefinition queue) implements TypeReader {

  @Override
  public Set<Command> commands() {
    return Set.of(cardinality());
  }

  @Override
  public Result read(QueueReplies answers) {
    long length = ReplyShapes.whole(answers.get(cardinality()));
    return new Result.Complete(
        new Measured(
            new QueueValues(
                QueueType.SET,
                length,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(Backlog.simple(length, Optional.empty())),
                OptionalLong.empty())),
        QueueReadPlan.of(QueueType.SET));
  }

  private Command cardinality() {
    return QueueCommand.SCARD.with(queue.key());
  }
}
