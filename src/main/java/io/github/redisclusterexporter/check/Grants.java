package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.key.KeyCommand;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerProfile.Version;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.redis.AllowedCommands;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ACL SETUSER commands for the exporter's user on servers of one range of versions. A server
 * refuses the whole command when it names a subcommand that the server does not have.
 *
 * @param since the first version of the range
 * @param servers the range in words
 */
record Grants(Version since, String servers) {
  private static final Version OLDEST_SUPPORTED = new Version(6, 2);
  private static final Version FIRST_WITH_READ_PERMISSIONS = new Version(7, 0);

  /** One for each version that has a command more, the newest first. */
  static final List<Grants> ALL = ranges();

  private static List<Grants> ranges() {
    TreeSet<Version> versions = new TreeSet<>(Comparator.reverseOrder());
    versions.add(OLDEST_SUPPORTED);
    standard()
        .map(collector -> collector.since().redis())
        .filter(since -> since.isAtLeast(OLDEST_SUPPORTED))
        .forEach(versions::add);
    return versions.stream()
        .map(
            since ->
                new Grants(since, since + (since.equals(versions.first()) ? " and later" : "")))
        .toList();
  }

  /** Empty for a server whose version is not known. */
  static Optional<Grants> of(Version version) {
    if (!version.isKnown()) {
      return Optional.empty();
    }
    return ALL.stream()
        .filter(grants -> version.isAtLeast(grants.since))
        .findFirst()
        .or(() -> Optional.of(ALL.get(ALL.size() - 1)));
  }

  /** The collectors whose commands every exporter's user may run. */
  static Stream<Collector.Typed<?>> standard() {
    return Collector.withCommands().stream()
        .filter(collector -> !Collector.optional().contains(collector));
  }

  /**
   * Allows the user to run the commands of optional collectors.
   *
   * @param collectors at least one
   */
  static String optional(String name, List<Collector.Typed<?>> collectors) {
    return collectors.stream()
        .map(collector -> collector.command().grant())
        .distinct()
        .collect(Collectors.joining(" ", "ACL SETUSER " + name + " ", ""));
  }

  /** Creates the user. The word PASSWORD in the command is a placeholder. */
  String user(String name) {
    List<String> words =
        new ArrayList<>(List.of("ACL", "SETUSER", name, "reset", "on", ">PASSWORD"));
    standard()
        .filter(collector -> since.isAtLeast(collector.since().redis()))
        .forEach(collector -> words.add(collector.command().grant()));
    words.add(AllowedCommands.CLIENT_SETNAME.grant());
    return String.join(" ", words);
  }

  /**
   * Allows the user to read queues.
   *
   * @param patterns of their keys, as {@link #literal} or as SCAN takes them
   * @param optional the optional commands that this configuration needs
   */
  String queues(String name, Collection<String> patterns, List<QueueCommand> optional) {
    List<String> grants = new ArrayList<>(QueueCommand.grants());
    optional.forEach(command -> grants.add(command.command().grant()));
    return read(name, grants, patterns);
  }

  /**
   * Allows the user to read named keys.
   *
   * @param patterns of the keys, as {@link #literal}
   * @param selects whether one of them is in another database than 0
   */
  String keys(String name, Collection<String> patterns, boolean selects) {
    List<String> grants = new ArrayList<>(KeyCommand.grants());
    if (selects) {
      grants.add(KeyCommand.SELECT.command().grant());
    }
    return read(name, grants, patterns);
  }

  /**
   * Allows the user to count key groups.
   *
   * @param patterns of the groups
   * @param selects whether one of them is in another database than 0
   */
  String keyGroups(String name, Collection<String> patterns, boolean selects) {
    List<String> grants = new ArrayList<>();
    grants.add(QueueCommand.SCAN.command().grant());
    grants.add(KeyCommand.MEMORY_USAGE.command().grant());
    if (selects) {
      grants.add(KeyCommand.SELECT.command().grant());
    }
    return read(name, grants, patterns);
  }

  private String read(String name, List<String> grants, Collection<String> patterns) {
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name));
    words.addAll(grants);
    String keys = since.isAtLeast(FIRST_WITH_READ_PERMISSIONS) ? "%R~" : "~";
    // A server accepts no blanks in a pattern, and redis-cli interprets quotes.
    patterns.forEach(pattern -> words.add(keys + pattern.replaceAll("[\\s\"']", "?")));
    return String.join(" ", words);
  }

  /** A pattern that matches only this key. */
  static String literal(String key) {
    return key.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }
}
