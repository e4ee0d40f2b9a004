package io.github.redisclusterexporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A problem.
 *
 * @param title what is wrong
 * @param details where, one line each
 * @param solution what to check or to change
 */
record Finding(String title, List<String> details, String solution) {
  /** A word that is longer than a line stays whole. */
  private static final Pattern LINE = Pattern.compile("(.{1,96})( |$)");

  /** The lines to print, wrapped between words, all but the first indented. */
  List<String> lines(int number) {
    List<String> paragraphs = new ArrayList<>(List.of(number + ". " + title));
    details.forEach(detail -> paragraphs.add("- " + detail));
    paragraphs.add("To do: " + solution);
    List<String> lines = paragraphs.stream().flatMap(text -> wrapped(text).stream()).toList();
    return String.join("\n   ", lines).lines().toList();
  }

  /** A paragraph in lines, wrapped between words. */
  static List<String> wrapped(String text) {
    return LINE.matcher(text).replaceAll("$1\n").lines().toList();
  }
}
