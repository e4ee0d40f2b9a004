package io.github.redisclusterexporter.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A command that the exporter may send, and the ACL rule that lets a user run it.
 *
 * @param name in capitals: one word, or two for a subcommand
 * @param purpose what the exporter does with it; Markdown, for docs/acl.md
 * @param without what is missing when the user may not run it; Markdown, for docs/acl.md; empty
 *     where that page does not say it for each command
 */
public record AllowedCommand(List<String> name, String purpose, String without) {

  public AllowedCommand {
    name = List.copyOf(name);
    if (name.isEmpty() || name.size() > 2) {
      throw new IllegalArgumentException("a command's name has one or two words, not " + name);
    }
  }

  /**
   * A command by its name.
   *
   * @param name as it is typed, such as {@code CLUSTER NODES}
   */
  public static AllowedCommand of(String name, String purpose, String without) {
    return new AllowedCommand(List.of(name.split(" ", -1)), purpose, without);
  }

  /** This command with arguments. */
  public Command with(String... arguments) {
    return with(Arrays.asList(arguments));
  }

  public Command with(List<String> arguments) {
    List<String> words = new ArrayList<>(name.size() + arguments.size());
    words.addAll(name);
    words.addAll(arguments);
    return new Command(words);
  }

  /** The ACL rule, such as {@code +cluster|nodes}. */
  public String grant() {
    return "+" + String.join("|", name).toLowerCase(Locale.ROOT);
  }

  /** The name as it is typed. */
  @Override
  public String toString() {
    return String.join(" ", name);
  }
}
