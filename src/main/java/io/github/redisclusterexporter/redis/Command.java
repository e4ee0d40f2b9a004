package io.github.redisclusterexporter.redis;

import java.util.List;

/**
 * A command as the words that go over the wire; one of those in {@link AllowedCommands}.
 *
 * @param words name, subcommand and arguments; at least one
 */
public record Command(List<String> words) {

  public Command {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command needs a name");
    }
    if (!AllowedCommands.permits(words)) {
      // Without the words: they may hold a secret.
      throw new IllegalArgumentException("not one of the commands that may be sent");
    }
  }

  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The command as it is typed; arguments included, so not for commands that carry a secret. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
