package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import java.util.List;

/** The forms of INFO that a server may know. They differ in the sections that they ask for. */
final class InfoForms {
  private static final Command PLAIN = AllowedCommands.INFO.with();
  private static final Command ALL_SECTIONS = AllowedCommands.INFO.with("all");
  private static final Command SELECTED_SECTIONS =
      AllowedCommands.INFO.with("default", "commandstats");
  private static final List<Command> WITHOUT_COMMANDSTATS = List.of(PLAIN);
  private static final List<Command> OF_OLD_SERVERS = List.of(ALL_SECTIONS, PLAIN);
  private static final List<Command> OF_NEW_SERVERS =
      List.of(SELECTED_SECTIONS, ALL_SECTIONS, PLAIN);

  private InfoForms() {}

  /**
   * The forms for this server, the best one first.
   *
   * @param commandstats whether the statistics of the commands are wanted
   */
  static List<Command> of(ServerProfile server, boolean commandstats) {
    if (!commandstats) {
      return WITHOUT_COMMANDSTATS;
    }
    // From 7.0 on INFO takes several sections, and 'all' makes the server calculate percentiles of
    // every command, which the exporter does not use: they cannot be added up over nodes.
    return server.compatibility().isAtLeast(7, 0) ? OF_NEW_SERVERS : OF_OLD_SERVERS;
  }

  /** Whether the reply to this form has the statistics of the commands. */
  static boolean hasCommandstats(Command form) {
    return !form.equals(PLAIN);
  }
}
