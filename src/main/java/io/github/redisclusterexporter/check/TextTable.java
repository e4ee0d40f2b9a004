package io.github.redisclusterexporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text in aligned columns. The last column has any width. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heading) {
    add(heading);
  }

  TextTable add(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** One line for each row, without trailing blanks; none if there is only the heading. */
  List<String> lines() {
    if (rows.size() == 1) {
      return List.of();
    }
    String format =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1))
            .mapToObj(width -> "%-" + width + "s")
            .collect(Collectors.joining(GAP));
    return rows.stream().map(row -> format.formatted(row.toArray()).stripTrailing()).toList();
  }
}
