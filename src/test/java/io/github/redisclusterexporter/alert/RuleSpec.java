package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.CaseSeries.Phase;
import io.github.redisclusterexporter.alert.CaseSeries.State;
import io.github.redisclusterexporter.alert.RuleCase.Check;
import io.github.redisclusterexporter.alert.RuleCase.InputSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The cases of one alert: the series that make it fire, and what changes in each case. Two
 * exporters with different labels of their targets watch two clusters, of which one is hurt.
 */
final class RuleSpec {
  private static final String FIRST =
      "job=\"redis-cluster\",instance=\"exporter-a:9121\",namespace=\"monitoring\",pod=\"a-0\"";

  /** Steps. */
  private static final int SLOW_END = 8;

  private static final String SECOND =
      "job=\"pods\",instance=\"exporter-b:9121\",namespace=\"redis\",pod=\"b-0\",cluster=\"eu\"";

  private final Alert alert;
  private final List<CaseSeries> series = new ArrayList<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final List<RuleCase> more = new ArrayList<>();
  private int step = 15;
  private int before = 8;
  private int lead;
  private int linger;
  private int blur;
  private int lasts;
  private int ends;
  private String inTexts = "";
  private boolean absence;
  private boolean endsSlowly;
  private boolean lonely;
  private boolean onlyPairs;
  private boolean oneIsEnough;
  private boolean bridges = true;
  private String value = "";
  private String later = "";
  private String variant = "";
  private String node = "";
  private String listed = "";
  private String optional = "";

  private RuleSpec(Alert alert) {
    this.alert = alert;
    labels.put("redis_cluster", "orders");
    List.of("severity", "component", "scope").forEach(name -> labels.put(name, alert.label(name)));
  }

