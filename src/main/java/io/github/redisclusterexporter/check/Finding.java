package io.github.redisclusterexporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A problem.
 *
 * @param title what is wrong
 * @param details where, one line each
 * @param solution what to check or to change
 */
record Finding(String title, List<String> details, String solution) {
  private static final int WIDTH = 96;
  private static final String INDENT = "   ";

  Finding {
    details = List.copyOf(details);
  }

  /** The lines to print, wrapped between words. */
  List<String> lines(int number) {
    List<String> lines = new ArrayList<>(wrapped(number + ". " + title));
    for (String detail : details) {
      lines.addAll(wrapped("- " + detail));
    }
    lines.addAll(wrapped("To do: " + solution));
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
