package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ACL user of the exporter, created with the commands in docs/acl.md. */
public final class DocumentedUser {
  public static final String NAME = "exporter";
  public static final String PASSWORD = "acl-pa55word";
  private static final String CALL = "redis-cli --cluster call HOST:PORT ";

  private DocumentedUser() {}

  /**
   * The commands that make the user on these servers, as words: the first what nodes need, the
   * second what queues need in addition, the third what named keys need, the fourth what key groups
   * need.
   */
  public static List<List<String>> commands(RedisBinary binary) {
    List<String> servers =
        binary.isAtLeast(7)
            ? List.of(binary.isAtLeast(7, 2) ? "7.2 and later" : "7.0", "7.0 and later")
            : List.of("6.2");
    List<List<String>> commands = new ArrayList<>();
    String heading = "";
    for (String line : lines()) {
      if (line.matches("\\*\\*.*\\*\\*")) {
        heading = line.replace("*", "");
      } else if (line.startsWith(CALL + "ACL SETUSER " + NAME + " ") && servers.contains(heading)) {
        String command = line.substring(CALL.length()).replace("'", "");
        commands.add(List.of(command.replace("PASSWORD", PASSWORD).split(" ", -1)));
      }
    }
    return commands;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("docs", "acl.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The command that allows the user what an optional group of metrics needs, as words.
   *
   * @param group as under {@code collectors} in the configuration
   */
  public static List<String> optional(String group) {
    try (Stream<String> lines = Files.lines(Path.of("docs", "acl.md"))) {
      return Stream.concat(
              Stream.of("ACL", "SETUSER", NAME),
              lines
                  .filter(line -> line.startsWith("| `collectors." + group + "` | `"))
                  .map(row -> row.split("`", -1)[3].replace("\\|", "|")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates the user on one node, with the permissions for everything except queues. */
  public static void create(RedisServer node) {
    node.command(commands(node.binary()).get(0).toArray(String[]::new));
  }
}
