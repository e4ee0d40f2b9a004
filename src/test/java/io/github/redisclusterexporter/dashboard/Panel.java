package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One panel: what it asks of the cluster and how it shows the answer. Its methods change it. */
final class Panel {
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern ALERT = Pattern.compile("Redis(?:Cluster|Queue)[A-Z]\\w+");

  /** The kinds of panels in use, by their names in Grafana. */
  enum Kind {
    STAT("stat"),
    GAUGE("gauge"),
    BARS("bargauge"),
    LINES("timeseries"),
    TIMELINE("state-timeline"),
    HEATMAP("heatmap"),
    TABLE("table");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }

    /** It shows the newest value of each series. */
    boolean isOneValue() {
      return this == STAT || this == GAUGE || this == BARS;
    }
  }

  /** Of the rows of a table. */
  record Order(String heading, boolean descending) {}

  private final Kind kind;
  private final String title;
  private final int width;
  private final int height;
  private final List<Query> queries = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<Object> overrides = new ArrayList<>();
  private final List<String> limits = new ArrayList<>();
  private List<Word> words = List.of();
  private Levels levels;
  private Unit unit = Unit.NUMBER;
  private OptionalDouble max = OptionalDouble.empty();
  private boolean fromZero = true;
  private boolean stacked;
  private boolean sparkline;
  private boolean names;
  private boolean plain;
  private String question = "";
  private String normal = "";
  private String otherwise = "";
  private Optional<String> noValue = Optional.empty();
  private Optional<Order> order = Optional.empty();

  private Panel(Kind kind, String title, int width, int height) {
    this.kind = kind;
    this.title = title;
    this.width = width;
    this.height = height;
    this.levels = kind == Kind.LINES || kind == Kind.TIMELINE ? Levels.GOOD : Levels.NEUTRAL;
  }

  static Panel stat(String title, int width, int height) {
    return new Panel(Kind.STAT, title, width, height);
  }

  /** A dial from 0 to 100 %. */
  static Panel gauge(String title, int width, int height) {
    return new Panel(Kind.GAUGE, title, width, height).unit(Unit.RATIO).max(1);
  }

  static Panel bars(String title, int width, int height) {
    return new Panel(Kind.BARS, title, width, height);
  }

  static Panel lines(String title, int width, int height) {
    return new Panel(Kind.LINES, title, width, height);
  }

  static Panel timeline(String title, int width, int height) {
    return new Panel(Kind.TIMELINE, title, width, height);
  }

  static Panel heatmap(String title, int width, int height) {
    return new Panel(Kind.HEATMAP, title, width, height);
  }

  static Panel table(String title, int width, int height) {
    return new Panel(Kind.TABLE, title, width, height);
  }

  /** The description: the question, what is normal, and what else means or what to do then. */
  Panel asks(String asked, String usual, String advice) {
    question = asked;
    normal = usual;
    otherwise = advice;
    return this;
  }

  /** Adds a query with its series' names. */
  Panel show(String legend, String expression) {
    Query.Kind how =
        switch (kind) {
          case STAT -> sparkline ? Query.Kind.OVER_TIME : Query.Kind.NOW;
          case GAUGE, BARS -> Query.Kind.NOW;
          case LINES, TIMELINE -> Query.Kind.OVER_TIME;
          case HEATMAP -> Query.Kind.BUCKETS;
          case TABLE -> Query.Kind.ROWS;
        };
    queries.add(new Query(expression, legend, how));
    return this;
  }

  Panel columns(Column... all) {
    columns.addAll(List.of(all));
    columns.forEach(column -> column.expression().ifPresent(query -> show("__auto", query)));
    return this;
  }

  /** Rows without a value: the columns are the labels of the query. */
  Panel rows(String expression, Column... all) {
    columns.addAll(List.of(all));
    return show("__auto", expression);
  }

  Panel unit(Unit value) {
    unit = value;
    return this;
  }

  Panel max(double value) {
    max = OptionalDouble.of(value);
    return this;
  }

  /** Values below zero are shown, too. */
  Panel signed() {
    fromZero = false;
    return this;
  }

  Panel stacked() {
    stacked = true;
    return this;
  }

  /** The rows of a table, the highest value of this column first. */
  Panel highestFirst(String heading) {
    order = Optional.of(new Order(heading, true));
    return this;
  }

  /** The rows of a table, the lowest value of this column first. */
  Panel lowestFirst(String heading) {
    order = Optional.of(new Order(heading, false));
    return this;
  }

  /** To be said before the queries. */
  Panel sparkline() {
    sparkline = true;
    return this;
  }

  /** The text has the colour, not the background. */
  Panel plain() {
    plain = true;
    return this;
  }

  /** The name of the series is shown, not its value. */
  Panel names() {
    names = true;
    return this;
  }

  Panel words(List<Word> value) {
    words = value;
    return this;
  }

  /** Words of one series alone. */
  Panel words(String series, List<Word> value) {
    return override("byName", series, "mappings", PanelJson.mappings(value));
  }

  Panel levels(Levels value) {
    levels = value;
    return this;
  }

  /** Drawn as lines, or as the colours of the value. */
  Panel limits(String... alerts) {
    List<Limit> drawn = Stream.of(alerts).map(Limit::of).toList();
    drawn.forEach(limit -> limits.add(limit.alert()));
    return levels(Levels.upTo(drawn.toArray(Limit[]::new)));
  }

  /** What stands there when there is no series, and that is no fault. */
  Panel empty(String text) {
    noValue = Optional.of(text);
    return this;
  }

  /** Words and colours of one series alone. */
  Panel series(String name, List<Word> itsWords, Levels itsLevels) {
    return override(
        "byName", name, "mappings", PanelJson.mappings(itsWords), "thresholds", itsLevels.json());
  }

  /** As {@link #series(String, List, Levels)}, and the series has another unit than the others. */
  Panel series(String name, List<Word> itsWords, Levels itsLevels, Unit itsUnit) {
    return series(name, itsWords, itsLevels).override("byName", name, "unit", itsUnit.id());
  }

  /** Words of all series whose names match. */
  Panel wordsOf(String pattern, List<Word> value) {
    return override("byRegexp", pattern, "mappings", PanelJson.mappings(value));
  }

  Panel colour(String name, String colour) {
    return override("byName", name, "color", Json.object("mode", "fixed", "fixedColor", colour));
  }

  Panel dashed(String pattern) {
    return override(
        "byRegexp",
        pattern,
        "custom.lineStyle",
        Json.object("fill", "dash", "dash", List.of(6, 6)),
        "custom.fillOpacity",
        0);
  }

  private Panel override(String matcher, String series, Object... idsAndValues) {
    List<Object> properties = new ArrayList<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      properties.add(Json.object("id", idsAndValues[i], "value", idsAndValues[i + 1]));
    }
    overrides.add(PanelJson.override(matcher, series, properties));
    return this;
  }

  Kind kind() {
    return kind;
  }

  String title() {
    return title;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  List<Query> queries() {
    return queries;
  }

  List<Column> columns() {
    return columns;
  }

  List<Object> overrides() {
    return overrides;
  }

  List<Word> words() {
    return words;
  }

  Levels levels() {
    return levels;
  }

  boolean hasLimits() {
    return !limits.isEmpty();
  }

  Unit unit() {
    return unit;
  }

  OptionalDouble max() {
    return max;
  }

  boolean isFromZero() {
    return fromZero;
  }

  boolean isStacked() {
    return stacked;
  }

  boolean hasSparkline() {
    return sparkline;
  }

  boolean coloursBackground() {
    return kind == Kind.STAT && !plain;
  }

  boolean showsNames() {
    return names;
  }

  Optional<String> noValue() {
    return noValue;
  }

  Optional<Order> order() {
    return order;
  }

  /** A bar that is alone loses the name of its series, which its labels still have. */
  Optional<String> displayName() {
    return kind == Kind.BARS && queries.size() == 1
        ? Optional.of(LABEL.matcher(queries.get(0).legend()).replaceAll("\\${__field.labels.$1}"))
        : Optional.empty();
  }

  /** There may be dozens of series. */
  boolean isByNode() {
    return queries.stream().anyMatch(query -> query.legend().contains("{{node}}"));
  }

  String question() {
    return question;
  }

  String normal() {
    return normal;
  }

  String description() {
    String said = question + " Normal: " + normal + " " + otherwise;
    return switch (limits.size()) {
      case 0 -> said;
      case 1 -> said + " The threshold is that of " + limits.get(0) + ".";
      default -> said + " The thresholds are those of " + String.join(" and ", limits) + ".";
    };
  }

  /** Those that the description names, in its order. */
  List<String> alerts() {
    return ALERT.matcher(description()).results().map(MatchResult::group).distinct().toList();
  }
}
