package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.node.ServerProfile.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the exporter's user is granted on servers of one age. The same lines as in docs/acl.md; the
 * names of subcommands that a server does not have would make it refuse the whole line.
 */
enum Grants {
  SINCE_7_2("7.2 and later", 7, 2),
  SINCE_7_0("7.0", 7, 0),
  SINCE_6_2("6.2", 1, 0);

  private static final String QUEUES =
      "+type +xinfo|stream +xinfo|groups +xpending +xrange +llen +lindex +zcard +zcount +zrange"
          + " +scard +asking";

  private final String servers;
  private final int major;
  private final int minor;

  Grants(String servers, int major, int minor) {
    this.servers = servers;
    this.major = major;
    this.minor = minor;
  }

  /** Empty for a server that does not tell its version. */
  static Optional<Grants> of(Version version) {
    return List.of(values()).stream()
        .filter(grants -> version.isAtLeast(grants.major, grants.minor))
        .findFirst();
  }

  /** The servers it is for. */
  String servers() {
    return servers;
  }

  /** Makes the user; the word PASSWORD in it is to be replaced. */
  String user(String name) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("ACL", "SETUSER", name, "reset", "on", ">PASSWORD"));
    words.addAll(List.of("+info", "+cluster|info", "+cluster|nodes"));
    if (this == SINCE_7_2) {
      words.add("+cluster|myshardid");
    }
    words.add("+slowlog|get");
    if (this != SINCE_6_2) {
      words.add("+latency|histogram");
    }
    words.add("+client|setname");
    return String.join(" ", words);
  }

  /**
   * Lets the user read queues.
   *
   * @param patterns of their keys, as {@link #literal} or as SCAN takes them
   * @param more commands that are needed besides
   */
  String queues(String name, Collection<String> patterns, List<String> more) {
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, QUEUES));
    words.addAll(more);
    patterns.forEach(pattern -> words.add((this == SINCE_6_2 ? "~" : "%R~") + plain(pattern)));
    return String.join(" ", words);
  }

  /** A pattern that matches just this key. */
  static String literal(String key) {
    return key.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }

  /** The server takes no blanks in a pattern, and redis-cli has its own idea of quotes. */
  private static String plain(String pattern) {
    return pattern.replaceAll("[\\s\"']", "?");
  }
}
