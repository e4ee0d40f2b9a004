package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The result of one read of a queue: all its values, or the reason why there are none. */
public sealed interface QueueResult {

  /** One server replied to everything. */
  record Measured(QueueValues values) implements QueueResult {}

  /**
   * The server does not, or no longer, serve the key; none of its replies counts.
   *
   * @param host empty for the host of that server; {@code ?} when the server does not know it
   */
  record Redirected(Kind kind, int slot, String host, int port) implements QueueResult {

    private static final Pattern REDIRECTION =
        Pattern.compile("(MOVED|ASK) (\\d{1,5}) (\\S*):(\\d{1,5})(?: .*)?");

    /** How to follow the redirection. */
    public enum Kind {
      /** The other node owns the slot. */
      MOVED,
      /** The slot is being migrated there; each command needs an ASKING before it. */
      ASK
    }

    private static Optional<QueueResult> parse(Reply reply) {
      String message = reply instanceof Reply.Refused refused ? refused.message() : "";
      Matcher found = REDIRECTION.matcher(message);
      return found.matches()
          ? Optional.of(
              new Redirected(
                  Kind.valueOf(found.group(1)),
                  Integer.parseInt(found.group(2)),
                  found.group(3),
                  Integer.parseInt(found.group(4))))
          : Optional.empty();
    }
  }

  /** The read failed. */
  record Unavailable(Fault fault) implements QueueResult {}

  /**
   * The error that makes the replies to one pipeline useless; empty when they can be read. One
   * redirection is enough: a key that moved in the middle of a pipeline is read at one node by the
   * first commands, and at another by the rest.
   */
  static Optional<QueueResult> failure(List<Reply> replies) {
    return Stream.concat(
            replies.stream().map(Redirected::parse), replies.stream().map(QueueResult::unavailable))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<QueueResult> unavailable(Reply reply) {
    return reply instanceof Reply.Failed failed && !isNoSuchKey(reply) && !isNoGroup(reply)
        ? Optional.of(new Unavailable(failed.fault()))
        : Optional.empty();
  }

  /** Whether XINFO replied that the key does not exist. Other commands treat it as empty. */
  static boolean isNoSuchKey(Reply reply) {
    return reply instanceof Reply.Refused refused
        && refused.message().startsWith("ERR no such key");
  }

  static boolean isNoGroup(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.fault() == Fault.READ_NO_GROUP;
  }
}
