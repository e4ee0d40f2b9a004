package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.Command;
import java.util.Arrays;
import java.util.List;

/** The commands that read queues. Every server version has them. */
public enum QueueCommand {
  TYPE("TYPE", "what kind of key a queue is, and whether there is one"),
  XINFO_STREAM("XINFO STREAM", "streams"),
  XINFO_GROUPS("XINFO GROUPS", "streams"),
  XPENDING("XPENDING", "streams"),
  XRANGE("XRANGE", "streams"),
  LLEN("LLEN", "lists"),
  LINDEX("LINDEX", "lists; only with `age-field`, and by the Sidekiq preset"),
  ZCARD("ZCARD", "sorted sets"),
  ZCOUNT("ZCOUNT", "sorted sets; only with `score`, and by presets"),
  ZRANGE("ZRANGE", "sorted sets; only with `score`, and by presets"),
  SCARD("SCARD", "sets"),
  ASKING(
      "ASKING",
      "keys that are moving to another node, which count as `redirected` without it; not needed for"
          + " a single server"),
  SCAN(
      "SCAN",
      "queues by pattern only; give it in addition. SCAN tells the names of all keys, whatever the"
          + " user may read"),
  SELECT("SELECT", "a single server with a database other than 0; give it in addition");

  private static final String WITHOUT = "the queues that need it have `redis_cluster_queue_up 0`";

  private final AllowedCommand command;

  QueueCommand(String name, String purpose) {
    this.command = AllowedCommand.of(name, purpose, WITHOUT);
  }

  public AllowedCommand command() {
    return command;
  }

  /** This command with arguments. */
  public Command with(String... arguments) {
    return command.with(arguments);
  }

  /** Whether the user needs it only for some configurations. */
  public boolean isOptional() {
    return this == SCAN || this == SELECT;
  }

  /** All commands that are sent for queues. */
  public static List<AllowedCommand> all() {
    return Arrays.stream(values()).map(QueueCommand::command).toList();
  }

  /** The ACL rules that every user needs that reads queues. */
  public static List<String> grants() {
    return Arrays.stream(values())
        .filter(command -> !command.isOptional())
        .map(command -> command.command().grant())
        .toList();
  }
}