  static RuleSpec of(String alert) {
    try {
      return new RuleSpec(Alert.named(alert));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private RuleSpec copy() {
    RuleSpec copy = new RuleSpec(alert);
    copy.series.addAll(series);
    copy.labels.clear();
    copy.labels.putAll(labels);
    copy.step = step;
    copy.before = before;
    copy.lead = lead;
    copy.linger = linger;
    copy.blur = blur;
    copy.lasts = lasts;
    copy.ends = ends;
    copy.inTexts = inTexts;
    copy.absence = absence;
    copy.endsSlowly = endsSlowly;
    copy.lonely = lonely;
    copy.onlyPairs = onlyPairs;
    copy.oneIsEnough = oneIsEnough;
    copy.bridges = bridges;
    copy.value = value;
    copy.later = later;
    copy.variant = variant;
    copy.node = node;
    copy.listed = listed;
    copy.optional = optional;
    return copy;
  }

  /** Seconds between two scrapes, which are evaluations as well. */
  RuleSpec every(int seconds) {
    step = seconds;
    return this;
  }

  /** Steps before the fault. */
  RuleSpec before(int steps) {
    before = steps;
    return this;
  }

  /** Seconds from the fault until the expression has a value. */
  RuleSpec lead(int seconds) {
    lead = seconds;
    return this;
  }

  /** Seconds from the end of the fault until the expression has no value. */
  RuleSpec linger(int seconds) {
    linger = seconds;
    return this;
  }

  /** Steps by which versions of Prometheus differ: from 3.0 on, a range excludes its start. */
  RuleSpec blur(int steps) {
    blur = steps;
    return this;
  }

  /** Seconds that the fault lasts at least. */
  RuleSpec lasts(int seconds) {
    lasts = seconds;
    return this;
  }

  /** Seconds from the beginning of the fault until the expression has no value again. */
  RuleSpec ends(int seconds) {
    ends = seconds;
    return this;
  }

  /** Only its texts use this metric. */
  RuleSpec inTexts(String metric) {
    inTexts = metric;
    return this;
  }

  /** Averages fall slowly, and versions of Prometheus differ in when they are low enough. */
  RuleSpec endsSlowly() {
    endsSlowly = true;
    return this;
  }

  /** It is about what is missing, and fires without any series. */
  RuleSpec absence() {
    absence = true;
    return this;
  }

  /** It is about one exporter: the other one sees nothing wrong in any case. */
  RuleSpec lonely() {
    lonely = true;
    return this;
  }

  /** It compares two exporters. */
  RuleSpec onlyPairs() {
    onlyPairs = true;
    return this;
  }

  /** Its series have the labels of their targets, and it says nothing of two exporters. */
  RuleSpec verbatim() {
    bridges = false;
    lonely = true;
    return this;
  }

  /** A series that only the second exporter has. */
  RuleSpec onlySecond(String selector, String well, String hurt) {
    series.add(new CaseSeries(selector, well, hurt, "b"));
    return this;
  }

  /** It fires though only one of two exporters has seen the fault. */
  RuleSpec oneIsEnough() {
    oneIsEnough = true;
    return this;
  }

  /** A lost scrape may delay it: it compares what the servers have counted. */
  RuleSpec bridgesNothing() {
    bridges = false;
    return this;
  }

  RuleSpec label(String name, String text) {
    if (text.isEmpty()) {
      labels.remove(name);
    } else {
      labels.put(name, text);
    }
    return this;
  }

  /** As the texts have it. */
  RuleSpec value(String text) {
    value = text;
    return this;
  }

  /** Another value some time after it has begun to fire. */
  RuleSpec later(String text) {
    later = text;
    return this;
  }

  /** What distinguishes it from other specifications of the alert. */
  RuleSpec variant(String text) {
    variant = text.isEmpty() ? "" : ", " + text;
    return this;
  }

  /** What the query in its texts finds. */
  RuleSpec finds(String text) {
    node = text;
    return this;
  }

  RuleSpec lists(String text) {
    listed = text;
    return this;
  }

  /** It fires without these metrics, too. */
  RuleSpec optional(String... metrics) {
    optional = String.join(" ", metrics);
    return this;
  }

  RuleSpec series(String selector, String well, String hurt) {
    series.add(new CaseSeries(selector, well, hurt, ""));
    return this;
  }

  /** The same series of several nodes, {@code n#} in the selector. */
  RuleSpec nodes(int first, int last, String selector, String well, String hurt) {
    IntStream.rangeClosed(first, last)
        .forEach(number -> series(selector.replace("#", "" + number), well, hurt));
    return this;
  }

  /** What the second exporter reports instead. */
  RuleSpec second(String prefix, String well, String hurt) {
    for (CaseSeries one : List.copyOf(series)) {
      if (one.selector().startsWith(prefix) && one.exporter().isEmpty()) {
        series.set(
            series.indexOf(one), new CaseSeries(one.selector(), one.well(), one.hurt(), "a"));
        series.add(new CaseSeries(one.selector(), well, hurt, "b"));
      }
    }
    return this;
  }

  /** Other values during the fault. */
  RuleSpec hurt(String prefix, String text) {
    series.replaceAll(
        one ->
            one.selector().startsWith(prefix)
                ? new CaseSeries(one.selector(), one.well(), text, one.exporter())
                : one);
    return this;
  }

  /** Other values all the time. */
  RuleSpec always(String prefix, String text) {
    series.replaceAll(
        one ->
            one.selector().startsWith(prefix)
                ? new CaseSeries(one.selector(), text, text, one.exporter())
                : one);
    return this;
  }

  RuleSpec without(String prefix) {
    series.removeIf(one -> one.selector().startsWith(prefix));
    return this;
  }

  /** A case in which it fires. */
  RuleSpec fires(String name, UnaryOperator<RuleSpec> change) {
    RuleSpec changed = change.apply(copy());
    more.add(changed.fireCase("fires " + name, changed.exporters()));
    return this;
  }

  /** A case in which it does not. */
  RuleSpec silent(String name, UnaryOperator<RuleSpec> change) {
    RuleSpec changed = change.apply(copy());
    more.add(changed.silentCase("is silent " + name, changed.exporters()));
    return this;
  }

  /** A case with its own course. */
  RuleSpec also(UnaryOperator<RuleSpec> change, CustomCase custom) {
    more.add(custom.of(change.apply(copy())));
    return this;
  }

  /** Makes a case of a changed specification. */
  interface CustomCase {
    RuleCase of(RuleSpec changed);
  }

  private String exporters() {
    return series.stream().anyMatch(one -> one.exporter().equals("b")) ? "ab" : "a";
  }

  Alert alert() {
    return alert;
  }

  int step() {
    return step;
  }

  /** Seconds until the fault. */
  int start() {
    return before * step;
  }

  /** Seconds until it fires. */
  int fires() {
    return start() + lead + (int) alert.holds().toSeconds();
  }

  private int lastHurt() {
    return Math.max(fires() + 2 * step, start() + lasts);
  }

  List<RuleCase> cases() {
    List<RuleCase> all = new ArrayList<>();
    all.add(paired().mainCase());
    all.add(
        absence
            ? copy().withoutSeries().before(0).absent()
            : copy().withoutSeries().silentCase("is silent when nothing is measured", "a"));
    for (String metric : metrics()) {
      RuleSpec fewer = copy().without(metric);
      boolean fewerFires = (" " + optional + " ").contains(" " + metric + " ");
      if (fewerFires) {
        all.add(fewer.fireCase("fires all the same without " + metric, fewer.exporters()));
      } else if (metrics().size() > 1) {
        all.add(fewer.silentCase("is silent without " + metric, fewer.exporters()));
      }
    }
    if (!absence && !lonely && !onlyPairs) {
      all.add(oneOfTwo());
    }
    if (bridges) {
      all.add(paired().hiccupCase());
    }
    if (alert.pages() && bridges) {
      all.add(lostCase());
    }
    all.addAll(more);
    return all;
  }

  private RuleCase oneOfTwo() {
    RuleSpec other = copy();
    series.forEach(one -> other.second(one.selector(), one.well(), one.well()));
    return oneIsEnough
        ? other.fireCase("fires though only one of two exporters has seen it", "ab")
        : other.silentCase("is silent when one of two exporters sees nothing wrong", "ab");
  }

  private RuleCase absent() {
    return fireCase("fires when nothing was ever measured", "a");
  }

  /** Where it is about one exporter, the second one sees nothing wrong. */
  private RuleSpec paired() {
    RuleSpec other = copy();
    if (lonely) {
      series.forEach(one -> other.second(one.selector(), one.well(), one.well()));
    }
    return other;
  }

  private List<String> metrics() {
    return series.stream()
        .map(CaseSeries::metric)
        .filter(metric -> !metric.equals(inTexts))
        .distinct()
        .toList();
  }

  private RuleSpec withoutSeries() {
    series.clear();
    series.add(new CaseSeries("redis_cluster_nothing", "1", "1", ""));
    return this;
  }

  private RuleCase mainCase() {
    int last = lastHurt();
    int end = (ends > 0 ? start() + ends : last + linger) + (int) alert.outlasts().toSeconds();
    List<Phase> phases =
        phases(last, 2 + (endsSlowly ? SLOW_END : blur) + Math.max(0, end - last) / step);
    List<Check> checks = new ArrayList<>(List.of(Check.silent(fires() - (1 + blur) * step)));
    checks.add(firing(fires()));
    if (!endsSlowly && end - step * (1 + blur) > fires()) {
      checks.add(firingLater(end - (1 + blur) * step));
    }
    checks.add(Check.silent(end + (endsSlowly ? SLOW_END : blur) * step));
    return build("fires for the cluster that is hurt, and resolves", "ab", true, phases, checks);
  }

  RuleCase fireCase(String name, String exporters) {
    int last = ends > 0 ? start() + ends - (1 + blur) * step : lastHurt() - step;
    List<Check> checks =
        List.of(Check.silent(fires() - (1 + blur) * step), firing(fires()), firingLater(last));
    return build(name, exporters, false, phases(lastHurt(), 0), checks);
  }

  RuleCase silentCase(String name, String exporters) {
    int last = Math.max(lastHurt(), start() + lead + 2 * (int) alert.holds().toSeconds());
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
    int hold = (int) alert.holds().toSeconds() / step;
    int pending = hold > 3 ? 2 : 0;
    int lost = 45 / step;
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase(State.WELL, before, ""));
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
            blind().firing(again - step),
            firing(again),
            firing(again + 3 * step));
    return build("outlasts lost scrapes of all exporters", "ab", false, phases, checks);
  }

