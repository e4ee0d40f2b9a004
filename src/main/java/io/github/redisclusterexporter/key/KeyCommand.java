package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.Command;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands that read named keys. Every server version has them. */
public enum KeyCommand {
  TYPE("TYPE", "the type of the key, and whether it exists"),
  STRLEN("STRLEN", "the size of a string"),
  LLEN("LLEN", "the size of a list"),
  SCARD("SCARD", "the size of a set"),
  ZCARD("ZCARD", "the size of a sorted set"),
  HLEN("HLEN", "the size of a hash"),
  XLEN("XLEN", "the size of a stream"),
  MEMORY_USAGE("MEMORY USAGE", "the memory of the key"),
  PTTL("PTTL", "the time to live of the key"),
  ASKING(
      "ASKING",
      "keys that are migrating to another node; without it, they count as `redirected`. Not needed"
          + " for a standalone server"),
  SELECT("SELECT", "only for a database other than 0; add it to the command");

  /** Immutable: a record of texts. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final AllowedCommand command;

  KeyCommand(String name, String purpose) {
    this.command = new AllowedCommand(name, purpose, "");
  }

  public AllowedCommand command() {
    return command;
  }

  /** This command with arguments. */
  public Command with(String... arguments) {
    return command.with(arguments);
  }

  /** These commands in a database; all others on the same connection expect database 0. */
  public static List<Command> inDatabase(int database, List<Command> commands) {
    if (database == 0 || commands.isEmpty()) {
      return commands;
    }
    List<Command> all = new ArrayList<>(commands);
    all.add(0, SELECT.with(Integer.toString(database)));
    all.add(SELECT.with("0"));
    return all;
  }

  /** All commands that are sent for named keys. */
  public static List<AllowedCommand> all() {
    return Arrays.stream(values()).map(KeyCommand::command).toList();
  }

  /** The ACL rules that every user needs that reads named keys; SELECT is optional. */
  public static List<String> grants() {
    return Arrays.stream(values())
        .filter(command -> command != SELECT)
        .map(command -> command.command().grant())
        .toList();
  }
}
