package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.Optional;

/**
 * The version and mode of a server, read when a connection is opened. They decide which commands
 * are sent.
 *
 * @param compatibility the Redis version it behaves like; Valkey says 7.2.4 here
 * @param version its own version, as its project numbers it
 * @param clustered whether cluster support is on; empty when the server does not report it
 */
public record ServerProfile(Version compatibility, String version, Optional<Boolean> clustered) {

  /** For a server that refuses INFO. Only commands that every version has are sent to it. */
  public static final ServerProfile UNKNOWN =
      new ServerProfile(Version.OLDEST, "unknown", Optional.empty());

  /**
   * The part of a version that features depend on.
   *
   * @param major first number
   * @param minor second number
   */
  public record Version(int major, int minor) implements Comparable<Version> {
    static final Version OLDEST = new Version(0, 0);

    public boolean isAtLeast(int otherMajor, int otherMinor) {
      return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** Whether the server has reported its version. */
    public boolean isKnown() {
      return !equals(OLDEST);
    }

    public boolean isAtLeast(Version other) {
      return isAtLeast(other.major, other.minor);
    }

    static Version parse(String text) {
      String[] parts = text.split("\\.", -1);
      try {
        return new Version(
            Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
      } catch (NumberFormatException e) {
        // A build with a name instead of a number is treated like the oldest server.
        return OLDEST;
      }
    }

    @Override
    public int compareTo(Version other) {
      return major == other.major
          ? Integer.compare(minor, other.minor)
          : Integer.compare(major, other.major);
    }

    /** As in {@code 7.2}. */
    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** From the reply to {@code INFO server}. */
  public static ServerProfile of(Reply serverInfo) {
    if (!(serverInfo instanceof Reply.Text text)) {
      return UNKNOWN;
    }
    Info server = Info.parse(text.text());
    String compatible = server.text("redis_version").orElse("unknown");
    return new ServerProfile(
        Version.parse(compatible),
        server.text("valkey_version").orElse(compatible),
        // Valkey names the field differently, unless it is configured to be compatible with Redis.
        server
            .text("redis_mode")
            .or(() -> server.text("server_mode"))
            .map(mode -> mode.equals("cluster")));
  }

  /** The same server with the mode that is configured. */
  public ServerProfile withClustered(boolean value) {
    return new ServerProfile(compatibility, version, Optional.of(value));
  }
}
