package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The result of one read of a key: all its values, or the reason why there are none.
 *
 * @param <V> the values
 */
public sealed interface KeyResult<V> {

  /** One server replied to everything. */
  record Measured<V>(V values) implements KeyResult<V> {}

  /**
   * The server does not, or no longer, serve the key; none of its replies counts.
   *
   * @param host empty for the host of that server; {@code ?} when the server does not know it
   */
  record Redirected<V>(Kind kind, int slot, String host, int port) implements KeyResult<V> {

    private static final Pattern REDIRECTION =
        Pattern.compile("(MOVED|ASK) (\\d{1,5}) (\\S*):(\\d{1,5})(?: .*)?");

    /** How to follow the redirection. */
    public enum Kind {
      /** The other node owns the slot. */
      MOVED,
      /** The slot is being migrated there; each command needs an ASKING before it. */
      ASK
    }

    private static <V> Optional<KeyResult<V>> parse(Reply reply) {
      String message = reply instanceof Reply.Refused refused ? refused.message() : "";
      Matcher found = REDIRECTION.matcher(message);
      return found.matches()
          ? Optional.of(
              new Redirected<>(
                  Kind.valueOf(found.group(1)),
                  Integer.parseInt(found.group(2)),
                  found.group(3),
                  Integer.parseInt(found.group(4))))
          : Optional.empty();
    }
  }

  /** The read failed. */
  record Unavailable<V>(Fault fault) implements KeyResult<V> {}

  /**
   * The error that makes the replies to one pipeline useless; empty when they can be read. One
   * redirection is enough: a key that moved in the middle of a pipeline is read at one node by the
   * first commands, and at another by the rest.
   */
  static <V> Optional<KeyResult<V>> failure(List<Reply> replies) {
    return Stream.concat(
            replies.stream().map(Redirected::<V>parse),
            replies.stream().map(KeyResult::<V>unavailable))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static <V> Optional<KeyResult<V>> unavailable(Reply reply) {
    return reply instanceof Reply.Failed failed && !isNoSuchKey(reply) && !isNoGroup(reply)
        ? Optional.of(new Unavailable<>(failed.fault()))
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
