package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Replies of real servers in RESP2; see {@code replies/README.md}. */
public final class CapturedReplies {
  /** The server versions of the captured replies. */
  public static final List<String> VERSIONS =
      List.of("redis-6.2.11", "redis-7.0.15", "redis-7.4.1", "valkey-8.0.1");

  /** The roles of the nodes of each version. */
  public static final List<String> ROLES = List.of("primary", "replica", "after-failover");

  private CapturedReplies() {}

  /**
   * The bytes of one reply.
   *
   * @param command its words joined by underscores, such as {@code cluster_nodes}
   */
  public static byte[] read(String version, String role, String command) {
    String name = "/replies/" + version + "/" + role + "/" + command + ".resp";
    try (InputStream in = CapturedReplies.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no captured reply " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a bulk string reply, such as that of INFO. */
  public static String text(String version, String role, String command) {
    String reply = new String(read(version, role, command), StandardCharsets.UTF_8);
    int start = reply.indexOf("\r\n") + 2;
    if (!reply.startsWith("$")) {
      throw new IllegalArgumentException(command + " is no bulk string: " + reply);
    }
    int length = Integer.parseInt(reply.substring(1, start - 2));
    byte[] body = reply.substring(start).getBytes(StandardCharsets.UTF_8);
    return new String(body, 0, length, StandardCharsets.UTF_8);
  }
}
