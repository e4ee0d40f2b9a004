package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Command;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What can be asked of a node in a scrape, one command each, in the order in which they are sent.
 * What a server's version does not have is not asked, because a server counts every unknown command
 * as an error. The name in lower case is the {@code collector} label.
 */
public enum Collector {
  CLUSTER_NODES {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return inCluster(server, Command.of("CLUSTER", "NODES"));
    }
  },
  INFO {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      if (!wanted.contains(COMMANDSTATS)) {
        return Optional.of(Command.of("INFO"));
      }
      // From 7.0 on INFO takes several sections, and 'all' would have the server work out
      // percentiles of every command that are of no use to anyone who adds up nodes.
      return Optional.of(
          server.compatibility().isAtLeast(7, 0)
              ? Command.of("INFO", "default", "commandstats")
              : Command.of("INFO", "all"));
    }
  },
  /** The configured queues, whose commands follow all others to the node that owns their slots. */
  QUEUES {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return Optional.empty();
    }
  },
  /** Comes with {@link #INFO}; on its own it only widens what that asks for. */
  COMMANDSTATS {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return Optional.empty();
    }

    @Override
    Collector carrier() {
      return INFO;
    }
  },
  CLUSTER_INFO {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return inCluster(server, Command.of("CLUSTER", "INFO"));
    }
  },
  SHARD_ID {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return server.compatibility().isAtLeast(7, 2)
          ? inCluster(server, Command.of("CLUSTER", "MYSHARDID"))
          : Optional.empty();
    }
  },
  LATENCY {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return server.compatibility().isAtLeast(7, 0)
          ? Optional.of(Command.of("LATENCY", "HISTOGRAM"))
          : Optional.empty();
    }
  },
  SLOWLOG {
    @Override
    Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
      return Optional.of(Command.of("SLOWLOG", "GET", "1"));
    }
  };

  abstract Optional<Command> command(ServerProfile server, Set<Collector> wanted);

  /** As in the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one in whose reply it comes. */
  Collector carrier() {
    return this;
  }

  private static Optional<Command> inCluster(ServerProfile server, Command command) {
    return server.clustered().orElse(true) ? Optional.of(command) : Optional.empty();
  }

  /** Those of the wanted ones that this server can answer with a reply of their own. */
  static List<Collector> answerable(ServerProfile server, Set<Collector> wanted) {
    return wanted.stream().sorted().filter(ask -> ask.command(server, wanted).isPresent()).toList();
  }

  /**
   * What is sent for it, as a user types it; empty when it has no command, or not on this server.
   */
  public Optional<String> words(ServerProfile server, Set<Collector> wanted) {
    return carrier().command(server, wanted).map(Command::toString);
  }

  /** The commands of one pipeline. */
  public static List<Command> commands(ServerProfile server, Set<Collector> wanted) {
    return answerable(server, wanted).stream()
        .flatMap(ask -> ask.command(server, wanted).stream())
        .toList();
  }
}
