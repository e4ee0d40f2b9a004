package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a node is asked for a slot that is only moving to it: each command behind an ASKING. */
public final class Asking {
  private static final Command ASKING = QueueCommand.ASKING.with();

  private Asking() {}

  /** What to send. */
  public static List<Command> before(List<Command> commands) {
    return commands.stream().flatMap(command -> Stream.of(ASKING, command)).toList();
  }

  /** The replies to the commands themselves. */
  public static List<Reply> without(List<Reply> replies) {
    return IntStream.range(0, replies.size() / 2).mapToObj(i -> replies.get(2 * i + 1)).toList();
  }
}
