package io.github.redisclusterexporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Something that is not as it should be.
 *
 * @param title what it is
 * @param details where, a line each
 * @param todo what would be right
 */
record Finding(String title, List<String> details, String todo) {
  private static final int WIDTH = 96;
  private static final String INDENT = "   ";

  Finding {
    details = List.copyOf(details);
  }

  /** As it is printed; only a word that is longer than a line makes a line longer. */
  List<String> lines(int number) {
    List<String> lines = new ArrayList<>(wrapped(number + ". " + title));
    for (String detail : details) {
      lines.addAll(wrapped("- " + detail));
    }
    lines.addAll(wrapped("To do: " + todo));
    return IntStream.range(0, lines.size())
        .mapToObj(i -> i == 0 ? lines.get(i) : INDENT + lines.get(i))
        .toList();
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
