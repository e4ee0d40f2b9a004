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
 * Replies by their command.
 *
 * @param serverTime by the clock of the server; empty when it is not known
 */
record QueueReplies(Map<Command, Reply> replies, Optional<Instant> serverTime) {
  static final QueueReplies NONE = new QueueReplies(Map.of(), Optional.empty());

  QueueReplies and(List<Command> commands, List<Reply> received, Optional<Instant> time) {
    if (commands.size() != received.size()) {
      throw new IllegalArgumentException(
          commands.size() + " replies were expected, " + received.size() + " were received");
    }
    Map<Command, Reply> all = new HashMap<>(replies);
    for (int i = 0; i < commands.size(); i++) {
      all.put(commands.get(i), received.get(i));
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

  /** Whether XINFO replied that the key does not exist. Other commands treat it as empty. */
  boolean isMissing(Command command) {
    return ReplyErrors.isNoSuchKey(get(command));
  }
}
