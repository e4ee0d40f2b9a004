package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.CaseSeries.Phase;
import io.github.redisclusterexporter.alert.CaseSeries.State;
import io.github.redisclusterexporter.alert.RuleCase.Check;
import io.github.redisclusterexporter.alert.RuleSpec.Trait;
import io.github.redisclusterexporter.alert.RuleSpec.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The cases that follow from a specification: those that every alert has, and its variations. */
final class SpecCases {
  /** Steps. */
  private static final int SLOW_END = 8;

  private final RuleSpec spec;
  private final int step;
  private final int blur;
  private final int holds;
  private final int outlasts;

  SpecCases(RuleSpec spec) {
    this.spec = spec;
    step = spec.step();
    blur = spec.blur();
    holds = (int) spec.alert().holds().toSeconds();
    outlasts = (int) spec.alert().outlasts().toSeconds();
  }

  List<RuleCase> all() {
    List<RuleCase> all = new ArrayList<>();
    all.add(paired().mainCase());
    all.add(unmeasured());
    for (String metric : metrics()) {
      SpecCases fewer = new SpecCases(spec.copy().without(metric));
      if (spec.isOptional(metric)) {
        all.add(fewer.fireCase("fires all the same without " + metric, fewer.exporters()));
      } else if (metrics().size() > 1) {
        all.add(fewer.silentCase("is silent without " + metric, fewer.exporters()));
      }
    }
    if (!spec.has(Trait.ABSENCE) && !spec.has(Trait.LONELY) && !spec.has(Trait.ONLY_PAIRS)) {
      all.add(oneOfTwo());
    }
    if (!spec.has(Trait.BRIDGES_NOTHING)) {
      all.add(paired().hiccupCase());
      if (spec.alert().pages()) {
        all.add(lostCase());
      }
    }
    spec.variations().forEach(variation -> all.add(varied(variation)));
    return all;
  }

  private static RuleCase varied(Variation variation) {
    SpecCases changed = new SpecCases(variation.changed());
    return variation.fires()
        ? changed.fireCase(variation.name(), changed.exporters())
        : changed.silentCase(variation.name(), changed.exporters());
  }

  private List<String> metrics() {
    return spec.series().stream()
        .map(CaseSeries::metric)
        .filter(metric -> !metric.equals(spec.inTexts()))
        .distinct()
        .toList();
  }

  private String exporters() {
    return spec.series().stream().anyMatch(one -> one.exporter().equals("b")) ? "ab" : "a";
  }

  /** Seconds until the fault. */
  private int start() {
    return spec.before() * step;
  }

  /** Seconds until it fires. */
  private int fires() {
    return start() + spec.lead() + holds;
  }

  private int lastHurt() {
    return Math.max(fires() + 2 * step, start() + spec.lasts());
  }

  private RuleCase unmeasured() {
    RuleSpec nothing = spec.copy().without("").series("redis_cluster_nothing", "1", "1");
    return spec.has(Trait.ABSENCE)
        ? new SpecCases(nothing.before(0)).fireCase("fires when nothing was ever measured", "a")
        : new SpecCases(nothing).silentCase("is silent when nothing is measured", "a");
  }

  private RuleCase oneOfTwo() {
    SpecCases other = new SpecCases(secondSeesNothing());
    return spec.has(Trait.ONE_IS_ENOUGH)
        ? other.fireCase("fires though only one of two exporters has seen it", "ab")
        : other.silentCase("is silent when one of two exporters sees nothing wrong", "ab");
  }

  private RuleSpec secondSeesNothing() {
    RuleSpec other = spec.copy();
    spec.series().forEach(one -> other.second(one.selector(), one.well(), one.well()));
    return other;
  }

  /** Where it is about one exporter, the second one sees nothing wrong. */
  private SpecCases paired() {
    return spec.has(Trait.LONELY) ? new SpecCases(secondSeesNothing()) : this;
  }

