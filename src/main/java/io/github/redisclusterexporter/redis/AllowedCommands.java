package io.github.redisclusterexporter.redis;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All commands that this program can send: what is not here cannot be made a {@link Command}, and
 * there is no other way to a server. None of them changes data, which a test asks real servers.
 */
final class AllowedCommands {
  /** Those whose second word is part of the name. */
  private static final Set<String> CONTAINERS =
      Set.of("CLIENT", "CLUSTER", "LATENCY", "SLOWLOG", "XINFO");

  static final Set<String> COMMANDS =
      Set.of(
          "ASKING",
          "AUTH",
          "CLIENT SETNAME",
          "CLUSTER INFO",
          "CLUSTER MYSHARDID",
          "CLUSTER NODES",
          "INFO",
          "LATENCY HISTOGRAM",
          "LINDEX",
          "LLEN",
          "SCAN",
          "SCARD",
          "SELECT",
          "SLOWLOG GET",
          "TYPE",
          "XINFO GROUPS",
          "XINFO STREAM",
          "XPENDING",
          "XRANGE",
          "ZCARD",
          "ZCOUNT",
          "ZRANGE");

  private AllowedCommands() {}

  static boolean permits(List<String> words) {
    String name = words.get(0).toUpperCase(Locale.ROOT);
    return COMMANDS.contains(
        CONTAINERS.contains(name) && words.size() > 1
            ? name + " " + words.get(1).toUpperCase(Locale.ROOT)
            : name);
  }
}
