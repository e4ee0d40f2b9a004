package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A column of a table: a label of the rows, or the value of a query. */
final class Column {
  private final String heading;
  private final String label;
  private final Optional<String> expression;
  private final boolean shown;
  private final List<Object> properties = new ArrayList<>();

  private Column(String heading, String label, Optional<String> expression, boolean shown) {
    this.heading = heading;
    this.label = label;
    this.expression = expression;
    this.shown = shown;
  }

  /** A label that the query of some other column has. */
  static Column label(String label) {
    return label(label, label);
  }

  /** Its unit keeps Grafana from reading a name such as 615e4200 as a number. */
  static Column label(String heading, String label) {
    return new Column(heading, label, Optional.empty(), true).unit(Unit.NAME);
  }

  /** The value of a query of its own, which has a row's label as its label. */
  static Column value(String heading, String expression) {
    return new Column(heading, "", Optional.of(expression), true);
  }

  /** The value of the only query of a table, whose other columns are its labels. */
  static Column ofRows(String heading) {
    return new Column(heading, "Value", Optional.empty(), true);
  }

  /** A query for its labels only; its value is not shown. */
  static Column facts(String expression) {
    return new Column("", "", Optional.of(expression), false);
  }

  Column unit(Unit unit) {
    return with("unit", unit.id());
  }

  Column words(List<Word> words) {
    return with("mappings", PanelJson.mappingsOfCells(words))
        .with("custom.align", "center")
        .colouredCells();
  }

  Column levels(Levels levels) {
    return levels(levels, List.of());
  }

  /** Words for some values, colours by level for the others. */
  Column levels(Levels levels, List<Word> words) {
    return with("mappings", PanelJson.mappingsOfCells(words))
        .with("thresholds", levels.json())
        .colouredCells();
  }

  /** In pixels: names are not cut, and what is short takes no more than it needs. */
  Column width(int pixels) {
    return with("custom.width", pixels);
  }

  /** Only for the links of other columns. Newer versions of Grafana read the second property. */
  Column hidden() {
    return with("custom.hidden", true).with("custom.hideFrom.viz", true);
  }

  /** Texts instead of values, uncoloured. */
  Column texts(Map<String, String> texts) {
    return with("mappings", PanelJson.texts(texts));
  }

  /** Where a click leads. */
  Column link(String title, String url) {
    return with("links", List.of(BoardJson.link(title, url)));
  }

  boolean isShown() {
    return shown;
  }

  String heading() {
    return heading;
  }

  Optional<String> expression() {
    return expression;
  }

  /** The name of the field, where that of the query's value is known. */
  String field(Optional<String> ofValue) {
    return ofValue.orElse(label);
  }

  Optional<Object> override() {
    return properties.isEmpty()
        ? Optional.empty()
        : Optional.of(PanelJson.override("byName", heading, properties));
  }

  private Column colouredCells() {
    return with("custom.cellOptions", Json.object("type", "color-background", "mode", "basic"));
  }

  private Column with(String id, Object value) {
    properties.add(Json.object("id", id, "value", value));
    return this;
  }
}
