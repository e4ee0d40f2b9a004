package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.queue.Asking;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueReadPlan;
import io.github.redisclusterexporter.queue.QueueReading;
import io.github.redisclusterexporter.queue.Step;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reading of one queue at one server. Used by one thread at a time. */
final class QueueRead {
  private final QueueDefinition queue;
  private final boolean asking;
  private final int database;
  private Step step;

  /**
   * Ready to be sent.
   *
   * @param asking the slot is only moving to the server
   * @param database the one to select; 0 on a cluster
   */
  QueueRead(QueueDefinition queue, Step.Send first, boolean asking, int database) {
    this.queue = queue;
    this.step = first;
    this.asking = asking;
    this.database = database;
  }

  QueueDefinition queue() {
    return queue;
  }

  boolean isDone() {
    return step instanceof Step.Done;
  }

  /** Empty before it is done. */
  Optional<Step.Done> result() {
    return step instanceof Step.Done done ? Optional.of(done) : Optional.empty();
  }

  /** What to send next; nothing once it is done. */
  List<Command> commands() {
    if (!(step instanceof Step.Send ask)) {
      return List.of();
    }
    List<Command> commands = new ArrayList<>();
    if (database != 0) {
      commands.add(select(database));
    }
    commands.addAll(asking ? Asking.before(ask.commands()) : ask.commands());
    if (database != 0) {
      commands.add(select(0));
    }
    return commands;
  }

  private static Command select(int database) {
    return QueueCommand.SELECT.with(Integer.toString(database));
  }

  /**
   * Reads what came.
   *
   * @param replies one for each of {@link #commands}
   */
  void accept(List<Reply> replies, Optional<Instant> serverTime) {
    if (!(step instanceof Step.Send ask)) {
      return;
    }
    List<Reply> own = replies;
    if (database != 0) {
      Fault refused = fault(replies.get(0));
      if (refused != null) {
        // What came after it was read from another database.
        step = new Step.Done(new QueueReading.Unavailable(refused), QueueReadPlan.NONE);
        return;
      }
      own = replies.subList(1, replies.size() - 1);
    }
    step = ask.answer(asking ? Asking.without(own) : own, serverTime);
  }

  private static @Nullable Fault fault(Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      return refused.fault();
    }
    return reply instanceof Reply.Lost lost ? lost.fault() : null;
  }
}
