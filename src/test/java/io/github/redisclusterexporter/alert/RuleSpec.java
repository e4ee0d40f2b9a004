package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What makes one alert fire: its series, its course, and what changes in further cases. */
final class RuleSpec {
  /** What is not so for most alerts; the methods of the same names explain it. */
  enum Trait {
    ABSENCE,
    ENDS_SLOWLY,
    LONELY,
    ONLY_PAIRS,
    ONE_IS_ENOUGH,
    BRIDGES_NOTHING
  }

  /** A further case, in which the alert fires or is silent. */
  record Variation(String name, RuleSpec changed, boolean fires) {}

  private final Alert alert;
  private final List<CaseSeries> series = new ArrayList<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private final List<Variation> variations = new ArrayList<>();
  private int step = 15;
  private int before = 8;
  private int lead;
  private int linger;
  private int blur;
  private int lasts;
  private int ends;
  private String inTexts = "";
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

  RuleSpec copy() {
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
    copy.traits.addAll(traits);
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
    traits.add(Trait.ENDS_SLOWLY);
    return this;
  }

  /** It is about what is missing, and fires without any series. */
  RuleSpec absence() {
    traits.add(Trait.ABSENCE);
    return this;
  }

  /** It is about one exporter: the other one sees nothing wrong in any case. */
  RuleSpec lonely() {
    traits.add(Trait.LONELY);
    return this;
  }

  /** It compares two exporters. */
  RuleSpec onlyPairs() {
    traits.add(Trait.ONLY_PAIRS);
    return this;
  }

  /** Its series have the labels of their targets, and it says nothing of two exporters. */
  RuleSpec verbatim() {
    traits.add(Trait.BRIDGES_NOTHING);
    traits.add(Trait.LONELY);
    return this;
  }

  /** A series that only the second exporter has. */
  RuleSpec onlySecond(String selector, String well, String hurt) {
    series.add(new CaseSeries(selector, well, hurt, "b"));
    return this;
  }

  /** It fires though only one of two exporters has seen the fault. */
  RuleSpec oneIsEnough() {
    traits.add(Trait.ONE_IS_ENOUGH);
    return this;
  }

  /** A lost scrape may delay it: it compares what the servers have counted. */
  RuleSpec bridgesNothing() {
    traits.add(Trait.BRIDGES_NOTHING);
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

  /** A case in which it fires, and what is different in it. */
  RuleSpec fires(String name, Change... changes) {
    variations.add(new Variation("fires " + name, changed(changes), true));
    return this;
  }

  /** A case in which it does not. */
  RuleSpec silent(String name, Change... changes) {
    variations.add(new Variation("is silent " + name, changed(changes), false));
    return this;
  }

  private RuleSpec changed(Change... changes) {
    RuleSpec changed = copy();
    for (Change change : changes) {
      changed = change.of(changed);
    }
    return changed;
  }

  Alert alert() {
    return alert;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  List<CaseSeries> series() {
    return List.copyOf(series);
  }

  List<Variation> variations() {
    return List.copyOf(variations);
  }

  Map<String, String> labels() {
    return Map.copyOf(labels);
  }

  int step() {
    return step;
  }

  int before() {
    return before;
  }

  int lead() {
    return lead;
  }

  int linger() {
    return linger;
  }

  int blur() {
    return blur;
  }

  int lasts() {
    return lasts;
  }

  int ends() {
    return ends;
  }

  String inTexts() {
    return inTexts;
  }

  String later() {
    return later;
  }

  String variant() {
    return variant;
  }

  boolean isOptional(String metric) {
    return (" " + optional + " ").contains(" " + metric + " ");
  }

  /** The texts of the alert while it fires. */
  Map<String, String> texts() {
    return new ExpectedTexts(labels, value, node, listed).of(alert);
  }
}
