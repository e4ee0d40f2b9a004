package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.redis.Command;
import java.util.List;
import java.util.Set;

/** Which commands read a key of one type, and how to read their replies. */
interface TypeReader {

  /** What can be sent before any reply is known. */
  Set<Command> commands();

  /** Reads all replies received so far. */
  Step read(QueueReplies replies);

  /** What the replies so far amount to. */
  sealed interface Step {}

  /** The read is done. */
  record Complete(QueueResult result, QueueReadPlan nextPlan) implements Step {

    /** Of a type for which the next read needs to know nothing but the type. */
    static Complete of(QueueValues values) {
      return new Complete(new Measured(values), QueueReadPlan.of(values.type()));
    }
  }

  /** The replies to these commands are missing. With them the read is done. */
  record Incomplete(List<Command> missing) implements Step {
    public Incomplete {
      missing = List.copyOf(missing);
    }
  }
}
