package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The replies about one queue so far, by their command, and the commands to send for the rest. */
final class QueueReplies {
  private final Map<Command, Reply> replies = new HashMap<>();
  private final Set<Command> missing = new LinkedHashSet<>();
  private Optional<Instant> serverTime = Optional.empty();

  void add(List<Command> commands, List<Reply> received, Optional<Instant> time) {
    for (int i = 0; i < commands.size(); i++) {
      replies.put(commands.get(i), received.get(i));
    }
    serverTime = time;
    missing.clear();
  }

  /** The reply to a command that was certainly sent. */
  Reply get(Command command) {
    return Optional.ofNullable(replies.get(command))
        .orElseThrow(() -> new MalformedReplyException("no reply to " + command.words().get(0)));
  }

  /** The reply to a command; if there is none, the command is {@link #missing}. */
  Optional<Reply> find(Command command) {
    Optional<Reply> reply = Optional.ofNullable(replies.get(command));
    if (reply.isEmpty()) {
      missing.add(command);
    }
    return reply;
  }

  /** The commands that were not found since the last replies came. */
  List<Command> missing() {
    return List.copyOf(missing);
  }

  /** By the clock of the server; empty when it is not known. */
  Optional<Instant> serverTime() {
    return serverTime;
  }
}
