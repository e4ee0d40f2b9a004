package io.github.redisclusterexporter.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A command that the exporter may send, and the ACL rule that lets a user run it.
 *
 * @param name as it is typed, such as {@code CLUSTER NODES}: one word, or two for a subcommand
 * @param purpose what the exporter does with it; Markdown, for docs/acl.md
 * @param without what is missing when the user may not run it; Markdown, for docs/acl.md; empty
 *     where that page does not say it for each command
 */
public record AllowedCommand(String name, String purpose, String without) {

  /** This command with arguments. */
  public Command with(String... arguments) {
    return with(Arrays.asList(arguments));
  }

  public Command with(List<String> arguments) {
    return new Command(Stream.concat(Stream.of(name.split(" ", -1)), arguments.stream()).toList());
  }

  /** The ACL rule, such as {@code +cluster|nodes}. */
  public String grant() {
    return "+" + statisticsName();
  }

  /** The name in statistics of commands, such as {@code cluster|nodes}; 7.0 and later. */
  public String statisticsName() {
    return name.replace(' ', '|').toLowerCase(Locale.ROOT);
  }
}
