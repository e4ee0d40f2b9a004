package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes as what a server says to a new connection: its line as it hangs up, or its answers to AUTH
 * and to the introduction. It is admitted, or turned away with a sentence of our own.
 */
public final class ErrorReplyFuzz {
  private static final HostPort ADDRESS = HostPort.parse("127.0.0.1:7000");

  /** Longer than all sentences; an answer that is repeated in one is longer still. */
  private static final int LONGEST = 120;

  private ErrorReplyFuzz() {}

  private interface Judgement {
    void of(Reply reply) throws RedisException;
  }

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String lastWords = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Reply> replies = WireReplies.read(bytes, 2);
    for (Reply reply : replies) {
      judge(first -> ErrorReplies.throwIfTurnedAway(ADDRESS, first, lastWords), reply);
      judge(auth -> ErrorReplies.throwIfNotAuthenticated(ADDRESS, auth), reply);
      judge(introduction -> ErrorReplies.throwIfUnusable(ADDRESS, introduction), reply);
    }
  }

  private static void judge(Judgement judgement, Reply reply) {
    try {
      judgement.of(reply);
    } catch (RedisException e) {
      String said = String.valueOf(e.getMessage());
      if (!said.startsWith(ADDRESS.toString()) || said.length() > LONGEST) {
        throw new AssertionError("not a sentence of our own: " + said, e);
      }
    }
  }
}
