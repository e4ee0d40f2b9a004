package io.github.redisclusterexporter.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The targets, what each run measured of them, and whether the medians reach them. */
final class Targets {
  private final Map<String, Target> targets = new LinkedHashMap<>();

  private record Target(double atMost, List<Double> measured) {
    /** Of an even number of runs, the worse of the two in the middle. */
    double median() {
      return measured.stream().sorted().skip(measured.size() / 2).findFirst().orElseThrow();
    }
  }

  /** Adds what one run measured. */
  void add(String target, double measured, double atMost) {
    targets
        .computeIfAbsent(target, first -> new Target(atMost, new ArrayList<>()))
        .measured()
        .add(measured);
  }

  void print(PrintStream out) {
    Table table = new Table("### Targets", "target", "of each run", "median", "at most", "verdict");
    targets.forEach(
        (name, target) ->
            table.add(
                name,
                target.measured().stream().map(Table::text).collect(Collectors.joining("; ")),
                target.median(),
                target.atMost(),
                target.median() <= target.atMost() ? "met" : "NOT MET"));
    table.print(out);
  }
}
