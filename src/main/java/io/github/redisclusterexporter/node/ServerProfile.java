package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server is, and which commands it does not know. This decides which commands are sent. The
 * version is read when a connection is opened; unknown commands are found when they are sent.
 *
 * @param compatibility the Redis version it behaves like; Valkey says 7.2.4 here
 * @param version its own version, as its project numbers it
 * @param clustered whether cluster support is on; empty when the server does not report it
 * @param product the software, as far as it needs another treatment
 * @param unknownCommands commands that the server was sent and does not know
 */
public record ServerProfile(
    Version compatibility,
    String version,
    Optional<Boolean> clustered,
    Product product,
    Set<Command> unknownCommands) {
  private static final String NO_VERSION = "unknown";

  /** For a server that refuses INFO. Only commands that every version has are sent to it. */
  public static final ServerProfile UNKNOWN =
      new ServerProfile(Version.OLDEST, NO_VERSION, Optional.empty());

  /** Software that replies like Redis. */
  public enum Product {
    /** Redis, and everything that replies like it. */
    REDIS,
    /** Numbers its versions by itself, and has other commands than later versions of Redis. */
    VALKEY,
    /** Monitors other servers, and stores no data. */
    SENTINEL,
    GARNET
  }

  public ServerProfile {
    unknownCommands = Set.copyOf(unknownCommands);
  }

  /** A server without peculiarities. */
  public ServerProfile(Version compatibility, String version, Optional<Boolean> clustered) {
    this(compatibility, version, clustered, Product.REDIS, Set.of());
  }

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
    String compatible = server.text("redis_version").orElse(NO_VERSION);
    // Valkey names the field differently, unless it is configured to be compatible with Redis.
    Optional<String> mode = server.text("redis_mode").or(() -> server.text("server_mode"));
    return new ServerProfile(
        Version.parse(compatible),
        Stream.of("valkey_version", "dragonfly_version", "garnet_version", "kvrocks_version")
            .flatMap(field -> server.text(field).stream())
            .findFirst()
            .orElse(compatible),
        mode.map(word -> word.equals("cluster")),
        product(server, mode.orElse("")),
        Set.of());
  }

  private static Product product(Info server, String mode) {
    if (mode.equals("sentinel")) {
      return Product.SENTINEL;
    }
    if (server.text("garnet_version").isPresent()) {
      return Product.GARNET;
    }
    return server.text("valkey_version").isPresent() ? Product.VALKEY : Product.REDIS;
  }

  /** The same server with the mode that is configured. */
  public ServerProfile withClustered(boolean value) {
    return new ServerProfile(compatibility, version, Optional.of(value), product, unknownCommands);
  }

  /** The same server, which does not know these commands either. */
  public ServerProfile withUnknown(Set<Command> commands) {
    if (unknownCommands.containsAll(commands)) {
      return this;
    }
    Set<Command> all =
        Stream.concat(unknownCommands.stream(), commands.stream())
            .collect(Collectors.toUnmodifiableSet());
    // A server that reports no mode and has no view of a cluster is not a member of one.
    Optional<Boolean> mode =
        clustered.or(
            () ->
                all.contains(Collector.CLUSTER_NODES.command().with())
                    ? Optional.of(false)
                    : Optional.empty());
    return new ServerProfile(compatibility, version, mode, product, all);
  }

  /** Whether it is of this version or a later one, of Redis or of Valkey. */
  boolean isAtLeast(Since since) {
    return (product == Product.VALKEY && since.valkey().isPresent())
        ? Version.parse(version).isAtLeast(since.valkey().get())
        : compatibility.isAtLeast(since.redis());
  }

  /** Whether it has reported which software it is. */
  boolean isIdentified() {
    return !version.equals(NO_VERSION);
  }
}
