package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replies by the command they answer.
 *
 * @param serverTime by the server's clock, when it told
 */
record QueueReplies(Map<Command, Reply> replies, Optional<Instant> serverTime) {
  static final QueueReplies NONE = new QueueReplies(Map.of(), Optional.empty());

  QueueReplies and(List<Command> commands, List<Reply> more, Optional<Instant> time) {
    if (commands.size() != more.size()) {
      throw new IllegalArgumentException(
          commands.size() + " replies were expected, " + more.size() + " came");
    }
    Map<Command, Reply> all = new HashMap<>(replies);
    for (int i = 0; i < commands.size(); i++) {
      all.put(commands.get(i), more.get(i));
    }
    return new QueueReplies(all, time);
  }

  Optional<Reply> find(Command command) {
    return Optional.ofNullable(replies.get(command));
  }

  /** The reply to a command that was certainly sent. */
  Reply get(Command command) {
    Reply reply = replies.get(command);
    if (reply == null) {
      throw new MalformedReplyException("no reply to " + command.words().get(0));
    }
    return reply;
  }

  /** What XINFO says of a key that does not exist; other commands take it for an empty one. */
  boolean isMissing(Command command) {
    return get(command) instanceof Reply.Refused refused && ReplyErrors.isNoSuchKey(refused);
  }
}
