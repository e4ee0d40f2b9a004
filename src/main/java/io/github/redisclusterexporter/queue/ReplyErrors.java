package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.QueueResult.Redirected;
import io.github.redisclusterexporter.queue.QueueResult.Unavailable;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;

/** Errors among the replies to one pipeline. */
final class ReplyErrors {
  private ReplyErrors() {}

  /**
   * The error that makes the replies useless; empty when they can be read. One redirection is
   * enough: a key that moved in the middle of a pipeline is read at one node by the first commands,
   * and at another by the rest.
   */
  static Optional<QueueResult> failure(List<Reply> replies) {
    Optional<QueueResult> redirected =
        replies.stream()
            .filter(Reply.Refused.class::isInstance)
            .flatMap(reply -> Redirected.parse(((Reply.Refused) reply).message()).stream())
            .<QueueResult>map(found -> found)
            .findFirst();
    return redirected.or(
        () ->
            replies.stream()
                .flatMap(reply -> faultOfRead(reply).stream())
                .<QueueResult>map(Unavailable::new)
                .findFirst());
  }

  private static Optional<Fault> faultOfRead(Reply reply) {
    return isNoSuchKey(reply) || isNoGroup(reply) ? Optional.empty() : fault(reply);
  }

  /** Why there is no proper reply. */
  static Optional<Fault> fault(Reply reply) {
    if (reply instanceof Reply.Lost lost) {
      return Optional.of(lost.fault());
    }
    return reply instanceof Reply.Refused refused ? Optional.of(refused.fault()) : Optional.empty();
  }

  /** The reply of XINFO for a key that does not exist. */
  static boolean isNoSuchKey(Reply reply) {
    return reply instanceof Reply.Refused refused
        && refused.message().startsWith("ERR no such key");
  }

  static boolean isNoGroup(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.fault() == Fault.READ_NO_GROUP;
  }
}
