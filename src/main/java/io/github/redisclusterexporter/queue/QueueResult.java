package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Fault;
import java.util.Optional;

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

    /** How to follow the redirection. */
    public enum Kind {
      /** The other node owns the slot. */
      MOVED,
      /** The slot is being migrated there; each command needs an ASKING before it. */
      ASK
    }

    static Optional<Redirected> parse(String message) {
      String[] words = message.split(" ", -1);
      boolean redirects = words[0].equals("MOVED") || words[0].equals("ASK");
      int colon = words.length < 3 ? -1 : words[2].lastIndexOf(':');
      if (!redirects || colon < 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Redirected(
                Kind.valueOf(words[0]),
                Integer.parseInt(words[1]),
                words[2].substring(0, colon),
                Integer.parseInt(words[2].substring(colon + 1))));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /** The read failed. */
  record Unavailable(Fault fault) implements QueueResult {}
}