  /** No exporter is left. It ends, but not before somebody is told that nobody watches. */
  private RuleCase lostCase() {
    int keep = (int) alert.outlasts().toSeconds();
    int hiccup = 60;
    List<Phase> phases =
        List.of(
            new Phase(State.WELL, before, ""),
            new Phase(State.HURT, (fires() - start()) / step + 2, ""),
            new Phase(State.HURT, (keep + hiccup + linger) / step + 4, "ab"));
    int lost = fires() + 2 * step;
    List<Check> checks =
        List.of(
            firing(fires()),
            blind().firing(lost),
            blind().firing(lost + keep - step),
            Check.silent(lost + keep + hiccup + linger + 2 * step));
    return build("does not end with the exporters", "ab", false, phases, checks);
  }

  /** Queries in texts find nothing. */
  private RuleSpec blind() {
    return copy().finds("").lists("");
  }

  private List<Phase> phases(int lastHurt, int after) {
    return List.of(
        new Phase(State.WELL, before, ""),
        new Phase(State.HURT, (lastHurt - start()) / step, ""),
        new Phase(State.WELL, after, ""));
  }

  Check firing(int second) {
    return new Check(second, labels, new ExpectedTexts(labels, value, node, listed).of(alert));
  }

  private Check firingLater(int second) {
    return later.isEmpty() ? firing(second) : copy().value(later).firing(second);
  }

