package io.github.redisclusterexporter.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A Markdown table with aligned columns. */
final class Table {
  private final String title;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String title, String... columns) {
    this.title = title;
    rows.add(List.of(columns));
  }

  /** Adds a row. Numbers below 100 have decimals, larger ones have none. */
  void add(Object... cells) {
    rows.add(
        Arrays.stream(cells)
            .map(cell -> cell instanceof Double number ? text(number) : cell.toString())
            .toList());
  }

  static String text(double number) {
    if (Double.isNaN(number)) {
      return "–";
    }
    double size = Math.abs(number);
    return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", number);
  }

  void print(PrintStream out) {
    int columns = rows.get(0).size();
    List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    out.println();
    out.println(title);
    out.println();
    for (int i = 0; i < rows.size(); i++) {
      out.println(line(rows.get(i), widths));
      if (i == 0) {
        out.println(line(Collections.nCopies(columns, "---"), widths));
      }
    }
    out.flush();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      line.append(' ').append(cell).append(" ".repeat(widths.get(i) - cell.length())).append(" |");
    }
    return line.toString();
  }
}
