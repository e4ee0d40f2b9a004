package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.QueueReading.Redirected;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;

/** Which error among the replies to one pipeline decides. */
final class ReplyErrors {
  private ReplyErrors() {}

  /**
   * Empty when what came can be read. A key that moved in the middle of a pipeline has answered the
   * first commands here and would answer the others elsewhere, so that one redirection is enough.
   */
  static Optional<QueueReading> deciding(List<Reply> replies) {
    Optional<QueueReading> redirected =
        replies.stream()
            .filter(Reply.Refused.class::isInstance)
            .flatMap(reply -> Redirected.parse(((Reply.Refused) reply).message()).stream())
            .<QueueReading>map(found -> found)
            .findFirst();
    return redirected.or(
        () ->
            replies.stream()
                .flatMap(reply -> fault(reply).stream())
                .<QueueReading>map(Unavailable::new)
                .findFirst());
  }

  private static Optional<Fault> fault(Reply reply) {
    if (reply instanceof Reply.Lost lost) {
      return Optional.of(lost.fault());
    }
    return reply instanceof Reply.Refused refused && !isNoSuchKey(refused) && !isNoGroup(refused)
        ? Optional.of(refused.fault())
        : Optional.empty();
  }

  static boolean isNoSuchKey(Reply.Refused refused) {
    return refused.message().startsWith("ERR no such key");
  }

  static boolean isNoGroup(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.fault() == Fault.READ_NO_GROUP;
  }
}
