package io.github.redisclusterexporter;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of metrics in the text format, as a scraper got it. Read here by hand on purpose: what is
 * under test must not judge its own output.
 *
 * @param took from the request to the last byte
 * @param series all lines with a value, in the order of the page
 */
public record ScrapedPage(
    int status, HttpHeaders headers, Duration took, String body, List<Series> series) {

  /** One line with a value; {@code name} as it is on the page, suffixes included. */
  public record Series(String name, Map<String, String> labels, double value) {

    boolean matches(String wantedName, Map<String, String> wantedLabels) {
      return name.equals(wantedName) && labels.entrySet().containsAll(wantedLabels.entrySet());
    }
  }

  public static ScrapedPage of(int status, HttpHeaders headers, Duration took, String body) {
    List<Series> series =
        status == 200
            ? body.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(ScrapedPage::parse)
                .toList()
            : List.of();
    return new ScrapedPage(status, headers, took, body, series);
  }

  /**
   * The series of this name that carry at least these labels.
   *
   * @param labels names and values in turn
   */
  public List<Series> all(String name, String... labels) {
    Map<String, String> wanted = pairs(labels);
    return series.stream().filter(each -> each.matches(name, wanted)).toList();
  }

  /**
   * The value of the only series of this name that carries at least these labels.
   *
   * @param labels names and values in turn
   * @throws AssertionError when there is none, or more than one
   */
  public double value(String name, String... labels) {
    List<Series> found = all(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(
          "one series expected for " + name + pairs(labels) + ", of " + all(name) + ": " + found);
    }
    return found.get(0).value();
  }

  /**
   * Whether there is a series of this name that carries at least these labels.
   *
   * @param labels names and values in turn
   */
  public boolean has(String name, String... labels) {
    return !all(name, labels).isEmpty();
  }

  private static Map<String, String> pairs(String... labels) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      pairs.put(labels[i], labels[i + 1]);
    }
    return pairs;
  }

  private static Series parse(String line) {
    int brace = line.indexOf('{');
    int blank = line.indexOf(' ');
    if (brace < 0 || blank < brace) {
      return new Series(line.substring(0, blank), Map.of(), number(line.substring(blank + 1)));
    }
    Map<String, String> labels = new LinkedHashMap<>();
    int at = brace + 1;
    while (line.charAt(at) != '}') {
      int equals = line.indexOf('=', at);
      String label = line.substring(at, equals);
      StringBuilder value = new StringBuilder();
      at = equals + 2;
      while (line.charAt(at) != '"') {
        char next = line.charAt(at++);
        value.append(next == '\\' ? unescape(line.charAt(at++)) : next);
      }
      labels.put(label, value.toString());
      at += line.charAt(at + 1) == ',' ? 2 : 1;
    }
    return new Series(line.substring(0, brace), labels, number(line.substring(at + 2)));
  }

  private static char unescape(char escaped) {
    return escaped == 'n' ? '\n' : escaped;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
