package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.Command;
import java.util.Arrays;
import java.util.List;

/** The commands that read queues. Every server version has them. */
public enum QueueCommand {
  TYPE("TYPE", "the type of the key, and whether it exists"),
  XINFO_STREAM("XINFO STREAM", "streams"),
  XINFO_GROUPS("XINFO GROUPS", "streams"),
  XINFO_CONSUMERS(
      "XINFO CONSUMERS",
      "streams; only with `collectors.queue-consumers`, which is disabled by default; add it to the"
          + " command"),
  XPENDING("XPENDING", "streams"),
  XRANGE("XRANGE", "streams"),
  LLEN("LLEN", "lists"),
  LINDEX("LINDEX", "lists; only with `age-field`, and for the Sidekiq preset"),
  ZCARD("ZCARD", "sorted sets"),
  ZCOUNT("ZCOUNT", "sorted sets; only with `score`, and for presets"),
  ZRANGE("ZRANGE", "sorted sets; only with `score`, and for presets"),
  SCARD("SCARD", "sets"),
  ASKING(
      "ASKING",
      "keys that are migrating to another node; without it, they count as `redirected`. Not needed"
          + " for a standalone server"),
  SCAN(
      "SCAN",
      "only for queues by pattern; add it to the command. SCAN returns the names of all keys,"
          + " regardless of the key patterns"),
  SELECT("SELECT", "only for queues in a database other than 0; add it to the command");

  /** Immutable: a record of texts. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final AllowedCommand command;

  QueueCommand(String name, String purpose) {
    this.command = new AllowedCommand(name, purpose, "");
  }

  public AllowedCommand command() {
    return command;
  }

  /** This command with arguments. */
  public Command with(String... arguments) {
    return command.with(arguments);
  }

  /** All commands that are sent for queues. */
  public static List<AllowedCommand> all() {
    return Arrays.stream(values()).map(QueueCommand::command).toList();
  }

  /**
   * The ACL rules that every user needs that reads queues; SCAN, SELECT and XINFO CONSUMERS are
   * optional.
   */
  public static List<String> grants() {
    return Arrays.stream(values())
        .filter(command -> command != SCAN && command != SELECT && command != XINFO_CONSUMERS)
        .map(command -> command.command().grant())
        .toList();
  }
}
