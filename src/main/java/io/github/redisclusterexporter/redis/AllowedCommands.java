package io.github.redisclusterexporter.redis;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All commands that connections send: those that set a connection up, and those that the packages
 * above declare. A connection refuses every other command, and there is no other way to a server.
 * No allowed command changes data, which a test asks real servers.
 *
 * @param names the commands as they are typed, without arguments
 */
public record AllowedCommands(Set<String> names) {
  public static final AllowedCommand INFO =
      new AllowedCommand(
          "INFO",
          "most metrics of a node",
          "`redis_cluster_node_up 0` for the node; metrics that other nodes report about it are"
              + " kept");

  public static final AllowedCommand CLIENT_SETNAME =
      new AllowedCommand(
          "CLIENT SETNAME",
          "the name `redis-cluster-exporter` in CLIENT LIST",
          "the connections have no name");

  /** Every user may run it. */
  static final AllowedCommand AUTH = new AllowedCommand("AUTH", "the login", "");

  public AllowedCommands {
    names = Set.copyOf(names);
  }

  /**
   * Allows the commands of the exporter, besides those that set up a connection.
   *
   * @param declared the commands that are sent over connections that have been set up
   */
  public static AllowedCommands of(Collection<AllowedCommand> declared) {
    return new AllowedCommands(
        Stream.concat(Stream.of(AUTH, CLIENT_SETNAME, INFO), declared.stream())
            .map(AllowedCommand::name)
            .collect(Collectors.toSet()));
  }

  /**
   * Checks that all commands are allowed.
   *
   * @throws IllegalArgumentException when one of the commands is not allowed
   */
  public void check(List<Command> commands) {
    if (!commands.stream().map(Command::words).allMatch(this::permits)) {
      // Without the words: they may hold a secret.
      throw new IllegalArgumentException("a command is not one of those that may be sent");
    }
  }

  private boolean permits(List<String> words) {
    return names.contains(words.get(0))
        || (words.size() > 1 && names.contains(words.get(0) + " " + words.get(1)));
  }
}
