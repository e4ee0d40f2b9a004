package io.github.redisclusterexporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A problem.
 *
 * @param impact whether users notice it
 * @param title what is wrong
 * @param details where, one line each
 * @param solution what to check or to change
 */
public record Finding(Impact impact, String title, List<String> details, String solution) {
  /** A word that is longer than a line stays whole. */
  private static final Pattern LINE = Pattern.compile("(.{1,96})( |$)");

  /** Whether the users of the cluster notice a problem. The worst comes first. */
  public enum Impact {
    /** They do now: commands fail, or tasks wait. */
    USERS,
    /** Not yet: after the next failure, or when the trend continues. */
    RISK,
    /** Unknown: the exporter does not see everything. */
    UNSEEN
  }

  public Finding {
    details = List.copyOf(details);
  }

  /** The lines to print, wrapped between words, all but the first indented. */
  List<String> lines(int number) {
    List<String> paragraphs = new ArrayList<>(List.of(number + ". " + title));
    details.forEach(detail -> paragraphs.add("- " + detail));
    paragraphs.add("To do: " + solution);
    List<String> lines = paragraphs.stream().flatMap(text -> wrapped(text).stream()).toList();
    return String.join("\n   ", lines).lines().toList();
  }

  /** A number of things, for a detail. */
  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A paragraph in lines, wrapped between words. */
  static List<String> wrapped(String text) {
    return LINE.matcher(text).replaceAll("$1\n").lines().toList();
  }
}
