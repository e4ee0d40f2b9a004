package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the reading of one queue stands. Immutable: a step can be taken again from the start. */
public sealed interface Step {

  /** There is something to send, all to one server and in this order. */
  final class Send implements Step {
    private final List<Command> commands;
    private final Reader then;

    Send(List<Command> commands, Reader then) {
      this.commands = List.copyOf(commands);
      this.then = then;
    }

    public List<Command> commands() {
      return commands;
    }

    /**
     * Reads what came.
     *
     * @param replies one a command, in their order
     * @param serverTime the clock of the server that answered; without it no stream has an age
     */
    public Step answer(List<Reply> replies, Optional<Instant> serverTime) {
      return then.read(replies, serverTime);
    }
  }

  /**
   * The end.
   *
   * @param memory for the next reading of this queue
   */
  record Done(QueueReading reading, QueueReadPlan memory) implements Step {}

  /** What to make of the replies. */
  interface Reader {
    Step read(List<Reply> replies, Optional<Instant> serverTime);
  }
}
