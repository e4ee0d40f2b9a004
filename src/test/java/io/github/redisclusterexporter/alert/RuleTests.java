package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests of the rules, as promtool runs them. */
final class RuleTests {
  static final Path DIRECTORY = Path.of("alerts", "tests");
  private static final Pattern NAME = Pattern.compile("(?m)^ {2}- name: (.*)$");

  private RuleTests() {}

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".test.yml")).sorted().toList();
    }
  }

  static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : files()) {
      NAME.matcher(Files.readString(file)).results().map(name -> name.group(1)).forEach(names::add);
    }
    return names;
  }
}
