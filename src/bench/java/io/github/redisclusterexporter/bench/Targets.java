package io.github.redisclusterexporter.bench;

import java.io.PrintStream;

/** The targets, and whether they were reached. */
final class Targets {
  private final Table table = new Table("### Bounds", "bound", "measured", "at most", "verdict");

  void add(String bound, double measured, double atMost) {
    table.add(bound, measured, atMost, measured <= atMost ? "met" : "NOT MET");
  }

  void print(PrintStream out) {
    table.print(out);
  }
}
