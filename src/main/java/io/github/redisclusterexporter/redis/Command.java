package io.github.redisclusterexporter.redis;

import java.util.List;

/**
 * A command for a server. Connections send only {@link AllowedCommands}.
 *
 * @param words name, subcommand and arguments; at least one
 */
public record Command(List<String> words) {

  public Command {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command needs a name");
    }
  }

  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The command with its arguments; must not be used for commands that contain a secret. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
