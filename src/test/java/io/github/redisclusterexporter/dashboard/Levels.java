package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The colours of values.
 *
 * @param base of the lowest ones
 * @param steps from which values on there is another one, ascending
 */
record Levels(String base, List<Step> steps) {
  static final Levels NEUTRAL = new Levels(Colour.NEUTRAL, List.of());
  static final Levels GOOD = new Levels(Colour.GOOD, List.of());

  /** From this value on. */
  record Step(double from, String colour) {}

  /** Good up to where the first of the alerts begins. */
  static Levels upTo(Limit... limits) {
    return new Levels(
        Colour.GOOD,
        Stream.of(limits)
            .map(limit -> new Step(limit.value(), limit.colour()))
            .sorted(Comparator.comparingDouble(Step::from))
            .toList());
  }

  /** Good from this value on. */
  static Levels from(double value, String colourBelow) {
    return new Levels(colourBelow, List.of(new Step(value, Colour.GOOD)));
  }

  /** Good below this value. */
  static Levels below(double value, String colourFrom) {
    return new Levels(Colour.GOOD, List.of(new Step(value, colourFrom)));
  }

  /** The lowest colour from 0 on: below it are only values that are missing. */
  Levels orMissing(String colour) {
    return new Levels(colour, Stream.concat(Stream.of(new Step(0, base)), steps.stream()).toList());
  }

  /** As Grafana has them. */
  Object json() {
    List<Object> all = new ArrayList<>();
    all.add(Json.object("color", base, "value", null));
    steps.forEach(
        step -> all.add(Json.object("color", step.colour(), "value", Json.number(step.from()))));
    return Json.object("mode", "absolute", "steps", all);
  }
}
