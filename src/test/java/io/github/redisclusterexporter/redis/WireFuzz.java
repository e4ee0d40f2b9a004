package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.testing.Resp;
import java.util.List;

/**
 * Bytes as replies. One reply a command comes of whatever there is, and the first is what a reader
 * of its own makes of it, where that can read it.
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

  /** Errors inside of arrays differ in what kind they are taken for. */
  private static boolean sameShape(Reply one, Reply other) {
    if (one instanceof Reply.Many many && other instanceof Reply.Many others) {
      if (many.elements().size() != others.elements().size()) {
        return false;
      }
      for (int i = 0; i < many.elements().size(); i++) {
        if (!sameShape(many.elements().get(i), others.elements().get(i))) {
          return false;
        }
      }
      return true;
    }
    return (one instanceof Reply.Refused && other instanceof Reply.Refused) || one.equals(other);
  }
}
