package io.github.redisclusterexporter.redis;

import java.util.List;

/** One reply of a server in the shapes of RESP2, or the reason why there is none. */
public sealed interface Reply {

  /** A bulk or simple string, decoded as UTF-8. */
  record Text(String text) implements Reply {}

  /** An integer. */
  record Whole(long value) implements Reply {}

  /** A null bulk string or null array. */
  record Nil() implements Reply {}

  /** An array; errors inside it are elements. */
  record Many(List<Reply> elements) implements Reply {
    public Many {
      elements = List.copyOf(elements);
    }
  }

  /**
   * An error reply: the server refused this one command and the connection goes on.
   *
   * @param fault what kind of refusal it is
   * @param message the server's words, its error code first
   */
  record Refused(Fault fault, String message) implements Reply {}

  /** The connection broke before this reply was complete. */
  record Lost(Fault fault) implements Reply {}
}
