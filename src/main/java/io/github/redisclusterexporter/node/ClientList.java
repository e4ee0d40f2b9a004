package io.github.redisclusterexporter.node;

import java.util.HashMap;
import java.util.Map;

/**
 * How many clients of a node have each name.
 *
 * <p>Source: {@code CLIENT LIST}. The links of replication are no clients.
 *
 * @param byName the numbers by name; the name of a client without one is empty
 */
public record ClientList(Map<String, Integer> byName) {
  private static final String NAME = " name=";
  private static final String FLAGS = " flags=";

  public ClientList {
    byName = Map.copyOf(byName);
  }

  /**
   * The clients in the reply, one in each line.
   *
   * @throws MalformedReplyException when a line is no client
   */
  static ClientList parse(String reply) {
    Map<String, Integer> byName = new HashMap<>();
    int start = 0;
    // A reply may have many megabytes, so that it is not copied line by line.
    while (start < reply.length()) {
      int end = reply.indexOf('\n', start);
      if (end < 0) {
        end = reply.length();
      }
      if (end > start) {
        String name = field(reply, NAME, start, end);
        if (!isReplication(field(reply, FLAGS, start, end))) {
          byName.merge(name, 1, Integer::sum);
        }
      }
      start = end + 1;
    }
    return new ClientList(byName);
  }

  /** M is the link to the primary, S that to a replica, and O a client that runs MONITOR. */
  private static boolean isReplication(String flags) {
    return flags.indexOf('M') >= 0 || (flags.indexOf('S') >= 0 && flags.indexOf('O') < 0);
  }

  /** The value of a field in a line; no value contains a blank. */
  private static String field(String reply, String field, int start, int end) {
    int at = reply.indexOf(field, start);
    if (!reply.startsWith("id=", start) || at < 0 || at >= end) {
      throw new MalformedReplyException("a client has no" + field.replace("=", ""));
    }
    int from = at + field.length();
    int to = reply.indexOf(' ', from);
    return reply.substring(from, to < 0 ? end : Math.min(to, end)).strip();
  }
}
