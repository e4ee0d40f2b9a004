package io.github.redisclusterexporter.demo;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A page of the exporter in the text format.
 *
 * @param lines the lines with a value
 */
record ExporterPage(List<String> lines) {

  static ExporterPage of(String body) {
    return new ExporterPage(body.lines().filter(line -> !line.startsWith("#")).toList());
  }

  /**
   * The sum over the series of this name with these labels; empty when there is none.
   *
   * @param labels as on the page, such as {@code role="primary"}
   */
  OptionalDouble sum(String name, String... labels) {
    List<String> found =
        lines.stream()
            .filter(line -> line.startsWith(name + "{"))
            .filter(line -> List.of(labels).stream().allMatch(line::contains))
            .toList();
    return found.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            found.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum());
  }

  boolean shows(double value, String name, String... labels) {
    OptionalDouble sum = sum(name, labels);
    return sum.isPresent() && sum.getAsDouble() == value;
  }
}
