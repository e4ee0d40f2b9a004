package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fuzzes the first replies on a new connection: an error line before the server closes it, or the
 * replies to AUTH and to INFO. The connection is accepted, or there is an error with a message of
 * the exporter, never with text of the server.
 */
public final class ErrorReplyFuzz {
  private static final HostPort ADDRESS = HostPort.parse("127.0.0.1:7000");

  /** Longer than all messages of the exporter, but not than one that repeats a reply. */
  private static final int MAX_LENGTH = 120;

  private ErrorReplyFuzz() {}

  private interface Check {
    void of(Reply reply) throws RedisException;
  }

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String unreadInput = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Reply> replies = WireReplies.read(bytes, 2);
    for (Reply reply : replies) {
      check(first -> ConnectionSetupErrors.throwIfRejected(ADDRESS, first, unreadInput), reply);
      check(auth -> ConnectionSetupErrors.throwIfNotAuthenticated(ADDRESS, auth), reply);
      check(serverInfo -> ConnectionSetupErrors.throwIfUnusable(ADDRESS, serverInfo), reply);
    }
  }

  private static void check(Check check, Reply reply) {
    try {
      check.of(reply);
    } catch (RedisException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith(ADDRESS.toString()) || message.length() > MAX_LENGTH) {
        throw new AssertionError("not a message of the exporter: " + message, e);
      }
    }
  }
}