  RuleCase build(
      String name, String exporters, boolean neighbour, List<Phase> phases, List<Check> checks) {
    List<InputSeries> inputs = new ArrayList<>();
    for (CaseSeries one : series) {
      boolean verbatim = one.labels().contains("job=") || one.labels().contains("instance=");
      for (String letter :
          verbatim ? List.of("a") : exporters.chars().mapToObj(c -> "" + (char) c).toList()) {
        if (one.exporter().isEmpty() || one.exporter().equals(letter)) {
          add(inputs, one, letter, verbatim, "orders", phases);
          if (neighbour && !verbatim) {
            add(
                inputs,
                new CaseSeries(one.selector(), one.well(), one.well(), ""),
                letter,
                false,
                "sessions",
                phases);
          }
        }
      }
    }
    return new RuleCase(alert.name(), alert.name() + " " + name + variant, step, inputs, checks);
  }

  private static void add(
      List<InputSeries> inputs,
      CaseSeries one,
      String letter,
      boolean verbatim,
      String cluster,
      List<Phase> phases) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("target", verbatim ? "" : letter.equals("a") ? FIRST : SECOND);
    // The node of Kubernetes, which ours overrides where there is one (honor_labels).
    parts.put("node", verbatim || letter.equals("a") || one.hasNode() ? "" : "node=\"worker-2\"");
    parts.put("cluster", verbatim ? "" : "redis_cluster=\"" + cluster + "\"");
    parts.put("own", one.labels());
    String all = String.join(",", parts.values().stream().filter(part -> !part.isEmpty()).toList());
    inputs.add(new InputSeries(one.metric() + "{" + all + "}", one.values(phases, letter)));
  }
}
