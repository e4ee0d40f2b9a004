package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Command;
import java.util.List;
import java.util.Set;

/** How one type of key is asked and read. */
interface TypeReader {

  /** What can be asked without knowing anything of this scrape. */
  Set<Command> commands();

  /** Reads all answers so far. */
  Result read(QueueReplies answers);

  /** What there was in the answers. */
  sealed interface Result {

    /** Everything. */
    record Complete(QueueReading reading, QueueReadPlan memory) implements Result {}

    /** These are missing. Reading again with their replies is complete. */
    record Lacking(List<Command> commands) implements Result {}
  }
}
