package io.github.redisclusterexporter.bench;

import java.io.PrintStream;

/** What was to be reached, and whether it was. */
final class Verdicts {
  private final Table table = new Table("### Bounds", "bound", "measured", "at most", "verdict");

  void add(String bound, double measured, double atMost) {
    table.add(bound, measured, atMost, measured <= atMost ? "met" : "NOT MET");
  }

  void print(PrintStream out) {
    table.print(out);
  }
}