  private RuleCase mainCase() {
    int last = lastHurt();
    int end = (spec.ends() > 0 ? start() + spec.ends() : last + spec.linger()) + outlasts;
    boolean slowly = spec.has(Trait.ENDS_SLOWLY);
    List<Phase> phases =
        phases(last, 2 + (slowly ? SLOW_END : blur) + Math.max(0, end - last) / step);
    List<Check> checks = new ArrayList<>(List.of(Check.silent(fires() - (1 + blur) * step)));
    checks.add(firing(fires()));
    if (!slowly && end - step * (1 + blur) > fires()) {
      checks.add(firingLater(end - (1 + blur) * step));
    }
    checks.add(Check.silent(end + (slowly ? SLOW_END : blur) * step));
    return build("fires for the cluster that is hurt, and resolves", "ab", true, phases, checks);
  }

  private RuleCase fireCase(String name, String exporters) {
    int last = spec.ends() > 0 ? start() + spec.ends() - (1 + blur) * step : lastHurt() - step;
    List<Check> checks =
        List.of(Check.silent(fires() - (1 + blur) * step), firing(fires()), firingLater(last));
    return build(name, exporters, false, phases(lastHurt(), 0), checks);
  }

  private RuleCase silentCase(String name, String exporters) {
    int last = Math.max(lastHurt(), start() + spec.lead() + 2 * holds);
    List<Check> checks =
        IntStream.of(start(), fires() - step, fires(), fires() + step, last - step)
            .map(time -> time / step * step)
            .filter(time -> time >= 0)
            .distinct()
            .sorted()
            .mapToObj(Check::silent)
            .toList();
    return build(name, exporters, false, phases(last, 0), checks);
  }

  /** All exporters cannot be scraped for a moment, before and after it fires. */
  private RuleCase hiccupCase() {
    int pending = holds / step > 3 ? 2 : 0;
    int lost = 45 / step;
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase(State.WELL, spec.before(), ""));
    int until = (fires() - start()) / step;
    phases.add(new Phase(State.HURT, until - pending - 1, ""));
    phases.add(new Phase(State.HURT, pending, "ab"));
    phases.add(new Phase(State.HURT, 3, ""));
    phases.add(new Phase(State.HURT, lost, "ab"));
    phases.add(new Phase(State.HURT, 4, ""));
    int again = fires() + (2 + lost) * step;
    List<Check> checks =
        List.of(
            Check.silent(fires() - (1 + blur) * step),
            firing(fires()),
            blind(again - step),
            firing(again),
            firing(again + 3 * step));
    return build("outlasts lost scrapes of all exporters", "ab", false, phases, checks);
  }

  /** No exporter is left. It ends, but not before somebody is told that nobody watches. */
  private RuleCase lostCase() {
    int hiccup = 60;
    List<Phase> phases =
        List.of(
            new Phase(State.WELL, spec.before(), ""),
            new Phase(State.HURT, (fires() - start()) / step + 2, ""),
            new Phase(State.HURT, (outlasts + hiccup + spec.linger()) / step + 4, "ab"));
    int lost = fires() + 2 * step;
    List<Check> checks =
        List.of(
            firing(fires()),
            blind(lost),
            blind(lost + outlasts - step),
            Check.silent(lost + outlasts + hiccup + spec.linger() + 2 * step));
    return build("does not end with the exporters", "ab", false, phases, checks);
  }

  private List<Phase> phases(int lastHurt, int after) {
    return List.of(
        new Phase(State.WELL, spec.before(), ""),
        new Phase(State.HURT, (lastHurt - start()) / step, ""),
        new Phase(State.WELL, after, ""));
  }

  private Check firing(int second) {
    return firing(second, spec);
  }

  private Check firingLater(int second) {
    return spec.later().isEmpty()
        ? firing(second)
        : firing(second, spec.copy().value(spec.later()));
  }

  /** It fires, and the queries in its texts find nothing. */
  private Check blind(int second) {
    return firing(second, spec.copy().finds("").lists(""));
  }

  private static Check firing(int second, RuleSpec spec) {
    return new Check(second, spec.labels(), spec.texts());
  }

  private RuleCase build(
      String name, String exporters, boolean neighbour, List<Phase> phases, List<Check> checks) {
    return new RuleCase(
        spec.alert().name(),
        spec.alert().name() + " " + name + spec.variant(),
        step,
        CaseInputs.of(spec.series(), exporters, neighbour, phases),
        checks);
  }
}
