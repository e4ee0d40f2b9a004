package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Fault;
import java.util.Optional;

/** What came of asking for one queue: all of it, or why there is none of it. */
public sealed interface QueueReading {

  /** Everything that was asked for was answered by one server. */
  record Measured(QueueValues values) implements QueueReading {}

  /**
   * The key is not, or no longer, at the server that was asked; nothing of what it said counts.
   *
   * @param host empty for the host that was asked; {@code ?} when the server does not know it
   */
  record Redirected(Kind kind, int slot, String host, int port) implements QueueReading {

    /** How to follow. */
    public enum Kind {
      /** The slot is there for good: remember it. */
      MOVED,
      /** The slot is moving there: ask for this once, each command behind an ASKING. */
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

  /** It cannot be told. */
  record Unavailable(Fault fault) implements QueueReading {}
}
