package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.testing.Resp;
import java.util.List;

/**
 * Fuzzes the reading of replies. Any input gives one reply for each command, and the first one is
 * equal to that of an independent parser.
 */
public final class WireFuzz {
  private static final int COMMANDS = 4;

  private WireFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    List<Reply> replies = WireReplies.read(bytes, COMMANDS);
    if (replies.size() != COMMANDS) {
      throw new AssertionError(COMMANDS + " commands got " + replies);
    }
    Reply first = replies.get(0);
    if (first instanceof Reply.Lost || first instanceof Reply.Refused) {
      return;
    }
    Reply expected = Resp.decode(bytes);
    if (!sameShape(expected, first)) {
      throw new AssertionError("expected " + expected + " but was " + first);
    }
  }

  /** Compares without the kind of errors, which the independent parser does not classify. */
  private static boolean sameShape(Reply one, Reply other) {
    if (one instanceof Reply.Array array && other instanceof Reply.Array otherArray) {
      if (array.elements().size() != otherArray.elements().size()) {
        return false;
      }
      for (int i = 0; i < array.elements().size(); i++) {
        if (!sameShape(array.elements().get(i), otherArray.elements().get(i))) {
          return false;
        }
      }
      return true;
    }
    return (one instanceof Reply.Refused && other instanceof Reply.Refused) || one.equals(other);
  }
}
