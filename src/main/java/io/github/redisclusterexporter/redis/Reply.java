package io.github.redisclusterexporter.redis;

import java.util.List;

/** A RESP2 reply, or the reason why it is missing. */
public sealed interface Reply {

  /** A bulk or simple string, decoded as UTF-8. */
  record Text(String text) implements Reply {}

  /** An integer. */
  record Int(long value) implements Reply {}

  /** A null bulk string or null array. */
  record Nil() implements Reply {}

  /** An array; its elements may be errors. */
  record Array(List<Reply> elements) implements Reply {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** Why there is no proper reply. */
  sealed interface Failed extends Reply {
    Fault fault();
  }

  /**
   * An error reply: the server refused the command. The connection remains usable.
   *
   * @param fault the kind of error
   * @param message the message of the server, which starts with the error code
   */
  record Refused(Fault fault, String message) implements Failed {}

  /** The connection was lost before the reply was complete. */
  record Lost(Fault fault) implements Failed {}
}
